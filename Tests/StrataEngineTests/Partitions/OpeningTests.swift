import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: when logs are opened.
@Suite struct OpeningTests {
  /// Topics a and b of two partitions, of which each has a record, closed in good order or left by a crash.
  private func filled(_ bench: Bench, closed: Bool) throws {
    let engine = try bench.open()
    for name in ["a", "b"] {
      let topic = try engine.createTopic(name, partitions: 2)
      for number in 0..<2 as Range<Int32> { try topic.append(key: "k", value: "v", to: number) }
    }
    try engine.topic("b").partition(1).log.deleteRecords(before: Offset(1))
    if closed { try engine.close() }
  }

  private func opened(_ engine: Engine) -> [String] {
    engine.topics.flatMap(\.partitions).filter { $0.openedLog != nil }.map(\.id.description)
  }

  @Test("after a close in good order a log is opened when it is first asked for, after a crash at once")
  func onDemand() throws {
    let bench = Bench()
    try filled(bench, closed: true)
    let engine = try bench.open(seed: 2)
    #expect(opened(engine).isEmpty)
    #expect(try engine.topic("a").read(of: 1).map(\.value) == [Array("v".utf8)])
    #expect(opened(engine) == ["a-1"])
    try engine.topic("b").append(key: "k", value: "w")
    #expect(opened(engine) == ["a-1", "b-0"])

    let crashed = Bench()
    try filled(crashed, closed: false)
    #expect(try opened(crashed.open(seed: 2)).count == 4)
  }

  @Test("a close leaves of logs that were not opened what the close before said")
  func checkpoints() throws {
    let bench = Bench()
    func lines(_ name: String) throws -> [String] {
      let text = String(decoding: try bench.files.contents("d/\(name)-checkpoint"), as: UTF8.self)
      return text.split(separator: "\n").dropFirst(2).map(String.init).filter { !$0.hasPrefix("_") }
    }
    try filled(bench, closed: true)
    for seed in 2..<4 as Range<UInt64> {
      let engine = try bench.open(seed: seed)
      if seed == 2 { try engine.topic("a").append(key: "k", value: "w", to: 1) }
      try engine.close()
      #expect(try lines("recovery-point-offset") == ["a 0 1", "a 1 2", "b 0 1", "b 1 1"])
      #expect(try lines("replication-offset") == ["a 0 1", "a 1 2", "b 0 1", "b 1 1"])
      #expect(try lines("log-start-offset") == ["b 1 1"])
    }
  }

  @Test("a log that can't be opened is an error of who asks for it, each time, and of nobody else")
  func fails() throws {
    let bench = Bench()
    try filled(bench, closed: true)
    try bench.files.replace(
      "d/a-0/partition.metadata", with: Array("version: 0\ntopic_id: \(TopicID(high: 1, low: 2))".utf8).span)
    let engine = try bench.open(seed: 2)
    for _ in 0..<2 {
      let error = #expect(throws: EngineError.self) { try engine.topic("a").read(of: 0) }
      guard case .foreignDirectory = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
    #expect(try engine.topic("a").read(of: 1).count == 1)
    try engine.close()
  }

  @Test("nothing is opened behind a close, and settings changed before are those of a log opened later")
  func later() throws {
    let bench = Bench()
    try filled(bench, closed: true)
    let engine = try bench.open(seed: 2)
    let topic = try engine.replaceSettings(of: "a", with: ["retention.ms": "77"])
    #expect(opened(engine).isEmpty)
    #expect(try topic.partition(0).log.settings.retentionMilliseconds == 77)
    let other = try topic.partition(1)
    try engine.close()
    #expect(throws: EngineError.self) { try other.log }
    #expect(bench.files.exists("d/.kafka_cleanshutdown"))
  }

  @Test("upkeep opens them by and by, a few at a time, for retention and for the scrub")
  func byAndBy() throws {
    let bench = Bench()
    var engine = try bench.open()
    try engine.createTopic("many", partitions: 40)
    try engine.close()
    engine = try bench.open(seed: 2)
    var counts: [Int] = []
    for _ in 0..<4 {
      try engine.maintain()
      counts.append(opened(engine).count)
    }
    #expect(counts == [16, 32, 40, 40])
  }

  @Test("who asks for the producers of a log that was not opened is told of those that it holds")
  func producers() throws {
    let bench = Bench()
    let engine = try bench.open()
    _ = try PartitionTests.append(try engine.createTopic("t").partition(0), 0, 2)
    try engine.close()
    #expect(try bench.open(seed: 2).topic("t").partition(0).producers.map(\.lastSequence) == [1])
  }

  @Test("a log that can't be opened keeps the scrub and retention from none behind it")
  func passedOver() throws {
    let bench = Bench()
    try filled(bench, closed: true)
    try bench.files.replace(
      "d/a-0/partition.metadata", with: Array("version: 0\ntopic_id: \(TopicID(high: 1, low: 2))".utf8).span)
    let engine = try bench.open(seed: 2)
    for _ in 0..<2 {
      #expect(throws: EngineError.self) { try engine.maintain() }
      #expect(opened(engine) == ["a-1", "b-0", "b-1"])
    }
  }
}
