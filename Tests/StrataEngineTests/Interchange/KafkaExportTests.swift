import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §16.1; that Apache Kafka starts on it is shown by `tools/interchange`.
@Suite struct KafkaExportTests {
  /// A closed data directory: two topics, a third that was deleted, records, a group's offset, and a file of nobody.
  static func closed() throws -> Bench {
    let bench = Bench()
    let engine = try bench.open()
    let settings = try TopicSettings(["internal.segment.bytes": "4096", "retention.ms": "-1"])
    let orders = try engine.createTopic("orders", partitions: 2, settings: settings)
    try engine.createTopic("others")
    try engine.createTopic("gone")
    try engine.deleteTopic("gone")
    _ = try engine.newProducerID()
    for n in 0..<90 { try orders.append(key: "k\(n)", value: String(repeating: "v", count: 200), to: Int32(n % 2)) }
    try orders.partition(1).log.deleteRecords(before: Offset(2))
    try engine.offsets.commit([PartitionID("orders", 0): CommittedOffset(7)], of: "g", now: 0)
    try engine.close()
    try bench.files.replace("d/orders-0/notes", with: [1].span)
    return bench
  }

  static func export(_ bench: Bench, _ target: String = "k") throws(EngineError) -> KafkaExport.Written {
    try KafkaExport.run(from: "d", to: target, bench.files, time: bench.time)
  }

