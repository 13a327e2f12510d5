import StrataEngine
import StrataLog
import StrataTesting
import StrataTransport
import Testing

@testable import StrataInProcess

/// What the conformance suite can't see: damage, time in the test's hand, and the engine underneath (SPEC §8).
@Suite(.timeLimit(.minutes(5))) struct EngineUnderneathTests {
  let files = MemoryStorage()
  let time = VirtualTime()
  let engine: Engine
  let transport: InProcessTransport

  init() throws {
    engine = try Engine(storage: files, directory: "d", time: time, random: SystemRandomNumberGenerator())
    // Only the test moves the time, so nothing that waits for it is ever due by itself.
    transport = InProcessTransport(engine) { _ in try await Task.sleep(for: .seconds(3_600)) }
  }

  static let place = TopicPartition("t", 0)

  func code(_ body: () async throws -> Void) async -> TransportError.Code? {
    do {
      try await body()
      return nil
    } catch { return (error as? TransportError)?.code }
  }

  func reader() async throws -> any TransportConsumer {
    let reader = try await transport.consumer(.partitions([Self.place]), .init())
    guard case .assigned = try await reader.next(within: nil) else { throw TransportError(.invalid, "", "") }
    return reader
  }

  @Test("a member silent for its session has lost its partitions, on the time of the engine and no other")
  func silence() async throws {
    try engine.createTopic("t")
    let member = try await transport.consumer(.group("g", topics: ["t"]), .init(sessionTimeout: .seconds(10)))
    guard case .assigned = try await member.next(within: nil) else { return fail("no assignment") }
    time.advance(by: .milliseconds(9_999))
    _ = engine.advance(to: time.now())
    try await member.commit([Self.place: 1])
    time.advance(by: .milliseconds(1))
    _ = engine.advance(to: time.now())
    #expect(await code { try await member.commit([Self.place: 2]) } == .fenced)
    guard case .lost([Self.place]) = try await member.next(within: nil) else { return fail("not lost") }
    guard case .assigned([Self.place]) = try await member.next(within: nil) else { return fail("not assigned anew") }
    #expect(try await member.committed([Self.place]) == [Self.place: 1])
    await transport.close()
  }

  @Test("records before damage are delivered, damage is named with where to go on, and what lies behind is read")
  func damage() async throws {
    try engine.createTopic("t")
    let producer = try await transport.producer(.init())
    for number in 0..<3 as Range<UInt8> { _ = try await producer.send([Record(value: [number, number])], to: "t") }
    try engine.maintain()
    let log = try files.open("d/t-0/00000000000000000000.log", create: false)
    let second = BatchPlace.size + BatchPlace.value
    #expect(try log.read(at: second, count: 1) == [1])
    try log.write([9].span, at: second)
    // What was appended since the start is known to be sound until somebody looks again.
    #expect(try engine.scrub(maxBytes: 1 << 20).map(\.damage.from) == [Offset(1)])

    let reader = try await reader()
    guard case .batch(let first) = try await reader.next(within: nil) else { return fail("nothing before damage") }
    #expect(first.records.map(\.value) == [[0, 0]] && first.next == 1)
    do {
      _ = try await reader.next(within: nil)
      return fail("damage was delivered")
    } catch {
      #expect(error.code == .damaged && error.reason.contains("seek to 2"), "\(error)")
    }
    try await reader.seek(Self.place, to: .offset(2))
    guard case .batch(let last) = try await reader.next(within: nil) else { return fail("nothing behind damage") }
    #expect(last.records.map(\.value) == [[2, 2]])
    await transport.close()
  }

  /// A batch of one record of two bytes without a key.
  enum BatchPlace {
    /// Header, length, attributes, time, offset, no key, two bytes after their length, no headers.
    static let size = 61 + 9
    static let value = 61 + 6
  }

  @Test("a reader of a topic that is deleted is told; a member's partitions are taken away")
  func deleted() async throws {
    try engine.createTopic("t")
    let reader = try await reader()
    let member = try await transport.consumer(.group("g", topics: ["t"]), .init())
    guard case .assigned = try await member.next(within: nil) else { return fail("no assignment") }
    let producer = try await transport.producer(.init())
    _ = try await producer.send([Record(value: [1])], to: "t")
    try await transport.admin.deleteTopic("t")
    #expect(await code { _ = try await reader.next(within: nil) } == .unknownTopic)
    guard case .revoked([Self.place]) = try await member.next(within: nil) else { return fail("still held") }
    #expect(await code { try await member.commit([Self.place: 1]) } == .unknownTopic)
    #expect(await code { _ = try await producer.send([Record(value: [1])], to: "t") } == .unknownTopic)
    await transport.close()
  }

  @Test("closing the engine wakes who waits; closing the transport leaves the engine and what was stored")
  func closing() async throws {
    try engine.createTopic("t")
    let producer = try await transport.producer(.init(acknowledgement: .synced))
    #expect(try await producer.send([Record(value: [1])], to: "t") == [Position(Self.place, 0)])
    await producer.close()
    await producer.close()
    #expect(await code { _ = try await producer.send([Record(value: [1])], to: "t") } == .closed)

    let other = InProcessTransport(engine)
    let reader = try await reader()
    _ = try await reader.next(within: nil)
    await transport.close()
    #expect(try await other.admin.offset(of: Self.place, at: .end) == 1)
    let waiting = try await other.consumer(.partitions([Self.place]), .init(start: .end))
    _ = try await waiting.next(within: nil)
    try engine.createTopic("u")
    let idle = try await other.consumer(.group("g", topics: ["u"]), .init())
    let idler = try await other.consumer(.group("g", topics: ["u"]), .init())
    _ = try await idle.next(within: nil)
    async let code = code { _ = try await waiting.next(within: nil) }
    async let idlesCode = self.code { _ = try await idler.next(within: nil) }
    try engine.close()
    #expect(await code == .closed)
    #expect(await idlesCode == .closed, "one that holds nothing is woken too")
    await other.close()
  }

  @Test("three producers, each used by three tasks, and two members: every record once, in each sender's order")
  func crowd() async throws {
    try engine.createTopic("t", partitions: 4)
    let perTask = 200
    let members = try await [
      transport.consumer(.group("g", topics: ["t"]), .init()), transport.consumer(.group("g", topics: ["t"]), .init()),
    ]
    try await withThrowingTaskGroup(of: [[UInt8]].self) { tasks in
      for producerNumber in 0..<3 as Range<UInt8> {
        let producer = try await transport.producer(.init(compression: producerNumber == 0 ? .lz4 : .none))
        for sender in 0..<3 as Range<UInt8> {
          tasks.addTask {
            for number in 0..<perTask {
              let value = [producerNumber, sender, UInt8(number)]
              _ = try await producer.send([Record(key: [producerNumber, sender], value: value)], to: "t")
            }
            return []
          }
        }
      }
      for member in members { tasks.addTask { try await Self.readAll(member, until: 9 * perTask, of: engine) } }
      var seen: [[UInt8]] = []
      for try await part in tasks { seen += part }
      #expect(seen.count == 9 * perTask && Set(seen).count == seen.count)
    }
    await transport.close()
  }

  /// Reads and commits until the group has committed `total` records.
  static func readAll(
    _ member: any TransportConsumer, until total: Int, of engine: Engine
  ) async throws -> [[UInt8]] {
    var values: [[UInt8]] = []
    var last: [UInt8: UInt8] = [:]
    let all = (0..<4).map { TopicPartition("t", $0) }
    while try await member.committed(all).values.reduce(0, +) < total {
      // The test's clock stands, so a waiting member is woken by records and rebalances, never by the time.
      guard case .batch(let batch) = try await member.next(within: .zero) else {
        await Task.yield()
        continue
      }
      for record in batch.records {
        let value = record.value ?? []
        let sender = value[0] * 3 + value[1]
        if let before = last[sender], before >= value[2] { throw TransportError(.invalid, "order of \(sender)", "") }
        last[sender] = value[2]
        values.append(value)
      }
      try await member.commit([batch.partition: batch.next])
    }
    return values
  }

  @Test(
    "the engine's errors are the transport's",
    arguments: [
      (.unknownTopic("t"), .unknownTopic), (.topicExists("t"), .topicExists), (.closed, .closed),
      (.invalidName("", reason: ""), .invalid), (.unsupportedSetting(name: "a", value: "b"), .unsupported),
      (.storage(StorageFailure(.write, "f", code: 28)), .full),
      (.storage(StorageFailure(.write, "f", code: 5)), .unavailable),
      (.log(partition: PartitionID("t", 0), .batchTooLarge(bytes: 2, limit: 1)), .tooLarge),
      (.log(partition: PartitionID("t", 0), .storage(StorageFailure(.reserve, "f", code: 28))), .full),
      (.group("g", .fencedInstance), .fenced), (.group("g", .rebalanceInProgress), .unavailable),
      (.notHeld(PartitionID("t", 0), group: "g"), .fenced), (.damaged(file: "f", reason: ""), .damaged),
      (.fencedProducer(PartitionID("t", 0), producer: 1, current: 2, got: 1), .fenced),
    ] as [(EngineError, TransportError.Code)])
  func errors(error: EngineError, code: TransportError.Code) {
    let mapped = TransportError(error, "append")
    #expect(mapped.code == code && mapped.attempted == "append" && !mapped.reason.isEmpty)
  }

  func fail(_ what: String, _ at: SourceLocation = #_sourceLocation) {
    Issue.record("\(what)", sourceLocation: at)
  }
}
