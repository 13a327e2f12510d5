import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.7: settings of the broker that change while it runs.
@Suite struct LiveSettingsTests {
  @Test("topics that say nothing themselves go by changed settings at once, and after the next start")
  func topics() throws {
    let bench = Bench()
    let engine = try bench.open()
    let silent = try engine.createTopic("silent")
    let saying = try engine.createTopic("saying", settings: TopicSettings(["retention.ms": "5"]))
    try engine.changeBroker(.brokers, ["log.retention.ms": .set(" 60 "), "message.max.bytes": .set("2000")])
    try engine.changeBroker(.broker, ["log.retention.ms": .set("70")])
    #expect(try silent.partitions[0].log.settings.retentionMilliseconds == 70)
    #expect(try silent.partitions[0].log.settings.maxBatchBytes == 2_000)
    #expect(try saying.partitions[0].log.settings.retentionMilliseconds == 5)
    #expect(try engine.topic("silent").settings.value("retention.ms") == "70")
    #expect(try engine.createTopic("later").partitions[0].log.settings.retentionMilliseconds == 70)
    let live = engine.liveSettings
    try engine.close()
    let again = try bench.open()
    #expect(again.liveSettings == live)
    #expect(try again.topic("silent").partitions[0].log.settings.retentionMilliseconds == 70)
    try again.changeBroker(.broker, ["log.retention.ms": .remove])
    #expect(try again.topic("silent").partitions[0].log.settings.retentionMilliseconds == 60)
    try again.replaceBrokerSettings(.brokers, with: ["min.insync.replicas": "1"])
    #expect(again.liveSettings == LiveSettings())
    #expect(try again.topic("silent").settings.value("retention.ms") == "604800000")
  }

  @Test("an empty list, and settings of parts that are plugged in, are there after the next start")
  func unusual() throws {
    let bench = Bench()
    let engine = try bench.open()
    try engine.changeBroker(.brokers, ["log.cleanup.policy": .set(""), "rsm.config.a": .set(" b c=d ")])
    let live = engine.liveSettings
    #expect(live.value("log.cleanup.policy") == "" && live.value("rsm.config.a") == "b c=d")
    try engine.close()
    #expect(try bench.open().liveSettings == live)
  }

  @Test("committed offsets are kept whatever the broker says for topics")
  func offsets() throws {
    let engine = try Bench().open()
    try engine.createTopic("t")
    try engine.offsets.commit([PartitionID("t", 0): CommittedOffset(1)], of: "g", now: 0)
    try engine.changeBroker(.broker, ["log.retention.ms": .set("1"), "log.cleanup.policy": .set("compact")])
    let kept = try #require(engine.store.topic(TopicName.offsets))
    #expect(try kept.settings.inherited.isEmpty && kept.partitions[0].log.settings.retentionMilliseconds != 1)
  }

  @Test(
    "what can't be is refused, and changes nothing",
    arguments: [
      (.broker, ["num.partitions": .set("2")]), (.broker, ["nosuch": .set("2")]), (.brokers, ["listeners": .set("x")]),
      (.broker, ["log.retention.ms": .set("x")]), (.broker, ["log.retention.ms": .append("5")]),
      (.broker, ["log.retention.ms": .set("5"), "log.segment.bytes": .set("5")]),
      (.broker, ["ssl.client.auth": .set("required")]), (.brokers, ["min.insync.replicas": .remove]),
      (.broker, ["min.insync.replicas": .set("1")]), (.broker, ["max.connections.per.ip.overrides": .set("a\nb")]),
      (.broker, ["rsm.config.a": .set("x\ny")]), (.broker, ["rsm.config.a b": .set("x")]),
      (.broker, ["rsm.config.a=": .set("x")]),
      (.broker, ["log.cleaner.min.compaction.lag.ms": .set("9"), "log.cleaner.max.compaction.lag.ms": .set("8")]),
    ] as [(LiveSettings.Scope, [String: SettingChange])])
  func refused(scope: LiveSettings.Scope, changes: [String: SettingChange]) throws {
    let engine = try Bench().open()
    let topic = try engine.createTopic("t")
    #expect(Engine.refusal { () throws(EngineError) in try engine.changeBroker(scope, changes) } != nil)
    #expect(engine.liveSettings == LiveSettings())
    #expect(try engine.topic("t") === topic)
  }

  @Test("what a topic says must fit what the broker is to say")
  func conflict() throws {
    let engine = try Bench().open()
    try engine.createTopic("t", settings: TopicSettings(["max.compaction.lag.ms": "5"]))
    let changes: [String: SettingChange] = ["log.cleaner.min.compaction.lag.ms": .set("9")]
    #expect(Engine.refusal { () throws(EngineError) in try engine.changeBroker(.broker, changes) } != nil)
    #expect(engine.liveSettings == LiveSettings())
  }
}
