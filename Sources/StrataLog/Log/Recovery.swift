/// What an open found that a clean close would not have left, and what it did about it (SPEC §6.4).
public struct Recovery: Hashable, Sendable {
  /// Bytes at a segment's end that are no batches.
  public struct Cut: Hashable, Sendable {
    /// The segment's `.log` file.
    public var segment: String
    /// Where the good batches end.
    public var position: Int
    /// Bytes cut, up to the last that is not zero; 0 when batches are missing before the next segment.
    public var bytes: Int
    /// The sidecar file that keeps them.
    public var keptIn: String?
    /// Why it is no batch.
    public var flaw: BatchFlaw
  }

  /// At most one: only the end of what was written can be torn.
  public var cuts: [Cut] = []
  /// Segments that could not follow the one that was cut, renamed.
  public var setAside: [String] = []
  /// Damage below what is known to have been on disk.
  public var damage: [LogDamage] = []
  /// Index files that were missing where others were not, torn or lying, and were built again.
  public var rebuiltIndexes: [String] = []
  /// Files of the log's own that are damaged, and said nothing: a damaged `strata.start-offset` may bring back records
  /// that were forgotten.
  public var passedOver: [String] = []
  /// Bytes of log that were read and summed.
  public var scannedBytes = 0

  /// Whether every batch found was good and none was missing.
  public var isClean: Bool { cuts.isEmpty && setAside.isEmpty && damage.isEmpty }
}
