import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: topics that change while they live.
@Suite struct ChangingTests {
  @Test("changed settings are gone by at once, kept, and there after the next start")
  func settings() throws {
    let bench = Bench()
    let engine = try bench.open()
    let before = try engine.createTopic("t", settings: TopicSettings(["retention.ms": "5", "segment.ms": "9"]))
    let after = try engine.changeTopic(
      "t", ["retention.ms": .remove, "max.message.bytes": .set(" 100 "), "cleanup.policy": .append("compact")])
    #expect(
      after.settings.given == [
        "segment.ms": "9", "max.message.bytes": "100", "cleanup.policy": "delete,compact",
      ])
    #expect(after.id == before.id && after.partitions[0] === before.partitions[0])
    #expect(try engine.topic("t") === after && engine.topic(before.id) === after)
    // Whoever holds the partition from before is held to the settings of now.
    #expect(throws: EngineError.refusedRecords(before.partitions[0].id, .keyless, records: [0])) {
      try before.append(key: nil, value: "small")
    }
    #expect(throws: EngineError.self) { try before.append(key: "k", value: String(repeating: "x", count: 100)) }
    try engine.close()
    #expect(try bench.open().topic("t").settings.given == after.settings.given)
  }

  @Test(
    "a change that can't be leaves all as it was",
    arguments: [
      ["retention.ms": .set("soon"), "segment.ms": .set("5")], ["nosuch": .set("1")], ["retention.ms": .append("5")],
      ["cleanup.policy": .append("shred")], ["remote.storage.enable": .set("true")],
    ] as [[String: SettingChange]])
  func refused(changes: [String: SettingChange]) throws {
    let engine = try Bench().open()
    let topic = try engine.createTopic("t")
    #expect(Engine.refusal { () throws(EngineError) in try engine.changeTopic("t", changes) } != nil)
    #expect(try engine.topic("t") === topic)
  }

  @Test(
    "a list changes item by item",
    arguments: [
      ("compact", .append("delete"), "compact,delete"), ("compact", .append("compact,delete"), "compact,delete"),
      ("delete,compact", .subtract("delete"), "compact"), ("compact", .subtract("compact,delete"), ""),
      (nil, .append("compact"), "delete,compact"), (nil, .subtract("delete"), ""), ("compact", .set(""), ""),
      ("compact", .append(""), "compact"), ("compact", .remove, nil),
    ] as [(String?, SettingChange, String?)])
  func lists(old: String?, change: SettingChange, new: String?) throws {
    let settings = try TopicSettings(old.map { ["cleanup.policy": $0] } ?? [:])
    #expect(try settings.changed(["cleanup.policy": change]).given["cleanup.policy"] == new)
  }

  @Test("replaced settings are the ones given and no others")
  func replaced() throws {
    let engine = try Bench().open()
    try engine.createTopic("t", settings: TopicSettings(["retention.ms": "5"]))
    #expect(try engine.replaceSettings(of: "t", with: ["segment.ms": "7"]).settings.given == ["segment.ms": "7"])
  }

  @Test("more partitions are there at once, empty, and after the next start; the old ones go on")
  func grown() throws {
    let bench = Bench()
    let engine = try bench.open()
    let before = try engine.createTopic("t", settings: TopicSettings(["retention.ms": "5000000"]))
    try before.append(key: "k", value: "v")
    let after = try engine.growTopic("t", to: 3)
    #expect(after.partitions.count == 3 && after.partitions[0] === before.partitions[0] && after.id == before.id)
    #expect(try after.partitions[2].log.settings.retentionMilliseconds == 5_000_000)
    try after.append(key: "k", value: "w", to: 2)
    try engine.close()
    let again = try bench.open().topic("t")
    #expect(try again.partitions.map { try $0.log.endOffset().value } == [1, 0, 1])
  }

  @Test("fewer partitions, or as many, or too many, are refused", arguments: [0, -1, 1, 2, 10_001] as [Int32])
  func notGrown(count: Int32) throws {
    let engine = try Bench().open()
    try engine.createTopic("t", partitions: 2)
    #expect(throws: EngineError.invalidPartitionCount(count, most: 10_000)) { try engine.growTopic("t", to: count) }
    #expect(throws: EngineError.unknownTopic("no")) { try engine.growTopic("no", to: 2) }
  }

  @Test("partitions that a full disk leaves half made are gone again, and the same call succeeds when there is room")
  func noRoom() throws {
    let bench = Bench()
    let engine = try bench.open()
    try engine.createTopic("t")
    // A foreign directory where the third partition belongs.
    try bench.files.makeDirectory("d/t-2")
    let other = Array("version: 0\ntopic_id: kKJgUr8uRzuCJpS0O4fxSA".utf8)
    try bench.files.replace("d/t-2/partition.metadata", with: other.span)
    #expect(Engine.refusal { () throws(EngineError) in try engine.growTopic("t", to: 3) } != nil)
    #expect(try engine.topic("t").partitions.count == 1)
    #expect(!bench.files.exists("d/t-1"))
    try bench.files.rename("d/t-2/partition.metadata", to: "d/elsewhere")
    #expect(try engine.growTopic("t", to: 3).partitions.count == 3)
  }

  @Test("a name too like another's is refused")
  func collisions() throws {
    let engine = try Bench().open()
    try engine.createTopic("a.b_c")
    for name in ["a_b.c", "a.b.c", "a_b_c"] {
      guard case .invalidName(name, _)? = Engine.refusal({ () throws(EngineError) in try engine.createTopic(name) })
      else {
        Issue.record("\(name) was made")
        continue
      }
    }
    try engine.createTopic("a-b_c")
  }

  @Test("what is only checked is not made")
  func checked() throws {
    let engine = try Bench().open()
    try engine.checkTopic("t", partitions: 1, settings: .init())
    #expect(engine.topics.isEmpty)
    try engine.createTopic("t")
    #expect(throws: EngineError.topicExists("t")) { try engine.checkTopic("t", partitions: 1, settings: .init()) }
    #expect(throws: EngineError.self) { try engine.checkTopic("u", partitions: 0, settings: .init()) }
  }

  @Test("records are deleted by offset where the settings let them")
  func deleted() throws {
    let engine = try Bench().open()
    let topic = try engine.createTopic("t")
    let id = topic.partitions[0].id
    for n in 0..<4 { try topic.append(key: "k", value: "\(n)") }
    #expect(try engine.deleteRecords(of: id, before: Offset(2)) == Offset(2))
    #expect(try engine.deleteRecords(of: id, before: Offset(1)) == Offset(2))
    #expect(throws: EngineError.log(partition: id, .outOfRange(offset: Offset(5), start: Offset(2), end: Offset(4)))) {
      try engine.deleteRecords(of: id, before: Offset(5))
    }
    try engine.changeTopic("t", ["cleanup.policy": .set("compact")])
    #expect(throws: EngineError.keptByKey(id)) { try engine.deleteRecords(of: id, before: nil) }
    try engine.changeTopic("t", ["cleanup.policy": .set("")])
    #expect(try engine.deleteRecords(of: id, before: nil) == Offset(4))
  }
}
