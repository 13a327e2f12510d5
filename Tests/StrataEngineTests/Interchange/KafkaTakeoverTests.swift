import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §16.3; with directories that a real Apache Kafka left, `tools/interchange` shows it.
@Suite struct KafkaTakeoverTests {
  static let plain = TopicID(high: 1, low: 1)
  static let offsets = TopicID(high: 2, low: 2)
  static let directory = TopicID(high: 9, low: 9)

  static func partitions(_ id: TopicID, _ count: Int32, epoch: Int32 = 4) -> [MetadataRecord] {
    (0..<count).map { .partition($0, of: id, on: 1, epoch: epoch, directory: directory) }
  }

  /// A directory as Kafka leaves it, of these records.
  static func kafkas(_ records: [MetadataRecord]) throws -> Bench {
    let bench = Bench()
    try bench.files.makeDirectory("d")
    let mark = "version=1\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\nnode.id=1\ndirectory.id=\(directory)\n"
    try bench.files.replace("d/meta.properties", with: Array(mark.utf8).span)
    try MetadataLog.write(records, in: "d", bench.files, time: bench.time)
    return bench
  }

  @Test("topics are there with their ids, partitions and settings; producers and epochs go on behind Kafka's")
  func takes() throws {
    let records: [MetadataRecord] =
      MetadataLog.features + [
        .setting(.allNodes, name: "min.insync.replicas", value: "1"),
        .setting(.node(1), name: "log.retention.ms", value: "5000"), .producers(below: 3_000, by: 1),
        .topic("plain", Self.plain), .setting(.topic("plain"), name: "segment.bytes", value: "1048576"),
      ] + Self.partitions(Self.plain, 3)
    let bench = try Self.kafkas(records)
    var engine = try bench.open()
    for n in 0..<2 {
      let topic = try engine.topic("plain")
      #expect(topic.id == Self.plain && topic.partitions.count == 3)
      #expect(topic.settings.given == ["segment.bytes": "1048576"])
      #expect(topic.settings.value("retention.ms") == "5000")
      #expect(engine.clusterID == "AAAAAAAAAAAAAAAAAAAAAA")
      #expect(topic.partitions.allSatisfy { $0.leaderEpoch == 5 })
      #expect(try engine.newProducerID() == 3_000 + Int64(n) * 1_000)
      try topic.append(key: nil, value: "v", to: 1)
      try engine.close()
      engine = try bench.open()
    }
    let path = "d/plain-1/leader-epoch-checkpoint"
    #expect(String(decoding: try bench.files.contents(path), as: UTF8.self) == "0\n1\n5 0\n")
    let log = try bench.files.contents("d/plain-1/00000000000000000000.log")
    #expect(try BatchHeader(reading: log.span).leaderEpoch == 5)
    #expect(bench.files.exists("d/__cluster_metadata-0/00000000000000000000.log"))
  }

  @Test("what a partition holds begins a new epoch where Kafka's ended")
  func epochs() throws {
    let bench = try Self.kafkas([.topic("plain", Self.plain)] + Self.partitions(Self.plain, 1))
    try bench.files.makeDirectory("d/plain-0")
    let path = "d/plain-0/leader-epoch-checkpoint"
    try bench.files.replace(path, with: Array("0\n2\n0 0\n4 2\n".utf8).span)
    let log = try Log.open(directory: "d/plain-0", storage: bench.files, time: bench.time)
    var builder = try BatchBuilder()
    for _ in 0..<7 { try builder.add(key: nil, value: [1], timestamp: bench.time.now()) }
    try log.append(builder.finish())
    try log.close()
    let engine = try bench.open()
    let partition = try engine.topic("plain").partition(0)
    #expect(try partition.end(ofEpoch: 4).map { [Int64($0.epoch), $0.end] } == [4, 7])
    #expect(String(decoding: try bench.files.contents(path), as: UTF8.self) == "0\n3\n0 0\n4 2\n5 7\n")
  }

