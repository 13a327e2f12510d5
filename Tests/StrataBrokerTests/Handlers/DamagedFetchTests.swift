import StrataBroker
import StrataEngine
import StrataLog
import StrataWire
import Synchronization
import Testing

/// SPEC §6.5, §12.2: what a client sees of records that are damaged, and who is told of them.
@Suite struct DamagedFetchTests {
  static let size = FetchChecks.batch.count
  /// Of batches 2 and 3, which are read through when somebody asks for them.
  static let sealed = "d/t-0/00000000000000000004.log"
  /// Of batch 4, whose head is read when the log is opened.
  static let active = "d/t-0/00000000000000000008.log"

  /// A topic of five batches of two records each, two a segment, in a broker that was started after a bit was flipped.
  static func damaged(
    _ policy: DamagePolicy, in file: String = sealed, without gone: String? = nil,
    _ change: (inout BrokerSettings) -> Void = { _ in }
  ) throws -> (running: RunningBroker, topic: (name: String, id: WireUUID), files: MemoryStorage) {
    let files = MemoryStorage()
    let first = try RunningBroker(engine: Self.engine(files))
    // Upkeep must find the records, which are of a time long past.
    let topic = try Rig.ours(first).topic("t", ["internal.segment.bytes": "\(2 * size)", "retention.ms": "-1"])
    let client = try first.client()
    for _ in 0..<5 { #expect(try client.produce(FetchChecks.batch, to: topic).errorCode == .none) }
    first.broker.stop()
    try first.engine.close()
    // A start sees what is wrong with the heads of an active segment's batches.
    try flip(files, file, at: file == active ? 7 : 70)
    if let gone { try files.remove(gone) }
    // What a start tells of is found in logs that it opens: all, unless they were closed in good order.
    if file == active { try files.remove("d/.kafka_cleanshutdown") }
    return (try RunningBroker(engine: Self.engine(files, policy), change), topic, files)
  }

  static func engine(_ files: MemoryStorage, _ policy: DamagePolicy = .stop) throws -> Engine {
    var settings = EngineSettings()
    settings.onDamage = policy
    return try Engine(
      storage: files, directory: "d", time: SystemTime(), random: SystemRandomNumberGenerator(), settings: settings)
  }

  /// Flips a bit of the file's first batch.
  static func flip(_ files: MemoryStorage, _ path: String, at position: Int = 70) throws {
    let file = try files.open(path, create: false)
    let changed = [try file.read(at: position, count: 1)[0] ^ 1]
    try file.write(changed.span, at: position)
  }

  /// What fetches of one partition are answered with.
  static func fetch(_ client: RawClient, _ topic: (name: String, id: WireUUID), _ offsets: [Int64]) throws -> [String] {
    try offsets.map { try client.call(FetchQuestion(offset: $0).request(topic, [0]), version: 17).summary }
  }

  static let refused = "0: 2 high -1 stable -1 from -1 0 bytes"
  static func served(_ batches: Int) -> String { "0: 0 high 10 stable 10 from 0 \(batches * size) bytes" }

  @Test("told to stop, a fetch that comes to the batch hit is answered CORRUPT_MESSAGE; all others are served")
  func stops() throws {
    let (running, topic, _) = try Self.damaged(.stop)
    let client = try running.client()
    #expect(
      try Self.fetch(client, topic, [0, 4, 5, 4, 6, 8, 10])
        == [Self.served(2), Self.refused, Self.refused, Self.refused] + [1, 1, 0].map(Self.served))
    #expect(try client.produce(FetchChecks.batch, to: topic).baseOffset == 10)
  }

  @Test("told to skip, it is answered with what lies behind")
  func skips() throws {
    let (running, topic, _) = try Self.damaged(.skip)
    let client = try running.client()
    #expect(try Self.fetch(client, topic, [0, 4, 5, 4, 6, 8]) == [2, 1, 1, 1, 1, 1].map(Self.served))
    #expect(try [0, 4, 5, 6].map { try Self.firstOffset(client, topic, from: $0) } == [0, 6, 6, 6])
  }

  /// The offset of the first batch that a fetch is answered with.
  static func firstOffset(_ client: RawClient, _ topic: (name: String, id: WireUUID), from: Int64) throws -> Int64 {
    let answer = try client.call(FetchQuestion(offset: from).request(topic, [0]), version: 17)
    guard case .frame(let range) = answer.responses[0].partitions[0].records else { return -1 }
    return client.lastFrame[range].prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  @Test("at the end of the log, told to skip, it is empty, and goes on with what is produced next")
  func end() throws {
    let (running, topic, _) = try Self.damaged(.skip, in: Self.active)
    let client = try running.client()
    #expect(try Self.fetch(client, topic, [8, 9]) == [Self.served(0), Self.served(0)])
    #expect(try client.produce(FetchChecks.batch, to: topic).baseOffset == 10)
    #expect(
      try Self.fetch(client, topic, [8, 9])
        == [String](repeating: "0: 0 high 12 stable 12 from 0 \(Self.size) bytes", count: 2))
  }

  @Test("the fetch that comes to it logs it, with the offsets, and no later one does", arguments: ["stop", "skip"])
  func loggedOnce(policy: String) throws {
    let (running, topic, _) = try Self.damaged(policy == "stop" ? .stop : .skip)
    let client = try running.client()
    _ = try Self.fetch(client, topic, [0, 2, 6, 8])
    #expect(running.logged.isEmpty)
    for _ in 0..<3 { _ = try Self.fetch(client, topic, [0, 4, 5, 6]) }
    #expect(running.logged.count == 1, "\(running.logged)")
    let line = running.logged.first ?? ""
    #expect(line.hasPrefix("t-0: DAMAGED: \(Self.sealed) is damaged at byte 0, \(Self.size) bytes"), "\(line)")
    #expect(line.hasSuffix("; offsets 4 up to 6 can't be read"), "\(line)")
  }

  @Test("what is known at the start is logged then, and by no fetch", arguments: ["stop", "skip"])
  func loggedAtStart(policy: String) throws {
    let (running, topic, _) = try Self.damaged(policy == "stop" ? .stop : .skip, in: Self.active)
    let client = try running.client()
    _ = try Self.fetch(client, topic, [0])
    #expect(running.logged.map { $0.hasSuffix("; offsets 8 up to 10 can't be read") } == [true], "\(running.logged)")
    _ = try Self.fetch(client, topic, [8, 9, 8])
    #expect(running.logged.count == 1, "\(running.logged)")
  }

  @Test("upkeep logs what nobody has read yet, and nothing twice", .timeLimit(.minutes(1)))
  func upkeep() async throws {
    let lines = Mutex<[String]>([])
    let found = Signal()
    let (running, topic, files) = try Self.damaged(.skip, without: "d/meta.properties") { settings in
      settings.upkeepMilliseconds = 5
      settings.log = { line in
        lines.withLock { $0.append(line) }
        found.raise()
      }
    }
    while lines.withLock({ $0.count < 2 }) {
      try await found.wait()
      found.lower()
    }
    _ = try Self.fetch(running.client(), topic, [0, 4, 6])
    // Batches that were served are summed again by upkeep.
    try Self.flip(files, "d/t-0/00000000000000000000.log")
    try await found.wait()
    running.broker.stop()
    let told = lines.withLock { $0 }
    #expect(told.first?.hasPrefix("d/meta.properties was damaged or gone") == true, "\(told)")
    #expect(told.count == 3 && told.dropFirst().allSatisfy { $0.contains("DAMAGED") }, "\(told)")
    #expect(told.last?.hasSuffix("; offsets 0 up to 2 can't be read") == true, "\(told)")
  }
}
