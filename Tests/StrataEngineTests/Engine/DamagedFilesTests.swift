import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: of the engine's own files any one may be damaged, and everything is there.
@Suite struct DamagedFilesTests {
  static let twins = ["d/strata.topics", "d/meta.properties"]
  static let inPartitions = ["d/orders-1/partition.metadata", "d/orders-1/leader-epoch-checkpoint"]
  static let all = twins + twins.map { $0 + ".copy" } + inPartitions

  /// What an engine has.
  struct Content: Equatable {
    var cluster: String
    var topics: [String]
    var values: [String]
    var live: [String: String]
    var nextProducer: Int64

    init(_ engine: Engine) throws {
      cluster = engine.clusterID
      topics = engine.topics.map { "\($0.name) \($0.id) \($0.partitions.count) \($0.settings.given)" }
      values = try engine.topics.flatMap(\.partitions).flatMap { partition in
        try partition.read(from: Offset(0)).map { "\(partition.id) \(String(decoding: $0.value ?? [], as: UTF8.self))" }
      }
      live = engine.store.live.topicDefaults
      nextProducer = try engine.newProducerID()
    }
  }

  /// A closed engine's files, with two topics, a third that was deleted, and settings.
  static func closed() throws -> FileTree {
    let bench = Bench()
    let engine = try bench.open()
    let orders = try engine.createTopic("orders", partitions: 2, settings: TopicSettings(["retention.ms": "-1"]))
    try engine.createTopic("gone")
    try engine.createTopic("others").append(key: nil, value: "other")
    try engine.deleteTopic("gone")
    _ = try engine.newProducerID()
    for n in 0..<6 { try orders.append(key: "k", value: "v\(n)", to: Int32(n % 2)) }
    try engine.close()
    return try FileTree("d", of: bench.files)
  }

  /// With every log, which is when their files are looked at.
  static func open(_ storage: any Storage) throws(EngineError) -> Engine {
    let engine = try Engine(storage: storage, directory: "d", time: HandTime(), random: Seeded(2))
    for partition in engine.topics.flatMap(\.partitions) { _ = try partition.log }
    return engine
  }

  static func content(_ storage: any Storage) throws -> Content {
    let engine = try open(storage)
    defer { try? engine.close() }
    return try Content(engine)
  }