  @Test("what groups committed in any of Kafka's partitions holds, and what a transaction did not commit does not")
  func gathers() throws {
    let records: [MetadataRecord] =
      [.topic("plain", Self.plain)] + Self.partitions(Self.plain, 1) + [.topic("__consumer_offsets", Self.offsets)]
      + Self.partitions(Self.offsets, 5)
    let bench = try Self.kafkas(records)
    let place = PartitionID("plain", 0)
    for (index, transaction) in [(0, nil), (2, nil), (3, true), (4, false)] as [(Int, Bool?)] {
      let log = try Log.open(
        directory: "d/__consumer_offsets-\(index)", storage: bench.files, time: bench.time)
      var builder = try BatchBuilder()
      builder.isTransactional = transaction != nil
      if transaction != nil { builder.producer = BatchProducer(id: 7, epoch: 0, sequence: 0) }
      let key = OffsetRecord(group: "g\(index)", partition: place).key
      let value = CommittedOffset(Int64(index) * 10).value
      try builder.add(key: key, value: value, timestamp: bench.time.now())
      try log.append(builder.finish())
      if let transaction {
        try log.end(
          TransactionMarker(
            producerID: 7, producerEpoch: 0, kind: transaction ? .commit : .abort, coordinatorEpoch: 0))
      }
      try log.close()
    }
    let before = try FileTree("d", of: bench.files)
    var crashes = 0
    for changes in 0..<60 {
      let files = try before.laidOut()
      let storage = CrashingStorage(files, changes: changes)
      _ = Engine.refusal { () throws(EngineError) in _ = try bench.open(storage) }
      crashes += storage.hasCrashed ? 1 : 0
      for _ in 0..<2 {
        let engine = try bench.open(files)
        let found = (0..<5).map { engine.offsets.committed([place], of: "g\($0)")[place]?.offset }
        #expect(found == [0, nil, 20, 30, nil], "after \(changes) changes")
        try engine.close()
      }
      let aside = "d/__consumer_offsets-0.00000000000000000000000000000000-stray/00000000000000000000.log"
      #expect(try files.contents(aside) == before.files["d/__consumer_offsets-0/00000000000000000000.log"])
    }
    #expect(crashes > 15 && crashes < 60, "\(crashes)")
  }

  /// What a group commits, as a part of a producer's transaction if there is one.
  private struct Commit {
    var partition: Int
    var group: String
    var offset: Int64
    var producer: Int64?
  }

  private static func append(_ commits: [Commit], _ bench: Bench) throws {
    let place = PartitionID("plain", 0)
    for commit in commits {
      let log = try Log.open(
        directory: "d/__consumer_offsets-\(commit.partition)", storage: bench.files, time: bench.time)
      var builder = try BatchBuilder()
      builder.isTransactional = commit.producer != nil
      builder.producer = commit.producer.map { BatchProducer(id: $0, epoch: 0, sequence: -1) }
      let key = OffsetRecord(group: commit.group, partition: place).key
      try builder.add(key: key, value: CommittedOffset(commit.offset).value, timestamp: bench.time.now())
      _ = try log.append(unordered: builder.finish(), durability: .written)
      try log.close()
    }
  }

  private static func append(_ state: TransactionState, of name: String, _ bench: Bench) throws {
    let log = try Log.open(directory: "d/__transaction_state-1", storage: bench.files, time: bench.time)
    var builder = try BatchBuilder()
    let record = TransactionRecord(transactionalID: name, state: state)
    try builder.add(key: record.key, value: record.value, timestamp: bench.time.now())
    try log.append(builder.finish())
    try log.close()
  }

  @Test(
    "what a transaction has pending in Kafka's partitions is pending until it ends, whoever was killed meanwhile",
    arguments: [true, false])
  func pending(commits: Bool) throws {
    let (plain, states) = (PartitionID("plain", 0), TopicID(high: 3, low: 3))
    let bench = try Self.kafkas(
      [.topic("plain", Self.plain)] + Self.partitions(Self.plain, 1)
        + [.topic("__consumer_offsets", Self.offsets)] + Self.partitions(Self.offsets, 3)
        + [.topic("__transaction_state", states)] + Self.partitions(states, 2))
    var state = TransactionState(producer: ProducerIdentity(id: 7, epoch: 0), timeout: 60_000, updatedAt: 1)
    (state.phase, state.startedAt) = (.ongoing, bench.time.now().milliseconds)
    state.partitions = [PartitionID("__consumer_offsets", 1), PartitionID("__consumer_offsets", 2)]
    try Self.append(state, of: "x", bench)
    // Of 8 nobody knows a transaction; of 9 it has ended.
    (state.producer.id, state.phase, state.partitions) = (9, .committed, [])
    try Self.append(state, of: "y", bench)
    try Self.append(
      [
        Commit(partition: 1, group: "a", offset: 1), Commit(partition: 1, group: "a", offset: 2, producer: 7),
        Commit(partition: 2, group: "b", offset: 3, producer: 7),
        Commit(partition: 2, group: "c", offset: 4, producer: 7),
        Commit(partition: 2, group: "c", offset: 5), Commit(partition: 0, group: "d", offset: 6, producer: 8),
        Commit(partition: 0, group: "e", offset: 7, producer: 9),
      ], bench)
    let before = try FileTree("d", of: bench.files)
    func offsets(_ engine: Engine) -> [Int64?] {
      ["a", "b", "c", "d", "e"].map { engine.offsets.committed([plain], of: $0)[plain]?.offset }
    }
    var crashes = 0
    for changes in stride(from: 0, to: 150, by: 3) {
      let files = try before.laidOut()
      let storage = CrashingStorage(files, changes: changes)
      _ = Engine.refusal { () throws(EngineError) in _ = try bench.open(storage) }
      crashes += storage.hasCrashed ? 1 : 0
      // Left without a close, so that the next start looks for what nobody will end.
      for _ in 0..<2 {
        let engine = try bench.open(files)
        #expect(offsets(engine) == [1, nil, 5, nil, nil], "after \(changes) changes")
        let waiting = ["a", "b", "c", "d", "e"].map { engine.offsets.settled([plain], of: $0).pending == [plain] }
        #expect(waiting == [true, true, true, false, false], "after \(changes) changes")
      }
      let engine = try bench.open(files)
      let request = EndRequest(ProducerIdentity(id: 7, epoch: 0), commits: commits)
      _ = try engine.transactions.end("x", request)
      #expect(offsets(engine) == (commits ? [2, 3, 5, nil, nil] : [1, nil, 5, nil, nil]), "after \(changes) changes")
      try engine.close()
      let log = try #require(try bench.open(files).store.topic("__consumer_offsets")).partitions[0].log
      #expect(log.stableOffset() == log.endOffset())
    }
    #expect(crashes > 10 && crashes < 50, "\(crashes)")
  }

