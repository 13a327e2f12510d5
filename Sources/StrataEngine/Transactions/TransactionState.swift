/// A producer in one of its incarnations: a higher epoch fences the lower (SPEC §7.2).
package struct ProducerIdentity: Hashable, Sendable {
  /// Who; never negative.
  package var id: Int64
  /// Which incarnation; never negative.
  package var epoch: Int16

  /// A producer.
  package init(id: Int64, epoch: Int16) {
    self.id = id
    self.epoch = epoch
  }

  /// No client is given a higher epoch: the one left fences it.
  static let lastEpoch = Int16.max - 1
  /// Whether there is no next epoch for a client.
  var isExhausted: Bool { epoch >= Self.lastEpoch }
}

/// How a client speaks of transactions.
package enum TransactionVersion: Hashable, Sendable {
  /// Partitions are added by a call of their own before records are sent; the epoch stays.
  case v1
  /// KIP-890: records add their partition, and each end gives the next epoch, so that no record of a transaction can
  /// be taken for one of the next.
  case v2
}

/// What is stored of a transactional id (SPEC §7.8.3). Times are milliseconds since 1970.
package struct TransactionState: Hashable, Sendable {
  /// Where the id stands.
  package enum Phase: Int8, Hashable, Sendable {
    /// The producer is known and has begun nothing.
    case empty = 0
    /// Partitions are in the transaction.
    case ongoing = 1
    /// It will be committed, whatever happens: markers are being written.
    case committing = 2
    /// It will be aborted, whatever happens: markers are being written.
    case aborting = 3
    /// It was committed.
    case committed = 4
    /// It was aborted.
    case aborted = 5

    /// Whether the end is decided and markers are being written.
    package var isPrepared: Bool { self == .committing || self == .aborting }
  }

  /// Where the id stands.
  package var phase: Phase
  /// Who writes under the id; of a prepared transaction, whom its markers name.
  package var producer: ProducerIdentity
  /// The producer id of the state before this one; nil in records that don't say.
  package var previousID: Int64?
  /// Of a prepared transaction that uses the last epoch: the producer id that is next.
  package var nextID: Int64?
  /// The epoch before this one, if its owner may be the one who has this one now and asks again; not stored.
  package var lastEpoch: Int16?
  /// How long a transaction may take, in milliseconds.
  package var timeout: Int32
  /// What is in the transaction.
  package var partitions: Set<PartitionID> = []
  /// When the transaction began.
  package var startedAt: Int64?
  /// When anything last changed.
  package var updatedAt: Int64
  /// What the client spoke that last changed the transaction.
  package var version = TransactionVersion.v1

  /// Nothing has begun.
  package init(producer: ProducerIdentity, timeout: Int32, updatedAt: Int64) {
    phase = .empty
    self.producer = producer
    self.timeout = timeout
    self.updatedAt = updatedAt
  }

  /// What holds once all partitions of a prepared transaction are marked.
  func completed(now: Int64) -> TransactionState {
    var next = self
    next.phase = phase == .committing ? .committed : .aborted
    next.previousID = producer.id
    if version == .v2, let nextID { next.producer = ProducerIdentity(id: nextID, epoch: 0) }
    next.nextID = nil
    next.partitions = []
    next.updatedAt = now
    return next
  }
}
