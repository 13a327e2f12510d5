/// A producer's wish to write under a transactional id.
package struct InitProducerRequest: Hashable, Sendable {
  /// How long each of its transactions may take, in milliseconds.
  package var timeout: Int32
  /// Whom a producer that goes on after an error takes itself for: another is fenced. Nil from one that just began.
  package var expected: ProducerIdentity?

  /// A request.
  package init(timeout: Int32, expected: ProducerIdentity? = nil) {
    self.timeout = timeout
    self.expected = expected
  }
}

/// A producer's wish to end its transaction.
package struct EndRequest: Hashable, Sendable {
  /// Who asks.
  package var producer: ProducerIdentity
  /// Whether what was written counts.
  package var commits: Bool
  /// What the client speaks.
  package var version: TransactionVersion

  /// A request.
  package init(_ producer: ProducerIdentity, commits: Bool, version: TransactionVersion = .v2) {
    self.producer = producer
    self.commits = commits
    self.version = version
  }
}

/// What ends a transaction in each of its partitions, and may be written twice.
///
/// Where the partition is one of `__consumer_offsets`, what the producer has pending there is committed or dropped with
/// it, of whatever groups: the record of a transaction names no group.
package struct Marking: Hashable, Sendable {
  /// Whose transaction; of version 2 one epoch higher than its records.
  package var producer: ProducerIdentity
  /// Whether it commits.
  package var commits: Bool
  /// Which coordinator writes it.
  package var coordinatorEpoch: Int32
  /// Where to, in order.
  package var partitions: [PartitionID]
}

/// Why a transactional id's coordinator refused, by Kafka's names (SPEC §7.8).
public enum TransactionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// A newer incarnation has the transactional id. Stop. Clients that don't know the word (InitProducerId below
  /// version 4, the other calls below 2) are told `INVALID_PRODUCER_EPOCH`.
  case producerFenced
  /// Nobody has used the transactional id, or not under this producer id. Begin anew.
  case invalidProducerIDMapping
  /// There is nothing that could be ended this way.
  case invalidState
  /// The transaction before is still being ended, or something is being stored. Ask again.
  case concurrentTransactions
  /// The transaction timeout is not positive, or longer than it may be.
  case invalidTimeout
  /// The record could not be stored (`COORDINATOR_NOT_AVAILABLE`). Nothing has changed. Ask again.
  case notStored

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .producerFenced: "a newer producer uses this transactional id; stop this one"
    case .invalidProducerIDMapping: "the transactional id is not this producer's (it may have expired); begin anew"
    case .invalidState: "no transaction can be ended this way"
    case .concurrentTransactions: "the transaction before is still being ended; ask again"
    case .invalidTimeout: "the transaction timeout must be positive and at most transaction.max.timeout.ms"
    case .notStored: "the transaction's state could not be stored; ask again"
    }
  }
}

/// How transactions work, by Kafka's settings and with its defaults (SPEC §7.8). Times are milliseconds.
public struct TransactionSettings: Hashable, Sendable {
  /// The longest that a transaction may take (`transaction.max.timeout.ms`).
  public var maxTimeout: Int32 = 900_000
  /// A transactional id that nobody uses for so long is forgotten (`transactional.id.expiration.ms`).
  public var idExpiration: Int64 = 7 * 24 * 3_600_000

  /// The defaults.
  public init() {}
}
