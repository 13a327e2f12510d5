/// A broker's settings by Kafka's names (SPEC §7.7): what `server.properties` and `--set` say, checked.
///
///     var config = try BrokerConfig(properties: text)
///     try config.set("num.partitions", "4")
public struct BrokerConfig: Hashable, Sendable {
  /// What was given, each name known and each value checked.
  public private(set) var given: [String: String] = [:]

  /// The defaults: Kafka's, but for those that a local broker wants otherwise.
  public init() {}

  /// Settings by name. Throws as ``set(_:_:)`` does.
  public init(_ given: [String: String]) throws(EngineError) {
    for (name, value) in given.sorted(by: { $0.key < $1.key }) { try set(name, value) }
  }

  /// The settings of a `server.properties` file's text: `name=value` lines, comments, continued lines, escapes. Throws
  /// as ``set(_:_:)`` does.
  public init(properties text: String) throws(EngineError) {
    for (name, value) in PropertiesText.pairs(in: text) { try set(name, value) }
  }

  /// Gives a setting another value. Throws ``EngineError/invalidSetting(name:value:reason:)`` for a name that no broker
  /// has, saying the nearest that one has, and for a value it refuses; ``EngineError/unsupportedSetting(name:value:)``
  /// for what would be ignored and must not be, as security.
  public mutating func set(_ name: String, _ value: String) throws(EngineError) {
    guard let definition = BrokerDefinitions.byName[name] else {
      // Settings of a listener, or of a part that is plugged in: whatever they say, there is no such part here.
      if Self.isOpen(name) { return given[name] = try SettingDefinition(name, .string, nil).normalized(value) }
      let near = nearest(to: name, among: BrokerDefinitions.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      throw .invalidSetting(name: name, value: value, reason: "no broker has such a setting\(near)")
    }
    let normalized = try definition.normalized(value)
    if definition.rule == .onlyDefault, normalized != definition.standard ?? "" {
      throw .unsupportedSetting(name: name, value: value)
    }
    var changed = self
    changed.given[name] = normalized
    _ = try TopicSettings([:], inherited: changed.topicDefaults)
    self = changed
  }

  /// Whether a name is one that only a part that is plugged in could know.
  private static func isOpen(_ name: String) -> Bool {
    ["rlmm.config.", "rsm.config."].contains { name.hasPrefix($0) }
      && name.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "=") }
  }

  /// What holds: given, ours or Kafka's default; nil for nothing.
  public func value(_ name: String) -> String? {
    given[name] ?? standard(name)
  }

  /// What was given and is heeded by nothing here: accepted, so that a file made for Kafka can be used as it is.
  public var withoutEffect: [String] { given.keys.filter { !Self.heeded.contains($0) }.sorted() }

  /// What the engine heeds of it.
  public var engine: EngineSettings {
    var settings = EngineSettings()
    settings.topicDefaults = topicDefaults
    settings.producerExpiry = number("producer.id.expiration.ms")
    settings.groups.initialRebalanceDelay = number("group.initial.rebalance.delay.ms")
    settings.groups.minSessionTimeout = number("group.min.session.timeout.ms")
    settings.groups.maxSessionTimeout = number("group.max.session.timeout.ms")
    settings.groups.maxSize = Int(number("group.max.size"))
    settings.groups.offsetsRetention = number("offsets.retention.minutes") * 60_000
    settings.groups.emptyGroupRetention = number("offsets.retention.check.interval.ms")
    settings.groups.offsetMetadataLength = Int(number("offset.metadata.max.bytes"))
    return settings
  }

  /// What holds when nothing is given: ours or Kafka's default; nil for nothing.
  package func standard(_ name: String) -> String? {
    BrokerDefinitions.ours[name] ?? BrokerDefinitions.byName[name]?.standard
  }

  /// All settings that a broker has, by name.
  package static var definitions: [SettingDefinition] { BrokerDefinitions.all }

  func number(_ name: String) -> Int64 { value(name).flatMap { Int64($0) } ?? 0 }
}

// MARK: What a broker heeds

