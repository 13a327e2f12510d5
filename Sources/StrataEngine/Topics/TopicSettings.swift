internal import StrataLog

/// A topic's settings by Kafka's names (SPEC §7.1). What is not given is the broker's, and where that says nothing
/// Kafka's default.
public struct TopicSettings: Hashable, Sendable {
  /// What was given, each name known and each value checked.
  public let given: [String: String]
  /// What the broker says for topics that say nothing.
  let inherited: [String: String]
  /// The same for a partition's log.
  let log: LogSettings
  /// What an append is judged by.
  let rules: AppendRules

  /// Kafka's defaults.
  public init() {
    given = [:]
    inherited = [:]
    log = LogSettings()
    rules = AppendRules()
  }

  /// Settings by name, such as `retention.ms`. Throws ``EngineError/invalidSetting(name:value:reason:)`` for a name
  /// that Kafka hasn't and a value it refuses, ``EngineError/unsupportedSetting(name:value:)`` for what this engine
  /// can't do.
  public init(_ given: [String: String]) throws(EngineError) { try self.init(given, inherited: [:]) }

  /// The same with what the broker says, by the topic's names.
  init(_ given: [String: String], inherited: [String: String]) throws(EngineError) {
    self.given = try Self.checked(given)
    self.inherited = try Self.checked(inherited)
    let values = self.inherited.merging(self.given) { _, own in own }
    log = LogSettings(values)
    rules = AppendRules(values)
    if let least = Self.number("min.compaction.lag.ms", values),
      let most = Self.number("max.compaction.lag.ms", values),
      least > most
    {
      throw .invalidSetting(
        name: "min.compaction.lag.ms", value: String(least), reason: "max.compaction.lag.ms is less, \(most)")
    }
  }

  /// What holds: given, the broker's or Kafka's default. Nil for a name that no topic has.
  public func value(_ name: String) -> String? {
    given[name] ?? inherited[name] ?? Self.definition(name)?.standard
  }

  /// Whether records stay as long as their keys need them: compaction alone may take them.
  package var isKeptByKey: Bool { value("cleanup.policy") == "compact" }

  /// Whether of each key the last record stays.
  package var isCompacted: Bool { log.compaction != nil }

  /// The same settings for a topic of a broker that says this.
  func inheriting(_ inherited: [String: String]) throws(EngineError) -> TopicSettings {
    try TopicSettings(given, inherited: inherited)
  }

  private static func checked(_ given: [String: String]) throws(EngineError) -> [String: String] {
    var values: [String: String] = [:]
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let definition = definition(name) else {
        let near = nearest(to: name, among: definitions.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw .invalidSetting(name: name, value: value, reason: "no topic has such a setting\(near)")
      }
      let normalized = try definition.normalized(value)
      if definition.rule == .onlyDefault, normalized != definition.standard {
        throw .unsupportedSetting(name: name, value: value)
      }
      values[name] = normalized
    }
    return values
  }

  fileprivate static func number(_ name: String, _ values: [String: String]) -> Int64? {
    (values[name] ?? definition(name)?.standard).flatMap { Int64($0) }
  }
}

extension LogSettings {
  /// What a log does of checked settings. A log needs a little room where Kafka takes any number: what is less is taken
  /// for the least.
  fileprivate init(_ values: [String: String]) {
    self.init()
    func number(_ name: String) -> Int64 { TopicSettings.number(name, values) ?? 0 }
    let policy = values["cleanup.policy"] ?? "delete"
    let isDeleting = policy.split(separator: ",").contains("delete")
    retentionMilliseconds = isDeleting && number("retention.ms") >= 0 ? number("retention.ms") : nil
    retentionBytes = isDeleting && number("retention.bytes") >= 0 ? Int(number("retention.bytes")) : nil
    segmentBytes = Int(
      max(1, number(values["internal.segment.bytes"] == nil ? "segment.bytes" : "internal.segment.bytes")))
    segmentMilliseconds = number("segment.ms")
    indexBytes = max(24, Int(number("segment.index.bytes")))
    indexIntervalBytes = Int(number("index.interval.bytes"))
    maxBatchBytes = max(61, Int(number("max.message.bytes")))
    stampsAppendTime = values["message.timestamp.type"] == "LogAppendTime"
    guard policy.split(separator: ",").contains("compact") else { return }
    var compaction = CompactionSettings()
    compaction.minDirtyRatio = values["min.cleanable.dirty.ratio"].flatMap { Double($0) } ?? compaction.minDirtyRatio
    compaction.minLagMilliseconds = number("min.compaction.lag.ms")
    compaction.deleteRetentionMilliseconds = number("delete.retention.ms")
    let most = number("max.compaction.lag.ms")
    compaction.maxLagMilliseconds = most == .max ? nil : most
    // What is never sealed is never compacted.
    segmentMilliseconds = min(segmentMilliseconds, most)
    self.compaction = compaction
  }
}

extension AppendRules {
  fileprivate init(_ values: [String: String]) {
    /// How far times may be from the engine's, unless they are its own.
    func most(_ name: String) -> Int64 {
      if values["message.timestamp.type"] == "LogAppendTime" { return .max }
      return TopicSettings.number(name, values) ?? .max
    }
    self.init(
      isCompacted: values["cleanup.policy"]?.split(separator: ",").contains("compact") ?? false,
      mostAhead: most("message.timestamp.after.max.ms"), mostBehind: most("message.timestamp.before.max.ms"),
      packing: Packing(values))
  }
}

extension Packing {
  /// What `compression.type` asks for; nil if it leaves packing to the sender.
  fileprivate init?(_ values: [String: String]) {
    let name = values["compression.type"] ?? "producer"
    guard name != "producer" else { return nil }
    // But for the one that packs nothing, codecs have their own names in settings.
    let codec = Codec.allCases.first { "\($0)" == name } ?? .none
    self.init(codec, level: TopicSettings.number("compression.\(name).level", values).map { Int32(clamping: $0) })
  }
}
