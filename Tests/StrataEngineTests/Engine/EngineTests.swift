import StrataEngine
import StrataLog
import Testing

/// SPEC §7.1
@Suite struct EngineTests {
  @Test("topics are there again after a close, with id, settings, partitions and records")
  func reopens() throws {
    let bench = Bench()
    var engine = try bench.open()
    let settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": "1048576"])
    let made = try engine.createTopic("orders", partitions: 3, settings: settings)
    try made.append(key: "k", value: "v", to: 2)
    try engine.close()
    try engine.close()

    engine = try bench.open(seed: 2)
    let found = try engine.topic("orders")
    #expect(engine.topics.map(\.name) == ["orders"])
    #expect(found.id == made.id && found.settings == settings && found.partitions.count == 3)
    #expect(try found.read(of: 2).map(\.value) == [Array("v".utf8)])
    #expect(found.partitions.map(\.id.description) == ["orders-0", "orders-1", "orders-2"])
  }

  @Test("a directory has Kafka's layout")
  func layout() throws {
    let bench = Bench()
    let id = try bench.open().createTopic("orders").id
    #expect(
      String(decoding: try bench.files.contents("d/orders-0/partition.metadata"), as: UTF8.self)
        == "version: 0\ntopic_id: \(id)")
    #expect(
      String(decoding: try bench.files.contents("d/orders-0/leader-epoch-checkpoint"), as: UTF8.self) == "0\n1\n0 0\n")
    let properties = String(decoding: try bench.files.contents("d/meta.properties"), as: UTF8.self)
    #expect(properties.hasPrefix("version=1\ncluster.id=") && properties.contains("\nnode.id=1\ndirectory.id="))
  }

  @Test("a clean close leaves Kafka's checkpoints and marker, and the next open takes the marker away")
  func checkpoints() throws {
    let bench = Bench()
    func text(_ name: String) throws -> String {
      String(decoding: try bench.files.contents("d/" + name), as: UTF8.self)
    }
    var engine = try bench.open()
    let topic = try engine.createTopic("orders", partitions: 2)
    for n in 0..<3 { try topic.append(key: "k", value: "v\(n)", to: 1) }
    try topic.partition(1).log.deleteRecords(before: Offset(2))
    #expect(!bench.files.exists("d/.kafka_cleanshutdown"))
    try engine.close()
    #expect(try text(".kafka_cleanshutdown") == #"{"version":0,"brokerEpoch":-1}"#)
    for name in ["recovery-point-offset-checkpoint", "replication-offset-checkpoint"] {
      #expect(try text(name).hasPrefix("0\n") && text(name).hasSuffix("\norders 0 0\norders 1 3\n"))
      #expect(try text(name).split(separator: "\n").count == 2 + (Int(text(name).split(separator: "\n")[1]) ?? 0))
    }
    #expect(try text("log-start-offset-checkpoint") == "0\n1\norders 1 2\n")
    engine = try bench.open(seed: 2)
    #expect(!bench.files.exists("d/.kafka_cleanshutdown"))
  }

  @Test("a topic that is deleted is gone with its records; one made anew under the name is empty and has another id")
  func deletes() throws {
    let bench = Bench()
    let engine = try bench.open()
    let old = try engine.createTopic("orders", partitions: 2)
    try old.append(key: nil, value: "v")
    try engine.deleteTopic("orders")
    #expect(engine.topics.isEmpty && !bench.files.exists("d/orders-0"))
    #expect(Engine.refusal { () throws(EngineError) in _ = try engine.topic("orders") } == .unknownTopic("orders"))
    #expect(Engine.refusal { () throws(EngineError) in try engine.deleteTopic("orders") } == .unknownTopic("orders"))
    #expect(
      Engine.refusal { () throws(EngineError) in try old.append(key: nil, value: "v") }
        == .log(partition: PartitionID("orders", 0), .closed))
    let new = try engine.createTopic("orders")
    #expect(new.id != old.id)
    #expect(try new.read().isEmpty)
  }

  @Test("what can't be is refused by a typed error that says what to do")
  func refusals() throws {
    let engine = try Bench().open()
    try engine.createTopic("orders")
    func create(_ name: String, _ partitions: Int32 = 1) -> EngineError? {
      Engine.refusal { () throws(EngineError) in try engine.createTopic(name, partitions: partitions) }
    }
    #expect(create("orders") == .topicExists("orders"))
    #expect(create("__consumer_offsets") == .topicExists("__consumer_offsets"))
    #expect(create("a", 0) == .invalidPartitionCount(0, most: 10_000))
    #expect(create("a", .max) == .invalidPartitionCount(.max, most: 10_000))
    #expect(create("a/b")?.description.contains("only letters, digits") == true)
    #expect(
      Engine.refusal { () throws(EngineError) in try engine.topic("orders").append(key: nil, value: "", to: 1) }
        == .unknownPartition(PartitionID("orders", 1), count: 1))
    try engine.close()
    #expect(create("a") == .closed)
    #expect(Engine.refusal { () throws(EngineError) in _ = try engine.topic("orders") } == .closed)
    #expect(Engine.refusal { () throws(EngineError) in try engine.maintain() } == .closed)
  }

  @Test("a directory has one engine at a time, and is free again when that one closes or dies")
  func locks() throws {
    let bench = Bench()
    var engine: Engine? = try bench.open()
    #expect(Engine.refusal { () throws(EngineError) in _ = try bench.open() } == .inUse(directory: "d"))
    try engine?.close()
    engine = try bench.open()
    engine = nil
    engine = try bench.open()
    #expect(engine != nil)
  }

  @Test("files of a newer version, damaged files and directories of others are told apart")
  func unfit() throws {
    let bench = Bench()
    let engine = try bench.open()
    try engine.createTopic("orders")
    try engine.close()
    func put(_ path: String, _ text: String) throws -> EngineError? {
      let paths = [path, path + ".copy"].filter { bench.files.exists($0) }
      let before = try paths.map { try bench.files.contents($0) }
      for path in paths { try bench.files.replace(path, with: Array(text.utf8).span) }
      defer { for (path, before) in zip(paths, before) { try? bench.files.replace(path, with: before.span) } }
      return Engine.refusal { () throws(EngineError) in _ = try bench.open() }
    }
    #expect(
      try put("d/strata.topics", "strata.topics 2\n") == .newerVersion(file: "d/strata.topics", found: "2", newest: 1))
    #expect(
      try put("d/meta.properties", "version=2\n") == .newerVersion(file: "d/meta.properties", found: "2", newest: 1))
    guard case .damaged("d/strata.topics", _) = try put("d/strata.topics", "x") else { return unexpected("catalog") }
    guard case .damaged("d/meta.properties", _) = try put("d/meta.properties", "x") else { return unexpected("meta") }
    let other = "version: 0\ntopic_id: kKJgUr8uRzuCJpS0O4fxSA"
    guard case .foreignDirectory("d/orders-0", _) = try put("d/orders-0/partition.metadata", other) else {
      return unexpected("metadata")
    }
    #expect(try bench.open().topics.count == 1, "nothing was lost")
  }

  func unexpected(_ what: String) { Issue.record("another outcome: \(what)") }

  @Test("a crash between any two steps of making and deleting leaves a topic that is there or not, whole")
  func crashes() throws {
    var crashes = 0
    for changes in 0..<400 {
      let bench = Bench()
      try bench.open().close()
      let storage = CrashingStorage(bench.files, changes: changes)
      var steps: [String] = []
      _ = Engine.refusal { () throws(EngineError) in
        let engine = try bench.open(storage)
        steps.append("opened")
        let topic = try engine.createTopic("orders", partitions: 2)
        steps.append("created")
        try topic.append(key: nil, value: "v")
        try engine.deleteTopic("orders")
        steps.append("deleted")
      }
      let engine = try bench.open()
      let names = engine.topics.map(\.name)
      if storage.hasCrashed { crashes += 1 }
      switch steps.last {
      case "deleted":
        #expect(names.isEmpty && !bench.files.exists("d/orders-0") && !bench.files.exists("d/orders-1"))
        if !storage.hasCrashed {
          #expect(crashes > 20, "hardly a crash was tried")
          return
        }
      case "created": #expect(names.isEmpty || engine.topics[0].partitions.count == 2)
      default: #expect(names.isEmpty || names == ["orders"])
      }
      if names.isEmpty { try engine.createTopic("orders", partitions: 2) }
      try engine.topic("orders").append(key: nil, value: "v", to: 1)
      #expect(try engine.topic("orders").read(of: 1).count == 1, "after \(changes) changes")
    }
    Issue.record("400 changes did not do")
  }

  @Test("a full disk refuses, loses nothing, and the same call succeeds once there is room")
  func full() throws {
    let files = MemoryStorage(capacity: 40 << 20)
    let engine = try Engine(storage: files, directory: "d", time: HandTime(), random: Seeded(1))
    let topic = try engine.createTopic("orders")
    let value = [UInt8](repeating: 7, count: 1 << 19)
    var stored = 0
    var refusal: EngineError?
    while refusal == nil, stored < 1_000 {
      refusal = Engine.refusal { () throws(EngineError) in try topic.partitions[0].append(key: nil, value: value) }
      if refusal == nil { stored += 1 }
    }
    guard case .log(_, .storage(let failure)) = refusal, failure.isFull else { return unexpected("\(refusal as Any)") }
    #expect(try topic.read().count == stored)
  }
}
