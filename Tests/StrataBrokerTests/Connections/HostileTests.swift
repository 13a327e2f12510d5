import Glibc
import StrataBroker
import StrataEngine
import StrataLog
import StrataWire
import Testing

/// SPEC §12.1: what strangers may send, and what it costs.
@Suite struct HostileTests {
  /// Resident memory of this process, in bytes.
  static func resident() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard unsafe fgets(&line, 128, file) != nil else { return 0 }
    let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * 4_096 : 0
  }

  private static func header(_ key: Int16, _ version: Int16, _ rest: [UInt8] = []) -> [UInt8] {
    func two(_ number: Int16) -> [UInt8] {
      [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }
    let body = two(key) + two(version) + [0, 0, 0, 1, 255, 255] + rest
    return [0, 0, 0, UInt8(body.count)] + body
  }

  @Test(
    "closes the connection, says so in one line and serves the others",
    arguments: [
      ("a negative length", [255, 255, 255, 255]),
      ("a length over the limit", [127, 255, 255, 255]),
      ("an empty request", [0, 0, 0, 0]),
      ("a header cut short", [0, 0, 0, 4, 0, 3, 0, 0]),
      ("an API that is none", header(999, 0)),
      ("a negative API", header(-1, 0)),
      ("an API not spoken here", header(4, 0)),
      ("a version that is none", header(3, 99)),
      ("a negative version", header(3, -1)),
      ("produce of version 2", header(0, 2, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
      ("a count that overruns", header(3, 1, [127, 255, 255, 255])),
      ("a string that overruns", header(3, 1, [0, 0, 0, 1, 127, 255])),
      ("a body cut short", header(2, 1, [0, 0])),
    ] as [(String, [UInt8])])
  func refused(name: String, bytes: [UInt8]) throws {
    let running = try RunningBroker()
    let bystander = try running.client()
    _ = try bystander.call(ApiVersionsRequest(), version: 0)
    let client = try running.client()
    try client.send(bytes: bytes)
    #expect(try client.isHungUp(), "\(name)")
    #expect(running.logged.count == 1 && running.logged[0].hasPrefix("closed 127.0.0.1:"), "\(running.logged)")
    _ = try bystander.call(ApiVersionsRequest(), version: 0)
  }

  @Test("a version of ApiVersions that is none is answered in the oldest layout, and the connection goes on")
  func apiVersions() throws {
    let running = try RunningBroker()
    let client = try running.client()
    try client.send(bytes: Self.header(18, 99, [1, 2, 3]))
    let frame = try #require(try client.frame())
    #expect(frame == [0, 0, 0, 1, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4])
    #expect(try client.call(ApiVersionsRequest(), version: 0).errorCode == .none)
  }

  @Test("bytes behind a body are ignored")
  func trailing() throws {
    let client = try RunningBroker().client()
    try client.send(bytes: Self.header(18, 0, [1, 2, 3, 4, 5]))
    #expect(try client.frame()?.prefix(6) == [0, 0, 0, 1, 0, 0])
  }

  @Test("a request that comes byte by byte is answered")
  func slow() throws {
    let running = try RunningBroker()
    let client = try running.client()
    for byte in RawClient.frame(ApiVersionsRequest(), version: 0) { try client.send(bytes: [byte]) }
    #expect(try client.frame() != nil)
  }

  @Test("a client that never reads costs no memory, and gets every answer once it does")
  func neverReads() throws {
    let running = try RunningBroker()
    let topic = try Rig.ours(running).topic("big")
    let client = try running.client()
    let large = Batches.make([String(repeating: "x", count: 1_000_000)])
    #expect(try client.produce(large, to: topic).errorCode == .none)
    let before = Self.resident()
    let greedy = try running.client()
    for _ in 0..<100 { try greedy.send(FetchQuestion().request(topic, [0]), version: 17) }
    for _ in 0..<10 { #expect(try client.call(ApiVersionsRequest(), version: 0).errorCode == .none) }
    #expect(Self.resident() - before < 20 << 20)
    for n in 0..<100 {
      let answer = try greedy.response(FetchResponse.self, version: 17, behind: Int32(99 - n))
      #expect(answer.responses[0].partitions[0].records.count == large.count)
    }
  }

  @Test("unfinished requests are held up to a limit; then who holds most has to go")
  func heldLimit() throws {
    let running = try RunningBroker { $0.maxHeldBytes = 4 << 20 }
    let half: [UInt8] = [6, 0, 0, 0]
    let small = try running.client()
    try small.send(bytes: half + [UInt8](repeating: 0, count: 1 << 20))
    let greedy = try running.client()
    // The broker may hang up before all is sent.
    try? greedy.send(bytes: half + [UInt8](repeating: 0, count: 8 << 20))
    #expect(try greedy.isHungUp())
    #expect(running.logged.count == 1 && running.logged[0].contains("holds the most"))
    #expect(try running.client().call(ApiVersionsRequest(), version: 0).errorCode == .none)
  }

  @Test("a connection that moves nothing is closed, without a line in the log")
  func idle() throws {
    let running = try RunningBroker { $0.maxIdleMilliseconds = 100 }
    let client = try running.client()
    try client.send(bytes: [0, 0])
    #expect(try client.isHungUp())
    #expect(running.logged.isEmpty)
  }

  @Test("a batch that unpacks without end is refused")
  func bomb() throws {
    let running = try RunningBroker()
    let topic = try Rig.ours(running).topic("bomb")
    var builder = try BatchBuilder(codec: .zstd)
    let zeroes = [UInt8](repeating: 0, count: 10 << 20)
    for _ in 0..<14 { try builder.add(key: nil, value: zeroes, timestamp: Timestamp(milliseconds: 1)) }
    let batch = try builder.finish()
    let bytes = unsafe batch.bytes.withUnsafeBufferPointer { unsafe Array($0) }
    #expect(bytes.count < 1 << 20)
    let client = try running.client()
    #expect(try client.produce(bytes, to: topic).errorCode == .invalidRecord)
    #expect(try client.produce(FetchChecks.batch, to: topic).baseOffset == 0)
  }

  @Test("a produce that wants no answer gets none, and a hang-up when it fails")
  func noAnswer() throws {
    let running = try RunningBroker()
    let topic = try Rig.ours(running).topic("quiet")
    let client = try running.client()
    func request(_ partition: Int32) -> ProduceRequest {
      ProduceRequest(
        acks: 0,
        topicData: [
          .init(
            name: topic.name, topicID: topic.id,
            partitionData: [.init(index: partition, records: .bytes(FetchChecks.batch))])
        ])
    }
    try client.send(request(0), version: 13)
    #expect(try client.call(FetchQuestion().request(topic, [0]), version: 17).summary.hasPrefix("0: 0 high 2 "))
    try client.send(request(8), version: 13)
    #expect(try client.isHungUp())
    #expect(running.logged.count == 1 && running.logged[0].contains("UNKNOWN_TOPIC_OR_PARTITION"))
  }
}
