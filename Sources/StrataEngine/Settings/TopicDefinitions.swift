/// The settings that a topic has, by Kafka's names, in their order (SPEC §7.1).
extension TopicSettings {
  private static let most = Int64.max

  /// All that are always listed.
  package static let definitions: [SettingDefinition] = [
    .init("cleanup.policy", .list, "delete", .words(["compact", "delete"])),
    .init("compression.gzip.level", .int, "-1", .numbersOr(-1, 1...9)),
    .init("compression.lz4.level", .int, "9", .numbers(1...17)),
    .init(
      "compression.type", .string, "producer", .words(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"])),
    .init("compression.zstd.level", .int, "3", .numbers(-131_072...22)),
    .init("delete.retention.ms", .long, "86400000", .numbers(0...most)),
    .init("file.delete.delay.ms", .long, "60000", .numbers(0...most)),
    .init("flush.messages", .long, "9223372036854775807", .numbers(1...most)),
    .init("flush.ms", .long, "9223372036854775807", .numbers(0...most)),
    .init("follower.replication.throttled.replicas", .list, "", .replicas),
    .init("index.interval.bytes", .int, "4096", .numbers(0...most)),
    .init("leader.replication.throttled.replicas", .list, "", .replicas),
    .init("local.retention.bytes", .long, "-2", .numbers(-2...most)),
    .init("local.retention.ms", .long, "-2", .numbers(-2...most)),
    .init("max.compaction.lag.ms", .long, "9223372036854775807", .numbers(1...most)),
    .init("max.message.bytes", .int, "1048588", .numbers(0...most)),
    .init("message.timestamp.after.max.ms", .long, "3600000", .numbers(0...most)),
    .init("message.timestamp.before.max.ms", .long, "9223372036854775807", .numbers(0...most)),
    .init("message.timestamp.type", .string, "CreateTime", .words(["CreateTime", "LogAppendTime"])),
    .init("min.cleanable.dirty.ratio", .double, "0.5", .fractions(0...1)),
    .init("min.compaction.lag.ms", .long, "0", .numbers(0...most)),
    .init("min.insync.replicas", .int, "1", .numbers(1...most)),
    .init("preallocate", .boolean, "false"),
    .init("remote.log.copy.disable", .boolean, "false"),
    .init("remote.log.delete.on.disable", .boolean, "false"),
    .init("remote.storage.enable", .boolean, "false", .onlyDefault),
    .init("retention.bytes", .long, "-1"),
    .init("retention.ms", .long, "604800000", .numbers(-1...most)),
    .init("segment.bytes", .int, "1073741824", .numbers(1 << 20...most)),
    .init("segment.index.bytes", .int, "10485760", .numbers(4...most)),
    .init("segment.jitter.ms", .long, "0", .numbers(0...most)),
    .init("segment.ms", .long, "604800000", .numbers(1...most)),
    .init("unclean.leader.election.enable", .boolean, "false"),
  ]

  /// Kafka's own way to ask for segments below a mebibyte: listed only where it is given.
  static let hidden = SettingDefinition("internal.segment.bytes", .int, nil)

  /// All that are told of a topic with these settings.
  package static func listed(with settings: TopicSettings) -> [SettingDefinition] {
    settings.given[hidden.name] == nil ? definitions : definitions + [hidden]
  }

  private static let byName = Dictionary(uniqueKeysWithValues: (definitions + [hidden]).map { ($0.name, $0) })

  /// The setting of this name, or nil: no topic has it.
  package static func definition(_ name: String) -> SettingDefinition? { byName[name] }
}