  @Test("a catalog of ours counts, whatever Kafka's log says")
  func ours() throws {
    let bench = Bench()
    let engine = try bench.open()
    try engine.createTopic("ours")
    try engine.close()
    let records = [.topic("plain", Self.plain)] + Self.partitions(Self.plain, 1)
    try MetadataLog.write(records, in: "d", bench.files, time: bench.time)
    #expect(try bench.open().topics.map(\.name) == ["ours"])
  }

  @Test("offsets that Kafka's compaction left out are no damage, and who reads goes over them")
  func compacted() throws {
    let bench = try Self.kafkas(
      [.topic("plain", Self.plain), .setting(.topic("plain"), name: "cleanup.policy", value: "compact")]
        + Self.partitions(Self.plain, 1))
    try bench.files.makeDirectory("d/plain-0")
    // Two batches of one record in a segment that begins earlier, one in the next.
    for (base, offsets) in [(0, [3, 8]), (20, [25])] as [(Int64, [Int64])] {
      var segment: [UInt8] = []
      for offset in offsets {
        var builder = try BatchBuilder()
        try builder.add(key: [UInt8(offset)], value: [1], timestamp: bench.time.now())
        var batch = [UInt8](copying: try builder.finish().bytes)
        batch.replaceSubrange(0..<8, with: (0..<8).map { UInt8(truncatingIfNeeded: offset >> (56 - 8 * $0)) })
        segment += batch
      }
      let digits = String(repeating: "0", count: 20 - "\(base)".count) + "\(base)"
      try bench.files.replace("d/plain-0/\(digits).log", with: segment.span)
    }
    let engine = try bench.open()
    let partition = try engine.topic("plain").partition(0)
    #expect(engine.damage.isEmpty)
    #expect(try partition.records() == [3, 8, 25])
    #expect(try engine.topic("plain").append(key: "k", value: "v", to: 0) == 26)
  }

  @Test("what can't be taken over is refused by name, and nothing is written")
  func refused() throws {
    func refusal(_ records: [MetadataRecord]) throws -> EngineError? {
      let bench = try Self.kafkas(records)
      defer { #expect(!bench.files.exists("d/strata.topics")) }
      return Engine.refusal { () throws(EngineError) in _ = try bench.open() }
    }
    let topic = MetadataRecord.topic("plain", Self.plain)
    let elsewhere = MetadataRecord.partition(0, of: Self.plain, on: 2, epoch: 0, directory: Self.directory)
    guard case .invalid("d", let reason)? = try refusal([topic, elsewhere]) else { return fail("another node's") }
    #expect(reason.contains("plain-0"))
    guard case .damaged(_, let reason)? = try refusal([topic] + Self.partitions(Self.plain, 2).suffix(1)) else {
      return fail("a partition is missing")
    }
    #expect(reason.contains("plain-0"))
    guard case .damaged? = try refusal([topic]) else { return fail("no partition") }
    let partition = Self.partitions(Self.plain, 1)
    for flaw in [
      [.topic("../plain", Self.plain)] + partition,
      [topic, .topic("plain", Self.offsets)] + partition + Self.partitions(Self.offsets, 1),
      [topic, .producers(below: -1, by: 1)] + partition,
    ] as [[MetadataRecord]] { guard case .damaged? = try refusal(flaw) else { return fail("\(flaw)") } }
    let tiered = MetadataRecord.setting(.topic("plain"), name: "remote.storage.enable", value: "true")
    let error = try refusal([topic, tiered] + Self.partitions(Self.plain, 1))
    #expect(error == .unsupportedSetting(name: "remote.storage.enable", value: "true"))
  }
}