extension BrokerConfig {
  /// Partitions of a topic that is made without saying how many.
  public var partitions: Int32 { Int32(clamping: number("num.partitions")) }
  /// Whether asking for a topic makes it.
  public var createsTopics: Bool { value("auto.create.topics.enable") == "true" }
  /// Whether topics may be deleted.
  public var deletesTopics: Bool { value("delete.topic.enable") == "true" }
  /// Bytes of a request at most.
  public var requestBytes: Int { Int(number("socket.request.max.bytes")) }
  /// Bytes of a fetch's answer at most.
  public var fetchBytes: Int { Int(number("fetch.max.bytes")) }
  /// Fetch sessions at a time at most.
  public var fetchSessions: Int { Int(number("max.incremental.fetch.session.cache.slots")) }
  /// After how long a connection that says nothing is closed, in milliseconds; negative for never.
  public var idleMilliseconds: Int64 { number("connections.max.idle.ms") }
  /// Partitions of an answer that pages through topics, at most.
  public var describedPartitions: Int { Int(number("max.request.partition.size.limit")) }
  /// Bytes of requests that wait to be read whole, at most; nil for no limit.
  public var waitingBytes: Int? {
    let bytes = number("queued.max.request.bytes")
    return bytes < 0 ? nil : Int(bytes)
  }
  /// How often the engine is asked to tidy up, in milliseconds.
  public var maintenanceMilliseconds: Int64 { number("log.retention.check.interval.ms") }
  /// How often compacted topics are looked at, in milliseconds; nil for never.
  public var compactionMilliseconds: Int64? {
    value("log.cleaner.enable") == "true" ? number("log.cleaner.backoff.ms") : nil
  }
  /// Bytes of memory for the keys of a compaction.
  public var compactionMemoryBytes: Int { Int(number("log.cleaner.dedupe.buffer.size")) }
  /// Bytes a second that a compaction reads at most.
  public var compactionBytesPerSecond: Double {
    value("log.cleaner.io.max.bytes.per.second").flatMap { Double($0) } ?? .greatestFiniteMagnitude
  }

  private static let heeded: Set<String> = Set(topicNames.values.joined()).union([
    "auto.create.topics.enable", "broker.id", "connections.max.idle.ms", "default.replication.factor",
    "delete.topic.enable", "fetch.max.bytes", "group.initial.rebalance.delay.ms", "group.max.session.timeout.ms",
    "group.max.size", "group.min.session.timeout.ms", "listeners", "log.cleaner.backoff.ms",
    "log.cleaner.dedupe.buffer.size", "log.cleaner.enable", "log.cleaner.io.max.bytes.per.second", "log.dir",
    "log.dirs",
    "log.retention.check.interval.ms", "max.incremental.fetch.session.cache.slots",
    "max.request.partition.size.limit", "node.id", "num.partitions", "offset.metadata.max.bytes",
    "offsets.retention.check.interval.ms", "offsets.retention.minutes", "producer.id.expiration.ms",
    "queued.max.request.bytes", "socket.request.max.bytes",
  ])
}

// MARK: Topics' defaults

extension BrokerConfig {
  /// For each setting of a topic the broker's that stands for it, the most exact first.
  package static let topicNames: [String: [String]] = [
    "cleanup.policy": ["log.cleanup.policy"], "compression.gzip.level": ["compression.gzip.level"],
    "compression.lz4.level": ["compression.lz4.level"], "compression.type": ["compression.type"],
    "compression.zstd.level": ["compression.zstd.level"], "delete.retention.ms": ["log.cleaner.delete.retention.ms"],
    "file.delete.delay.ms": ["log.segment.delete.delay.ms"], "flush.messages": ["log.flush.interval.messages"],
    "flush.ms": ["log.flush.interval.ms"], "index.interval.bytes": ["log.index.interval.bytes"],
    "local.retention.bytes": ["log.local.retention.bytes"], "local.retention.ms": ["log.local.retention.ms"],
    "max.compaction.lag.ms": ["log.cleaner.max.compaction.lag.ms"], "max.message.bytes": ["message.max.bytes"],
    "message.timestamp.after.max.ms": ["log.message.timestamp.after.max.ms"],
    "message.timestamp.before.max.ms": ["log.message.timestamp.before.max.ms"],
    "message.timestamp.type": ["log.message.timestamp.type"],
    "min.cleanable.dirty.ratio": ["log.cleaner.min.cleanable.ratio"],
    "min.compaction.lag.ms": ["log.cleaner.min.compaction.lag.ms"], "min.insync.replicas": ["min.insync.replicas"],
    "preallocate": ["log.preallocate"], "retention.bytes": ["log.retention.bytes"],
    "retention.ms": ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
    "segment.bytes": ["log.segment.bytes"], "segment.index.bytes": ["log.index.size.max.bytes"],
    "segment.jitter.ms": ["log.roll.jitter.ms", "log.roll.jitter.hours"],
    "segment.ms": ["log.roll.ms", "log.roll.hours"],
    "unclean.leader.election.enable": ["unclean.leader.election.enable"],
  ]

  /// What was given for topics that say nothing themselves, by the topics' names.
  public var topicDefaults: [String: String] {
    Self.topicNames.compactMapValues { names in
      guard let name = names.first(where: { given[$0] != nil }), let value = given[name] else { return nil }
      let scale: Int64 = name.hasSuffix(".hours") ? 3_600_000 : name.hasSuffix(".minutes") ? 60_000 : 1
      guard scale > 1, let number = Int64(value), number > 0 else { return value }
      return String(number * scale)
    }
  }
}
