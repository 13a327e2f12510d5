import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.9: transactional ids of a whole engine, its logs and its groups.
@Suite struct TransactionsTests {
  static let (a, b) = (PartitionID("t", 0), PartitionID("t", 1))

  /// A producer of one transactional id, as a front of the engine is.
  struct Writer {
    let engine: Engine
    let id: String
    var identity: ProducerIdentity
    private var sequences: [PartitionID: Int32] = [:]

    init(_ engine: Engine, _ id: String = "x", timeout: Int32 = 60_000) throws(EngineError) {
      self.engine = engine
      self.id = id
      let request = InitProducerRequest(timeout: timeout)
      do throws(EngineError) { identity = try engine.transactions.initProducer(id, request) } catch {
        guard case .transaction(_, .concurrentTransactions) = error else { throw error }
        identity = try engine.transactions.initProducer(id, request)
      }
    }

    mutating func send(_ value: String, to partition: PartitionID) throws(EngineError) {
      try engine.transactions.add([partition], to: id, by: identity)
      let sequence = sequences[partition, default: 0]
      var batch = try Self.batch(value, partition)
      batch.producer = BatchProducer(id: identity.id, epoch: identity.epoch, sequence: sequence)
      batch.isTransactional = true
      try engine.topic(partition.topic).partition(partition.index).append(&batch, durability: .written)
      sequences[partition] = sequence + 1
    }

    private static func batch(_ value: String, _ partition: PartitionID) throws(EngineError) -> BatchBuilder {
      do throws(LogError) {
        var batch = try BatchBuilder()
        try batch.add(key: nil, value: Array(value.utf8), timestamp: Timestamp(milliseconds: 1))
        return batch
      } catch { throw .log(partition: partition, error) }
    }

    mutating func commit(_ offset: Int64, of member: GroupMember) throws(EngineError) {
      try engine.transactions.addOffsets(to: id, by: identity)
      try member.commit([a: offset], by: identity)
    }

    mutating func end(_ commits: Bool, _ durability: Durability = .written) throws(EngineError) {
      identity = try engine.transactions.end(id, EndRequest(identity, commits: commits), durability: durability)
      sequences = [:]
    }
  }

  /// What readers of committed records see of a partition.
  static func seen(_ engine: Engine, _ partition: PartitionID) throws -> [String] {
    try engine.topic(partition.topic).partition(partition.index).read()
      .map { String(decoding: $0.value ?? [], as: UTF8.self) }
  }

  static func isOpen(_ engine: Engine, _ partition: PartitionID) throws -> Bool {
    let log = try engine.topic(partition.topic).partition(partition.index).log
    return log.stableOffset() < log.endOffset()
  }

  static func engine(_ bench: Bench) throws -> Engine {
    let engine = try bench.open()
    try engine.createTopic("t", partitions: 2)
    return engine
  }

  @Test("records of several partitions are seen once they are committed, at once, and what is aborted never is")
  func commits() throws {
    let engine = try Self.engine(Bench())
    var writer = try Writer(engine)
    for (round, commits) in [true, false, true].enumerated() {
      try writer.send("a\(round)", to: Self.a)
      try writer.send("b\(round)", to: Self.b)
      let before = (try Self.seen(engine, Self.a), try Self.seen(engine, Self.b))
      #expect(try Self.isOpen(engine, Self.a) && Self.isOpen(engine, Self.b))
      try writer.end(commits)
      let rounds = commits ? ["\(round)"] : []
      #expect(try Self.seen(engine, Self.a) == before.0 + rounds.map { "a" + $0 })
      #expect(try Self.seen(engine, Self.b) == before.1 + rounds.map { "b" + $0 })
      #expect(try !Self.isOpen(engine, Self.a) && !Self.isOpen(engine, Self.b))
    }
    let all = try engine.topic("t").partition(0).read(committed: false)
    #expect(all.map { String(decoding: $0.value ?? [], as: UTF8.self) } == ["a0", "a1", "a2"])
    #expect(engine.topics.map(\.name) == ["t"], "the engine's own topics are not shown")
  }

  @Test("followers of what is committed are woken by the marker, and shown nothing that was aborted")
  func follows() async throws {
    let engine = try Self.engine(Bench())
    let partition = try engine.topic("t").partition(0)
    var writer = try Writer(engine)
    var following = partition.follow().makeAsyncIterator()
    try writer.send("1", to: Self.a)
    try writer.end(false)
    try writer.send("2", to: Self.a)
    let task = Task { () throws(EngineError) in try await following.next()?.value }
    await Task.yield()
    try writer.end(true)
    #expect(try await task.value == Array("2".utf8))
  }

  @Test("a transaction that was open when the engine died is open still, and aborted by the next of its name")
  func diesOpen() throws {
    let bench = Bench()
    do {
      var writer = try Writer(try Self.engine(bench))
      try writer.send("1", to: Self.a)
      try writer.end(true)
      try writer.send("2", to: Self.a)
    }
    let engine = try bench.open()
    #expect(try Self.seen(engine, Self.a) == ["1"])
    #expect(try Self.isOpen(engine, Self.a))
    var writer = try Writer(engine)
    #expect(try !Self.isOpen(engine, Self.a))
    try writer.send("3", to: Self.a)
    try writer.end(true)
    #expect(try Self.seen(engine, Self.a) == ["1", "3"])
  }

