/// The settings that a broker has, by Kafka's names (SPEC §7.7). The tables are text, read when first asked for: who
/// gives no setting pays nothing for them.
enum BrokerDefinitions {
  /// All, by name.
  static let all: [SettingDefinition] = [broker, cluster, coordinators, security].flatMap { table in
    table.split(separator: "\n").compactMap { definition(String($0)) }
  }.sorted { $0.name < $1.name }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  private static func definition(_ line: String) -> SettingDefinition? {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 3, let kind = SettingKind(named: words[1]) else { return nil }
    let standard: String? = words[2] == "-" ? nil : words[2] == "\"\"" ? "" : words[2]
    return SettingDefinition(
      words[0], kind, standard, ranges[words[0]] ?? rule(words[0]), isDynamic: words.count > 3)
  }

  /// Nothing of security is there yet: a setting that would be ignored must not look as if it protected anyone.
  private static func rule(_ name: String) -> SettingRule {
    let prefixes = ["ssl.", "sasl.", "security.", "authorizer.", "principal."]
    return prefixes.contains { name.hasPrefix($0) } ? .onlyDefault : .any
  }

  /// What numbers are taken, where something heeds them.
  private static let ranges: [String: SettingRule] = {
    let positive = SettingRule.numbers(1...Int64.max)
    let natural = SettingRule.numbers(0...Int64.max)
    var ranges: [String: SettingRule] = [
      "num.partitions": .numbers(1...Int64(TopicCatalog.mostPartitions)), "default.replication.factor": .numbers(1...1),
      "socket.request.max.bytes": positive, "fetch.max.bytes": .numbers(1024...Int64.max),
      "max.incremental.fetch.session.cache.slots": natural, "offsets.retention.minutes": .numbers(1...35_791_394),
      "offsets.retention.check.interval.ms": positive, "queued.max.request.bytes": .numbers(-1...Int64.max),
      "max.request.partition.size.limit": positive, "producer.id.expiration.ms": positive,
      "group.initial.rebalance.delay.ms": natural, "group.min.session.timeout.ms": positive,
      "group.max.session.timeout.ms": positive, "group.max.size": positive, "offset.metadata.max.bytes": natural,
      "log.retention.check.interval.ms": positive, "node.id": .numbers(1...1), "broker.id": .numbersOr(-1, 1...1),
      "log.retention.minutes": .numbers(-1...Int64.max), "log.retention.hours": .numbers(-1...Int64.max),
      "log.roll.hours": positive, "log.roll.jitter.hours": natural,
    ]
    for (topic, names) in BrokerConfig.topicNames {
      if let definition = TopicSettings.definition(topic) { ranges[names[0]] = definition.rule }
    }
    return ranges
  }()

  /// What Kafka has a default for that fits several brokers, or servers that start one after the other.
  static let ours: [String: String] = [
    "auto.create.topics.enable": "false", "broker.id": "1", "group.initial.rebalance.delay.ms": "0", "node.id": "1",
    "offsets.topic.num.partitions": "1", "offsets.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1", "share.coordinator.state.topic.replication.factor": "1",
    "transaction.state.log.min.isr": "1", "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
  ]
}
