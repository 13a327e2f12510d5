/// How far a relay is, for a progress bar. Counted since the relay was made.
public struct RelayProgress: Hashable, Sendable {
  /// Changes taken from the outbox.
  public var changes = 0
  /// Records sent, tombstones among them. Fewer than changes where changes of a row came together, more where others
  /// depend on it.
  public var published = 0
  /// Batches recorded.
  public var batches = 0
  /// The newest version sent.
  public var version: Version?
  /// The sequence of the last change dealt with.
  public var through: Int64 = 0
  /// The sequence of the newest change when last looked: `head - through` are waiting at most.
  public var head: Int64 = 0
  /// Rows that can't be published as they are, now.
  public var failed = 0
  /// Times in which changes were not captured, as the database found them at the start.
  public var gaps: [CaptureGap] = []
  /// The last failure that ``Relay/run()`` overcame or is trying to.
  public var lastFailure: String?
}

/// What a step of a relay came to.
public enum RelayStep: Hashable, Sendable {
  /// So many records went out and are recorded.
  case published(records: Int)
  /// No changes are waiting.
  case idle
  /// Another relay has the lease until this time, in milliseconds since 1970.
  case waiting(untilMilliseconds: Int64)
}