  @Test("a transaction that takes too long is aborted in time, also after a restart, and its producer is fenced")
  func timesOut() throws {
    for restarts in [false, true] {
      let bench = Bench()
      var engine = try Self.engine(bench)
      var writer = try Writer(engine, timeout: 5_000)
      try writer.send("1", to: Self.a)
      if restarts {
        try engine.close()
        engine = try bench.open()
      }
      let due = try #require(engine.advance(to: bench.time.now()))
      #expect(due.milliseconds == bench.time.now().milliseconds + 5_001)
      bench.time.pass(5_001)
      _ = engine.advance(to: bench.time.now())
      #expect(try Self.seen(engine, Self.a) == [] && !Self.isOpen(engine, Self.a))
      let (late, id) = (EndRequest(writer.identity, commits: true), writer.identity.id)
      #expect(
        Engine.refusal { () throws(EngineError) in _ = try engine.transactions.end("x", late) }
          == .transaction("x", .invalidState))
      #expect(
        Engine.refusal { () throws(EngineError) in
          try engine.transactions.add([Self.a], to: "x", by: ProducerIdentity(id: id, epoch: 0))
        } == .transaction("x", .producerFenced))
    }
  }

  @Test("a marker that finds no room is written when there is, and the end holds meanwhile")
  func marksLater() throws {
    let files = MemoryStorage()
    let time = HandTime()
    let storage = FailingStorage(files)
    let engine = try Engine(storage: storage, directory: "d", time: time, random: Seeded(1))
    // Each batch begins a segment, which needs a file.
    try engine.createTopic("t", partitions: 2, settings: TopicSettings(["internal.segment.bytes": "90"]))
    var writer = try Writer(engine)
    try writer.send("1", to: Self.a)
    try writer.send("2", to: Self.b)
    storage.fail(.write, "d/t-1/")
    try writer.end(true)
    #expect(try Self.seen(engine, Self.a) == ["1"])
    #expect(try Self.isOpen(engine, Self.b))
    #expect(
      Engine.refusal { () throws(EngineError) in
        try engine.transactions.add([Self.a], to: "x", by: writer.identity)
      } == .transaction("x", .concurrentTransactions))
    storage.fail(nil)
    time.pass(1_000)
    #expect(engine.advance(to: time.now()) != nil)
    #expect(try Self.seen(engine, Self.b) == ["2"])
    try writer.send("3", to: Self.b)
    try writer.end(true)
    #expect(try Self.seen(engine, Self.b) == ["2", "3"])
  }

  @Test("a topic that is deleted meanwhile keeps no transaction from ending")
  func deletedTopic() throws {
    let engine = try Self.engine(Bench())
    try engine.createTopic("u")
    var writer = try Writer(engine)
    try writer.send("1", to: Self.a)
    try writer.send("2", to: PartitionID("u", 0))
    try engine.deleteTopic("u")
    try writer.end(true)
    #expect(try Self.seen(engine, Self.a) == ["1"])
    #expect(engine.transactions.state(of: "x")?.phase == .committed)
  }

  @Test("ids are 1 to 32,767 bytes, timeouts within what the engine allows, and an unknown id is nobody's")
  func refusals() throws {
    let engine = try Self.engine(Bench())
    for id in ["", String(repeating: "x", count: 32_768)] {
      let refusal = Engine.refusal { () throws(EngineError) in _ = try Writer(engine, id) }
      guard case .invalid = refusal else { return fail("\(String(describing: refusal))") }
    }
    for timeout in [0, -1, 900_001] as [Int32] {
      #expect(
        Engine.refusal { () throws(EngineError) in _ = try Writer(engine, timeout: timeout) }
          == .transaction("x", .invalidTimeout))
    }
    #expect(
      Engine.refusal { () throws(EngineError) in
        try engine.transactions.add([Self.a], to: "y", by: ProducerIdentity(id: 0, epoch: 0))
      } == .transaction("y", .invalidProducerIDMapping))
    #expect(engine.transactions.state(of: "y") == nil)
  }

  @Test("what is stored of ids is written anew when it grew over a segment, and holds afterwards")
  func compacts() throws {
    let bench = Bench()
    var engine = try Self.engine(bench)
    var writer = try Writer(engine)
    for round in 0..<5_000 {
      try writer.send("\(round)", to: Self.a)
      try writer.end(true)
    }
    func segments() throws -> Int {
      try bench.files.list("d/__transaction_state-0").filter { $0.hasSuffix(".log") }.count
    }
    #expect(try segments() > 1)
    try engine.maintain()
    #expect(try segments() == 1)
    let state = engine.transactions.state(of: "x")
    try engine.close()
    engine = try bench.open()
    #expect(engine.transactions.state(of: "x")?.producer == state?.producer)
    #expect(try Self.seen(engine, Self.a).isEmpty == false)
  }
}