  /// Opens the changed files: all is there, the file is told of, and is as it was.
  static func survives(_ tree: FileTree, _ path: String, _ whole: FileTree, _ content: Content, _ what: String) throws {
    let storage = try tree.laidOut()
    let engine = try open(storage)
    let told = engine.mended.map(\.path)
    // Of a checkpoint that reads as Kafka's nothing is to be told, nor of a copy that may never have been.
    let isSilent = path.hasSuffix("checkpoint") || path.hasSuffix(".copy") && tree.files[path] == nil
    #expect(told == [path] || isSilent && told.isEmpty, "\(what): \(told)")
    if !told.isEmpty { #expect(try storage.contents(path) == whole.files[path], "\(what)") }
    #expect(try Content(engine) == content, "\(what)")
    try engine.close()
  }

  @Test("a flipped byte, a cut, and the loss of a file cost nothing, and are told", arguments: all)
  func damaged(path: String) throws {
    let whole = try Self.closed()
    let content = try Self.content(whole.laidOut())
    #expect(content.topics.count == 2 && content.values.count == 7 && content.nextProducer == 1_000)
    let bytes = try #require(whole.files[path])
    for n in bytes.indices {
      var tree = whole
      tree.files[path]?[n] ^= UInt8(1) << UInt8(n % 8)
      try Self.survives(tree, path, whole, content, "\(path) byte \(n)")
      tree.files[path] = Array(bytes[..<n])
      try Self.survives(tree, path, whole, content, "\(path) cut to \(n)")
    }
    var tree = whole
    tree.files[path] = nil
    try Self.survives(tree, path, whole, content, "\(path) gone")
  }

  @Test("a file that the disk does not give costs nothing", arguments: all)
  func unreadable(path: String) throws {
    let whole = try Self.closed()
    let engine = try Self.open(FailingStorage(whole.laidOut(), .read, path))
    #expect(engine.mended.map(\.path) == [path])
    #expect(engine.topics.map(\.partitions.count) == [2, 1])
  }

  @Test("on a full disk a damaged file is passed over, and the records are read", arguments: all)
  func full(path: String) throws {
    let whole = try Self.closed()
    var tree = whole
    tree.files[path]?[0] ^= 255
    // An open takes it away, which makes room.
    tree.files["d/.kafka_cleanshutdown"] = nil
    let storage = try tree.laidOut(capacity: tree.byteCount)
    let engine = try Self.open(storage)
    #expect(try engine.topic("orders").read(of: 1).count == 3)
    #expect(try storage.contents(path) == tree.files[path])
  }

  @Test("both files damaged is refused by name; nothing is written", arguments: twins)
  func both(path: String) throws {
    var tree = try Self.closed()
    for path in [path, path + ".copy"] { tree.files[path]?[0] ^= 1 }
    let storage = try tree.laidOut()
    guard case .damaged(path, _)? = Engine.refusal({ () throws(EngineError) in _ = try Self.open(storage) }) else {
      return fail("\(path) was opened")
    }
    #expect(try FileTree("d", of: storage).files[path] == tree.files[path])
  }

  @Test("a directory of a time before there were copies opens and gets them")
  func oldDirectory() throws {
    let whole = try Self.closed()
    let content = try Self.content(whole.laidOut())
    var tree = whole
    for path in Self.twins { tree.files[path + ".copy"] = nil }
    // It had no sum then.
    tree.files["d/meta.properties"]?.removeLast("#crc 01234567\n".utf8.count)
    let storage = try tree.laidOut()
    #expect(try Self.content(storage) == content)
    for path in Self.twins.map({ $0 + ".copy" }) where path.contains("meta") {
      #expect(try storage.contents(path) == whole.files[path])
    }
    #expect(try storage.contents("d/strata.topics.copy") == storage.contents("d/strata.topics"))
  }

  @Test("a copy that a crash left older or newer than its file counts for nothing")
  func stale() throws {
    let whole = try Self.closed()
    let content = try Self.content(whole.laidOut())
    var tree = whole
    let storage = try whole.laidOut()
    try Self.open(storage).createTopic("newer")
    tree.files["d/strata.topics.copy"] = try storage.contents("d/strata.topics")
    let other = try tree.laidOut()
    let engine = try Self.open(other)
    #expect(engine.mended.isEmpty)
    #expect(try Content(engine) == content)
    try engine.close()
    #expect(try other.contents("d/strata.topics.copy") == other.contents("d/strata.topics"))
  }

  @Test("a newer program's file is refused, whatever an older one left beside it")
  func newer() throws {
    var tree = try Self.closed()
    let file = TwinFile(storage: MemoryStorage(), directory: "d", name: "strata.topics", mark: "crc ")
    tree.files["d/strata.topics"] = file.summed(["strata.topics 2", "something new"])
    let storage = try tree.laidOut()
    let error = Engine.refusal { () throws(EngineError) in _ = try Self.open(storage) }
    #expect(error == .newerVersion(file: "d/strata.topics", found: "2", newest: 1))
  }

  @Test("a directory that says another topic's id is refused, and no call that fails or deletes takes it away")
  func foreign() throws {
    let bench = Bench()
    let engine = try bench.open()
    for path in ["d/t-0", "d/u-1"] {
      try bench.files.makeDirectory(path)
      let name = "version: 0\ntopic_id: kKJgUr8uRzuCJpS0O4fxSA"
      try bench.files.replace(path + "/partition.metadata", with: Array(name.utf8).span)
    }
    for _ in 0..<2 {
      let error = Engine.refusal { () throws(EngineError) in try engine.createTopic("t") }
      guard case .foreignDirectory("d/t-0", _)? = error else { return fail("\(error as Any)") }
    }
    try engine.createTopic("u")
    #expect(Engine.refusal { () throws(EngineError) in _ = try engine.growTopic("u", to: 3) } != nil)
    try engine.deleteTopic("u")
    #expect(bench.files.exists("d/t-0/partition.metadata") && bench.files.exists("d/u-1/partition.metadata"))
    #expect(!bench.files.exists("d/u-0") && !bench.files.exists("d/u-2"))
  }

  @Test("epochs that Kafka added are kept; what is no such file is one epoch again")
  func epochs() throws {
    let path = "d/orders-1/leader-epoch-checkpoint"
    for (text, isKept) in [
      ("0\n2\n0 0\n3 7\n", true), ("0\n0\n", true), ("0\n2\n0 0\n", false), ("0\n2\n1 0\n1 7\n", false),
      ("0\n1\n0 -1\n", false), ("1\n1\n0 0\n", false), ("", false),
    ] {
      var tree = try Self.closed()
      tree.files[path] = Array(text.utf8)
      let storage = try tree.laidOut()
      #expect(try Self.open(storage).mended.isEmpty == isKept, "\(text)")
      #expect(try storage.contents(path) == Array((isKept ? text : "0\n1\n0 0\n").utf8), "\(text)")
    }
  }
}
