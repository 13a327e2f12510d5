import StrataTransport

/// How far a consumer is, for a progress bar. Counted since the consumer was made, unless said otherwise.
public struct ConsumerProgress: Hashable, Sendable {
  /// Records that took the replica further.
  public var applied = 0
  /// Records that told nothing new, or of models nobody keeps.
  public var skipped = 0
  /// Transactions.
  public var batches = 0
  /// Effects put into the effects table.
  public var effects = 0
  /// Records that are parked now: those that can't be applied and those that wait behind them.
  public var parked = 0
  /// The version of the record applied last.
  public var version: Version?
  /// How many records wait in the log, as far as batches told.
  public var lag: Int64 = 0
  /// The last failure that ``Consumer/run()`` overcame or is trying to.
  public var lastFailure: String?
}

/// Progress and what it is computed from.
struct ConsumerCounters {
  var progress = ConsumerProgress()
  var waiting: [TopicPartition: Int64] = [:] {
    didSet { progress.lag = waiting.values.reduce(0, +) }
  }
}
