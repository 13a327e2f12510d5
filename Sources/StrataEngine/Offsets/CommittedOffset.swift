/// How far a group has come in a partition (SPEC §7.5).
package struct CommittedOffset: Hashable, Sendable {
  /// The offset to read next.
  package var offset: Int64
  /// The leader epoch of the record before it, if the group said.
  package var leaderEpoch: Int32?
  /// What the group wants to find beside it.
  package var metadata: String
  /// When it was committed, in milliseconds; the engine sets it.
  package internal(set) var committedAt: Int64 = 0
  /// When it goes, in milliseconds, if the group said; else by the retention of offsets.
  package var expiresAt: Int64?

  /// An offset to commit.
  package init(_ offset: Int64, leaderEpoch: Int32? = nil, metadata: String = "", expiresAt: Int64? = nil) {
    self.offset = offset
    self.leaderEpoch = leaderEpoch
    self.metadata = metadata
    self.expiresAt = expiresAt
  }
}
