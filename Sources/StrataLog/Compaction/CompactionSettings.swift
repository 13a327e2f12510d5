/// How a log that keeps the last record of each key lets the others go; the names in brackets are Kafka's, whose
/// defaults these are (SPEC §6.6).
public struct CompactionSettings: Hashable, Sendable {
  /// A compaction is due when so much of the log was not compacted yet, 0 to 1 [min.cleanable.dirty.ratio].
  public var minDirtyRatio = 0.5
  /// Records are left alone for so long, in milliseconds [min.compaction.lag.ms].
  public var minLagMilliseconds: Int64 = 0
  /// A compaction is due when a record was not compacted for so long, in milliseconds; nil for whenever it is worth
  /// while [max.compaction.lag.ms].
  public var maxLagMilliseconds: Int64? = nil
  /// Tombstones stay for so long after the compaction that first went over them, in milliseconds: who reads from the
  /// start to the end meanwhile sees them all [delete.retention.ms].
  public var deleteRetentionMilliseconds: Int64 = 24 * 3_600_000

  /// Kafka's defaults.
  public init() {}

  /// Refuses what no log can work with.
  func check(_ demand: (Bool, String, String) throws(LogError) -> Void) throws(LogError) {
    try demand((0...1).contains(minDirtyRatio), "compaction.minDirtyRatio", "it must be 0 to 1")
    try demand(minLagMilliseconds >= 0, "compaction.minLagMilliseconds", "it must not be negative")
    try demand(maxLagMilliseconds ?? 1 >= 1, "compaction.maxLagMilliseconds", "it must be at least 1; nil for none")
    try demand(
      deleteRetentionMilliseconds >= 0, "compaction.deleteRetentionMilliseconds", "it must not be negative")
  }
}

/// What of a log was not compacted yet.
public struct CompactionNeed: Hashable, Sendable {
  /// The offsets to go over next: up to where a transaction is open, the active segment begins or records are too
  /// young.
  public var offsets: Range<Offset>
  /// Bytes of the segments before them.
  public var cleanBytes = 0
  /// Bytes of their segments.
  public var dirtyBytes = 0
  /// Whether the settings ask for a compaction now.
  public var isDue = false

  /// The share that was not compacted yet, 0 to 1.
  public var dirtyRatio: Double { dirtyBytes == 0 ? 0 : Double(dirtyBytes) / Double(cleanBytes + dirtyBytes) }
}

/// How far a compaction has come, or what it came to.
public struct Compaction: Hashable, Sendable {
  /// The offsets whose keys were learnt: of what lies before them only the last records stay.
  public var offsets: Range<Offset>
  /// Bytes of batches read, for their keys and to write them anew.
  public var bytesRead = 0
  /// What that comes to when all that is new was gone over, if there is memory for its keys.
  public var bytesToRead = 0
  /// Records that were compared with the keys.
  public var recordsRead = 0
  /// How many of them stayed.
  public var recordsKept = 0
  /// Keys in those offsets.
  public var keys = 0
  /// Bytes of memory for them, at most at a time.
  public var memoryBytes = 0
  /// Segments that others took the place of.
  public var segmentsReplaced = 0
  /// Their bytes.
  public var bytesReplaced = 0
  /// The segments that took it.
  public var segmentsWritten = 0
  /// Their bytes.
  public var bytesWritten = 0
  /// What ``bytesRead`` was when it was told last.
  var bytesTold = 0
  /// It was ended by ``Log/compact(memoryBytes:onProgress:)``'s caller; what was replaced until then stays so.
  public var isCancelled = false

  /// Bytes that the log is smaller by.
  public var bytesReclaimed: Int { bytesReplaced - bytesWritten }
}
