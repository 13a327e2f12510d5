import StrataEngine
import StrataLog
import Testing

@testable import StrataTesting

/// SPEC §7.9: transactions at the level `synced` on a disk whose power fails.
@Suite struct TransactionPowerTests {
  /// Sends each number to both partitions in a transaction of its own, every third of which is aborted, and says which
  /// were committed; `asked` is the one whose commit may have been done.
  static func live(_ engine: Engine, _ numbers: Range<Int>, _ committed: inout [Int], _ asked: inout Int?) throws {
    var producer = try begin(engine)
    for number in numbers {
      let partitions = try engine.topic("t").partitions
      try engine.transactions.add(partitions.map(\.id), to: "x", by: producer)
      for partition in partitions {
        var batch = try BatchBuilder()
        batch.producer = BatchProducer(id: producer.id, epoch: producer.epoch, sequence: 0)
        batch.isTransactional = true
        try batch.add(key: nil, value: [UInt8(number)], timestamp: Timestamp(milliseconds: 1))
        try partition.append(&batch, durability: .synced)
      }
      let commits = number % 3 != 2
      if commits { asked = number }
      producer = try engine.transactions.end("x", EndRequest(producer, commits: commits), durability: .synced)
      if commits { committed.append(number) }
      asked = nil
    }
  }

  /// Takes the name over, which ends what is open.
  static func begin(_ engine: Engine) throws -> ProducerIdentity {
    let request = InitProducerRequest(timeout: 60_000)
    if let producer = try? engine.transactions.initProducer("x", request, durability: .synced) { return producer }
    return try engine.transactions.initProducer("x", request, durability: .synced)
  }

  @Test("wherever the power failed, a transaction is there in both partitions or in none")
  func whole() throws {
    var (failures, kept) = (0, 0)
    let pool = SimulatedMemoryPool()
    for seed in UInt64(0)..<60 {
      let storage = SimulatedStorage(seed: seed, pool: pool, time: SimulatedTime())
      try storage.makeDirectory("r")
      try storage.syncDirectory("")
      try EnginePowerTests.engine(storage, seed).createTopic("t", partitions: 2)
      storage.crash(.killed)
      storage.restart()
      var chance = SeededRandom(seed: seed)
      var (committed, number) = ([Int](), 0)
      for life in 0..<3 {
        var asked: Int?
        storage.armed = ArmedFault(fault: .powerLost, after: 80 + Int(chance.next() % 300))
        do {
          try Self.live(EnginePowerTests.engine(storage, seed), number..<number + 8, &committed, &asked)
        } catch {}
        number += 8
        if storage.isDown { failures += 1 } else { storage.crash(.powerLost) }
        storage.restart()
        let engine = try EnginePowerTests.engine(storage, seed)
        _ = try Self.begin(engine)
        let seen = try engine.topic("t").partitions.map { try $0.read().compactMap { $0.value?.first.map(Int.init) } }
        #expect(seen[0] == seen[1], "seed \(seed), life \(life)")
        #expect(seen[0] == committed || seen[0] == committed + [asked ?? -1], "seed \(seed), life \(life)")
        committed = seen[0]
        kept += life == 2 ? committed.count : 0
        try engine.close()
      }
    }
    #expect(failures > 90 && kept > 200, "the power failed \(failures) times in a call, of \(kept) transactions")
  }
}