  @Test("every file that is Kafka's is there as it was, none that is ours, and the source stays as it is")
  func files() throws {
    let bench = try Self.closed()
    let before = try FileTree("d", of: bench.files)
    let written = try Self.export(bench)
    #expect(try FileTree("d", of: bench.files).files == before.files)
    let after = try FileTree("k", of: bench.files)
    #expect(written.topics == 2 && written.partitions == 4)
    var bytes = 0
    for (path, content) in before.files where path.split(separator: "/").count == 3 {
      let copy = after.files["k/data" + path.dropFirst("d".count)]
      let isOurs = path.contains("strata.") || path.hasSuffix("notes")
      #expect(copy == (isOurs ? nil : content), "\(path)")
      if SegmentCopy.isSegmentFile(path.split(separator: "/").last.map(String.init) ?? "") { bytes += content.count }
    }
    #expect(written.bytes == bytes && bytes > 18_000)
    let others = after.files.keys.filter { $0.split(separator: "/").count < 4 }.sorted()
    #expect(
      others == [
        "k/data/.kafka_cleanshutdown", "k/data/log-start-offset-checkpoint", "k/data/meta.properties",
        "k/data/recovery-point-offset-checkpoint", "k/data/replication-offset-checkpoint", "k/server.properties",
      ])
    #expect(after.files.keys.contains("k/data/orders-0/00000000000000000000.log"))
    for name in ["recovery-point-offset-checkpoint", "log-start-offset-checkpoint"] {
      #expect(after.files["k/data/\(name)"] == before.files["d/\(name)"])
    }
  }

  @Test("the metadata names what there is, in Kafka's order, by the ids of the directory")
  func metadata() throws {
    let bench = try Self.closed()
    _ = try Self.export(bench)
    let engine = try bench.open()
    let (orders, others) = (try engine.topic("orders").id, try engine.topic("others").id)
    let offsets = try #require(engine.store.topic("__consumer_offsets")).id
    let mark = try DirectoryMark("k/data", bench.files)
    func partitions(_ id: TopicID, _ count: Int32) -> [MetadataRecord] {
      (0..<count).map { .partition($0, of: id, on: 1, epoch: 0, directory: mark.directory) }
    }
    let due: [MetadataRecord] =
      MetadataLog.features + [
        .setting(.allNodes, name: "min.insync.replicas", value: "1"), .producers(below: 1_000, by: 1),
        .broker(1, epoch: 8, directory: mark.directory),
        .topic("__consumer_offsets", offsets),
        .setting(.topic("__consumer_offsets"), name: "cleanup.policy", value: "compact"),
        .setting(.topic("__consumer_offsets"), name: "compression.type", value: "producer"),
        .setting(.topic("__consumer_offsets"), name: "segment.bytes", value: "104857600"),
      ] + partitions(offsets, 1) + [
        .topic("orders", orders), .setting(.topic("orders"), name: "internal.segment.bytes", value: "4096"),
        .setting(.topic("orders"), name: "retention.ms", value: "-1"),
      ] + partitions(orders, 2) + [.topic("others", others)] + partitions(others, 1)
    let log = try Log.open(directory: "k/data/__cluster_metadata-0", storage: bench.files, time: bench.time)
    var found: [[UInt8]] = []
    let slice = try log.read(from: Offset(0))
    var batches = slice.batches()
    while try batches.next() { try batches.batch.forEachRecord { found.append($0.copied().value ?? []) } }
    #expect(found == due.map(\.bytes))
    let marker = String(decoding: try bench.files.contents("k/data/.kafka_cleanshutdown"), as: UTF8.self)
    #expect(marker == #"{"version":0,"brokerEpoch":8}"#)
    let cluster = "cluster.id=\(engine.clusterID)"
    #expect(mark.lines == ["version=1", cluster, "node.id=1", "directory.id=\(mark.directory)"])
  }

  @Test("a partition's epoch is the newest that its file tells of")
  func epochs() throws {
    let bench = try Self.closed()
    try bench.files.replace("d/others-0/leader-epoch-checkpoint", with: Array("0\n2\n0 0\n5 3\n".utf8).span)
    _ = try Self.export(bench)
    let image = try #require(MetadataFiles("k/data", bench.files)).image()
    let epochs = image.topics.values.map { ($0.name, $0.partitions.values.map(\.epoch)) }
    #expect(Dictionary(uniqueKeysWithValues: epochs) == ["__consumer_offsets": [0], "orders": [0, 0], "others": [5]])
  }

  @Test("a directory that a killed engine left is recovered and closed first")
  func killed() throws {
    let bench = try Self.closed()
    var engine: Engine? = try bench.open()
    try engine?.topic("others").append(key: nil, value: "late")
    engine = nil
    _ = try Self.export(bench)
    #expect(bench.files.exists("d/.kafka_cleanshutdown"))
    let tree = try FileTree("k", of: bench.files)
    #expect(tree.files["k/data/others-0/00000000000000000000.log"]?.isEmpty == false)
  }

  @Test("what is in use, not empty, damaged or Kafka's own is refused by name")
  func refused() throws {
    let bench = try Self.closed()
    func refusal(_ target: String = "k") -> EngineError? {
      Engine.refusal { () throws(EngineError) in _ = try Self.export(bench, target) }
    }
    let engine = try bench.open()
    #expect(refusal() == .inUse(directory: "d"))
    try engine.close()
    guard case .invalid("d", _)? = refusal("d") else { return fail("its own source") }
    let path = "d/orders-1/00000000000000000000.log"
    let log = try bench.files.open(path, create: false)
    let byte = try log.read(at: 100, count: 1)
    try log.write([byte[0] ^ 1].span, at: 100)
    guard case .damaged(path, let reason)? = refusal("damaged") else { return fail("a damaged batch") }
    #expect(reason.contains("at byte 0"), "\(reason)")
    #expect(!bench.files.exists("damaged/server.properties"))
    try log.write(byte.span, at: 100)
    guard case .invalid("damaged", let advice)? = refusal("damaged") else { return fail("what broke off") }
    #expect(advice.contains("remove it"), "\(advice)")
    let again = try bench.open()
    try again.createTopic("__cluster_metadata")
    try again.close()
    guard case .invalid(let what, _)? = refusal() else { return fail("Kafka's own topic") }
    #expect(what.contains("__cluster_metadata") && !bench.files.exists("k"))
  }
}
