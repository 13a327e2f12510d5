internal import StrataLog

/// A topic's settings by Kafka's names (SPEC §7.1). What is not given has Kafka's default.
public struct TopicSettings: Hashable, Sendable {
  /// What was given, each name known and each value checked.
  public let given: [String: String]
  /// The same for a partition's log.
  let log: LogSettings

  /// Kafka's defaults.
  public init() {
    given = [:]
    log = LogSettings()
  }

  /// Settings by name, such as `retention.ms`. Throws ``EngineError/invalidSetting(name:value:reason:)`` for a name
  /// that Kafka hasn't and a value it refuses, ``EngineError/unsupportedSetting(name:value:)`` for what this engine
  /// can't do.
  public init(_ given: [String: String]) throws(EngineError) {
    var log = LogSettings()
    for (name, value) in given.sorted(by: { $0.key < $1.key }) { try Self.apply(name, value, to: &log) }
    self.given = given
    self.log = log
  }

  private static func apply(_ name: String, _ value: String, to log: inout LogSettings) throws(EngineError) {
    func number(_ range: ClosedRange<Int64>) throws(EngineError) -> Int64 {
      guard let number = Int64(value), range.contains(number) else {
        throw .invalidSetting(
          name: name, value: value, reason: "it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    let most = Int64(Int32.max)
    switch name {
    case "retention.ms":
      let time = try number(-1...Int64.max)
      log.retentionMilliseconds = time < 0 ? nil : time
    case "retention.bytes":
      let bytes = try number(-1...Int64.max)
      log.retentionBytes = bytes < 0 ? nil : Int(bytes)
    case "segment.bytes": log.segmentBytes = Int(try number(1 << 20...most))
    // Kafka's own way to ask for segments below a mebibyte.
    case "internal.segment.bytes": log.segmentBytes = Int(try number(1...most))
    case "segment.ms": log.segmentMilliseconds = try number(1...Int64.max)
    case "segment.index.bytes": log.indexBytes = Int(try number(24...most))
    case "index.interval.bytes": log.indexIntervalBytes = Int(try number(0...most))
    case "max.message.bytes": log.maxBatchBytes = Int(try number(61...most))
    case "cleanup.policy":
      guard value != "delete" else { return }
      let policies = value.split(separator: ",")
      guard !policies.isEmpty, policies.allSatisfy({ $0 == "compact" || $0 == "delete" }) else {
        throw .invalidSetting(name: name, value: value, reason: "it must be delete")
      }
      throw .unsupportedSetting(name: name, value: value)
    case _ where kafkas.contains(name): throw .unsupportedSetting(name: name, value: value)
    default: throw .invalidSetting(name: name, value: value, reason: "no topic has such a setting")
    }
  }

  /// Topic settings of Kafka 4.3 besides those above.
  private static let kafkas: Set<String> = [
    "compression.gzip.level", "compression.lz4.level", "compression.type", "compression.zstd.level",
    "delete.retention.ms", "file.delete.delay.ms", "flush.messages", "flush.ms",
    "follower.replication.throttled.replicas", "leader.replication.throttled.replicas", "local.retention.bytes",
    "local.retention.ms", "max.compaction.lag.ms", "message.timestamp.after.max.ms", "message.timestamp.before.max.ms",
    "message.timestamp.type", "min.cleanable.dirty.ratio", "min.compaction.lag.ms", "min.insync.replicas",
    "preallocate", "remote.log.copy.disable", "remote.log.delete.on.disable", "remote.storage.enable",
    "segment.jitter.ms", "unclean.leader.election.enable",
  ]
}
