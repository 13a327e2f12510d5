import StrataEngine
import StrataLog
import StrataWire
import Testing

/// SPEC §12.2: a disk without room, as the broker's log tells of it.
@Suite struct StorageTroubleTests {
  @Test("a partition that has no room is told of once, and once more when it takes records again")
  func full() throws {
    let files = MemoryStorage(capacity: 400_000)
    let running = try RunningBroker(engine: DamagedFetchTests.engine(files))
    let topic = try Rig.ours(running).topic("t", [:])
    let client = try running.client()
    #expect(try client.produce(FetchChecks.batch, to: topic).errorCode == .none)
    let other = try files.open("d/other", create: true)
    var count = 400_000
    while count > 0 {
      do { try other.write([UInt8](repeating: 1, count: count).span, at: try other.size()) } catch { count /= 2 }
    }
    var refused = 0
    for _ in 0..<5_000 where refused < 3 {
      let code = try client.produce(FetchChecks.batch, to: topic).errorCode
      #expect(code == .none || code == .kafkaStorageError)
      if code != .none { refused += 1 }
    }
    #expect(refused == 3 && running.logged.count == 1, "\(running.logged)")
    #expect(running.logged.first?.hasPrefix("t-0: ") == true, "\(running.logged)")
    try other.truncate(0)
    for _ in 0..<2 { #expect(try client.produce(FetchChecks.batch, to: topic).errorCode == .none) }
    #expect(running.logged.dropFirst() == ["t-0: takes records again"])
  }
}
