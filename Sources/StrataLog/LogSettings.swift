/// How a log keeps its records; the names in brackets are Kafka's, whose defaults these are (SPEC §6.1).
public struct LogSettings: Hashable, Sendable {
  /// A segment is rolled before it would grow over this many bytes [segment.bytes].
  public var segmentBytes = 1 << 30
  /// A segment is rolled when a batch is this much later than its first, in milliseconds [segment.ms].
  public var segmentMilliseconds: Int64 = 7 * 24 * 3_600_000
  /// Whole segments go, oldest first, while the rest still holds this many bytes; nil keeps all [retention.bytes].
  public var retentionBytes: Int? = nil
  /// Whole segments go when their newest record is older than this, in milliseconds; nil keeps all [retention.ms].
  public var retentionMilliseconds: Int64? = 7 * 24 * 3_600_000
  /// Of the records with one key only the last is kept, by compactions; nil keeps them all [cleanup.policy].
  public var compaction: CompactionSettings? = nil
  /// Log bytes between two entries of the offset index [index.interval.bytes].
  public var indexIntervalBytes = 4096
  /// A segment is rolled when one of its indexes has grown to this many bytes [segment.index.bytes].
  public var indexBytes = 10 << 20
  /// The largest batch that append takes, as it lies on disk [max.message.bytes].
  public var maxBatchBytes = 1_048_588
  /// Batches get the time of their append instead of their sender's [message.timestamp.type LogAppendTime].
  public var stampsAppendTime = false
  /// The largest size that the records of a compressed batch may unpack to when the log itself reads them, as a
  /// look-up by time does.
  public var maxUnpackedBytes = RecordBatch.defaultUnpackedLimit

  /// What a read does that comes to damage; not a setting of Kafka's, whose readers stop.
  public var onDamage = DamagePolicy.stop

  /// Kafka's defaults.
  public init() {}

  /// Refuses what no log can work with.
  func check() throws(LogError) {
    func demand(_ holds: Bool, _ name: String, _ reason: String) throws(LogError) {
      if !holds { throw .invalidSetting(name: name, reason: reason) }
    }
    try demand((1...Int(Int32.max)).contains(segmentBytes), "segmentBytes", "it must be 1 to 2147483647")
    try demand(segmentMilliseconds >= 1, "segmentMilliseconds", "it must be at least 1")
    try demand(indexIntervalBytes >= 0, "indexIntervalBytes", "it must not be negative")
    try demand(indexBytes >= 2 * TimeIndex.entrySize, "indexBytes", "it must hold at least two entries, 24 bytes")
    try demand(maxBatchBytes >= BatchHeader.size, "maxBatchBytes", "it must hold at least a batch header, 61 bytes")
    try demand(retentionBytes ?? 0 >= 0, "retentionBytes", "it must not be negative; nil keeps all")
    try demand(retentionMilliseconds ?? 0 >= 0, "retentionMilliseconds", "it must not be negative; nil keeps all")
    try compaction?.check(demand)
  }
}
