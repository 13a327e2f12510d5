/// How groups work, by Kafka's settings and with its defaults but one (SPEC §7.3). Times are milliseconds.
public struct GroupSettings: Hashable, Sendable {
  /// How long the first member of an empty group waits for others before the partitions are shared
  /// (`group.initial.rebalance.delay.ms`; Kafka waits 3,000, here nobody need wait for a member in the same process).
  public var initialRebalanceDelay: Int64 = 0
  /// The shortest session that a member on the wire may ask for (`group.min.session.timeout.ms`).
  public var minSessionTimeout: Int64 = 6_000
  /// The longest session that a member on the wire may ask for (`group.max.session.timeout.ms`).
  public var maxSessionTimeout: Int64 = 1_800_000
  /// The most members of a group (`group.max.size`).
  public var maxSize = Int(Int32.max)
  /// How long the offsets of a group without members, and of topics that nobody reads, are kept
  /// (`offsets.retention.minutes`).
  public var offsetsRetention: Int64 = 7 * 24 * 3_600_000
  /// How long a group without members and offsets is still shown (`offsets.retention.check.interval.ms`).
  public var emptyGroupRetention: Int64 = 600_000
  /// The longest text that may go with an offset, in UTF-16 units as Kafka counts (`offset.metadata.max.bytes`).
  public var offsetMetadataLength = 4_096

  /// The defaults.
  public init() {}
}
