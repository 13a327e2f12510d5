import Testing

@testable import StrataEngine

/// SPEC §7.7
@Suite struct BrokerConfigTests {
  @Test("every setting of Kafka's broker has a kind and a default that its own rule takes")
  func definitions() throws {
    #expect(BrokerDefinitions.all.count == 340 && BrokerDefinitions.byName.count == 340)
    for definition in BrokerDefinitions.all {
      guard let standard = definition.standard else { continue }
      _ = try definition.normalized(BrokerDefinitions.ours[definition.name] ?? standard)
    }
    for name in BrokerConfig.topicNames.values.joined() { #expect(BrokerDefinitions.byName[name] != nil, "\(name)") }
    for name in BrokerDefinitions.ours.keys { #expect(BrokerDefinitions.byName[name] != nil, "\(name)") }
    for name in BrokerConfig.topicNames.keys { #expect(TopicSettings.definition(name) != nil, "\(name)") }
  }

  @Test("without a word, Kafka's defaults hold, and ours where a local broker wants others")
  func defaults() {
    let config = BrokerConfig()
    #expect(config.partitions == 1 && !config.createsTopics && config.deletesTopics)
    #expect(config.requestBytes == 104_857_600 && config.fetchBytes == 57_671_680 && config.fetchSessions == 1_000)
    #expect(config.idleMilliseconds == 600_000 && config.waitingBytes == nil)
    #expect(config.maintenanceMilliseconds == 300_000 && config.describedPartitions == 2_000)
    #expect(config.engine == EngineSettings())
    #expect(config.topicDefaults.isEmpty && config.withoutEffect.isEmpty)
  }

  @Test(
    "a setting is taken, taken without effect, unsupported, or refused by name",
    arguments: [
      ("num.partitions", "4", "taken"), ("num.partitions", "0", "invalid"), ("num.partitions", "x", "invalid"),
      ("num.network.threads", "8", "idle"), ("controller.quorum.voters", "1@localhost:9093", "idle"),
      ("process.roles", "broker,controller", "idle"), ("rsm.config.whatever", "1", "idle"),
      ("log.retention.hours", "24", "taken"), ("log.segment.bytes", "1", "invalid"), ("node.id", "2", "invalid"),
      ("default.replication.factor", "3", "invalid"), ("log.message.timestamp.type", "never", "invalid"),
      ("ssl.client.auth", "required", "unsupported"), ("ssl.client.auth", "none", "idle"),
      ("authorizer.class.name", "org.example.Everyone", "unsupported"), ("authorizer.class.name", "", "idle"),
      ("sasl.enabled.mechanisms", "PLAIN", "unsupported"), ("zookeeper.connect", "localhost:2181", "invalid"),
    ])
  func outcomes(name: String, value: String, outcome: String) {
    var config = BrokerConfig()
    let error = Engine.refusal { () throws(EngineError) in try config.set(name, value) }
    switch error {
    case nil: #expect(outcome == (config.withoutEffect.isEmpty ? "taken" : "idle"))
    case .invalidSetting(name, value, _): #expect(outcome == "invalid" && config == BrokerConfig())
    case .unsupportedSetting(name, value): #expect(outcome == "unsupported" && config == BrokerConfig())
    default: Issue.record("\(error as Any)")
    }
  }

  @Test("a name that no broker has is answered with the nearest that one has")
  func nearestName() {
    let error = Engine.refusal { () throws(EngineError) in _ = try BrokerConfig(["num.partition": "4"]) }
    guard case .invalidSetting("num.partition", "4", let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.hasSuffix("did you mean num.partitions?"))
  }

  @Test("what is said for topics reaches those that say nothing, the most exact word for a time counting")
  func topicDefaults() throws {
    let config = try BrokerConfig([
      "log.retention.hours": "2", "log.roll.hours": "3", "log.roll.ms": "5", "message.max.bytes": "2000",
      "log.retention.bytes": "-1",
    ])
    let expected = [
      "retention.ms": "7200000", "segment.ms": "5", "max.message.bytes": "2000", "retention.bytes": "-1",
    ]
    #expect(config.topicDefaults == expected)
    #expect(config.engine.topicDefaults == expected)
    #expect(
      try BrokerConfig(["log.retention.minutes": "-1", "log.retention.hours": "2"]).topicDefaults["retention.ms"]
        == "-1")
  }

  @Test("what is said for groups and producers reaches the engine")
  func engine() throws {
    let engine = try BrokerConfig([
      "group.initial.rebalance.delay.ms": "1", "group.min.session.timeout.ms": "2", "group.max.session.timeout.ms": "3",
      "group.max.size": "4", "offsets.retention.minutes": "5", "offsets.retention.check.interval.ms": "6",
      "offset.metadata.max.bytes": "7", "producer.id.expiration.ms": "8",
    ]).engine
    let groups = engine.groups
    #expect(groups.initialRebalanceDelay == 1 && groups.minSessionTimeout == 2 && groups.maxSessionTimeout == 3)
    #expect(groups.maxSize == 4 && groups.offsetsRetention == 300_000 && groups.emptyGroupRetention == 6)
    #expect(groups.offsetMetadataLength == 7 && engine.producerExpiry == 8)
  }

  @Test("a server.properties file is read as Java reads it")
  func properties() throws {
    let config = try BrokerConfig(
      properties: """
        # how much
        ! and this too
          num.partitions = 3

        log.retention.hours:12
        group.max.size  44
        advertised.listeners=PLAINTEXT://a:9092,\\
            CONTROLLER://b:9093
        fetch.max.bytes=2\\
        048
        broker.rack=a\\ b\\u0041\\=\\\\
        num.partitions=5
        """)
    #expect(
      config.given == [
        "num.partitions": "5", "log.retention.hours": "12", "group.max.size": "44", "fetch.max.bytes": "2048",
        "advertised.listeners": "PLAINTEXT://a:9092,CONTROLLER://b:9093", "broker.rack": "a bA=\\",
      ])
    #expect(config.partitions == 5 && config.fetchBytes == 2_048)
  }

  @Test(
    "a line is a name and a value, whatever it lacks",
    arguments: [
      ("", []), ("#", []), ("   \t", []), ("a", ["a", ""]), ("a=", ["a", ""]), ("=b", ["", "b"]),
      ("a==b", ["a", "=b"]),
      ("a b=c", ["a", "b=c"]), ("a : b", ["a", "b"]), ("a\\=b=c", ["a=b", "c"]), ("a=b\\", ["a", "b"]),
      ("a=\\u00zz", ["a", "u00zz"]), ("a=b\\\\", ["a", "b\\"]), ("a=b \r\n", ["a", "b "]), ("a\\\n  b=c", ["ab", "c"]),
    ])
  func lines(text: String, pair: [String]) {
    #expect(PropertiesText.pairs(in: text).flatMap { [$0.name, $0.value] } == pair)
  }
}
