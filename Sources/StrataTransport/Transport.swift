/// What carries records between applications: one contract over an engine in this process or a broker elsewhere (SPEC
/// §8).
///
/// Every implementation passes the conformance suite in `StrataTesting`. All calls are safe from any task.
public protocol Transport: Sendable {
  /// What this transport can do beyond the contract.
  var capabilities: Capabilities { get }

  /// Makes a producer. Idempotent: a batch that is retried is stored once.
  func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer

  /// Makes a consumer. It joins its group and reads from the first ``TransportConsumer/next(within:)`` on. A topic or
  /// partition that does not exist throws ``TransportError/Code/unknownTopic``, here or there.
  func consumer(
    _ subscription: Subscription, _ options: ConsumerOptions
  ) async throws(TransportError) -> any TransportConsumer

  /// Creates, lists and deletes topics and answers questions about their offsets.
  var admin: any TransportAdmin { get }

  /// Ends every producer and consumer made here; what was acknowledged is kept. Calling it again does nothing.
  func close() async
}

/// What a transport can do beyond what every transport must.
public struct Capabilities: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int
  /// From bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Records and offsets in one commit.
  public static let transactions = Capabilities(rawValue: 1 << 0)
  /// The first offset at or after a time.
  public static let timeLookup = Capabilities(rawValue: 1 << 1)
  /// Topics that keep each key's last record.
  public static let compaction = Capabilities(rawValue: 1 << 2)
  /// Topics are made and deleted through ``Transport/admin``.
  public static let topicAdministration = Capabilities(rawValue: 1 << 3)
  /// An older instance of a producer or member is refused once a newer one exists.
  public static let fencing = Capabilities(rawValue: 1 << 4)
}

/// How safe a record is when ``TransportProducer/send(_:to:)`` returns.
public enum Acknowledgement: Int, Comparable, Hashable, Sendable {
  /// Held in memory: lost with the process that holds it.
  case memory
  /// Given to the operating system: survives the end of the process, not of the machine.
  case written
  /// On the disk: survives a loss of power.
  case synced
  /// On every in-sync replica of a cluster.
  case replicated

  /// Weaker promises come first.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// How a producer sends.
public struct ProducerOptions: Hashable, Sendable {
  /// What a returned position promises; a transport that can't promise it throws ``TransportError/Code/unsupported``.
  /// `written` asks a cluster for its replicas' acknowledgement.
  public var acknowledgement: Acknowledgement
  /// How batches are compressed.
  public var compression: Compression
  /// The name of a producer of transactions, nil for one that has none: of all that are made with one name only the
  /// newest works, and what an older one had not committed is aborted.
  public var transactionalID: String?
  /// How long a transaction may take: after that it is aborted, and its producer is fenced. Whole milliseconds.
  public var transactionTimeout: Duration

  /// Codecs every transport has.
  public enum Compression: Hashable, Sendable, CaseIterable { case none, gzip, snappy, lz4, zstd }

  /// Options for a producer.
  public init(
    acknowledgement: Acknowledgement = .written, compression: Compression = .none, transactionalID: String? = nil,
    transactionTimeout: Duration = .seconds(60)
  ) {
    self.acknowledgement = acknowledgement
    self.compression = compression
    self.transactionalID = transactionalID
    self.transactionTimeout = transactionTimeout
  }
}

/// Sends batches. Batches sent one after the other keep their order within each partition.
///
/// A producer with a ``ProducerOptions/transactionalID`` sends in transactions, one at a time:
///
/// ```text
/// beginTransaction ─▶ send, commitOffsets … ─▶ commitTransaction
///                                          └─▶ abortTransaction
/// ```
///
/// Consumers that read what is committed see all of a transaction's records once it is committed, or none ever. After
/// ``TransportError/Code/fenced`` another producer has the name: close this one. After any other error the transaction
/// can only be aborted.
public protocol TransportProducer: Sendable {
  /// Appends the records, in as many batches as the topic's limit asks for, and returns the position of each, in the
  /// order given, once the acknowledgement holds.
  ///
  /// When it throws, each partition has taken a prefix of its records or none; sending the same records again may store
  /// that prefix twice, unless the error says that nothing was taken.
  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position]

  /// Begins a transaction: what is sent from now on is part of it. Throws ``TransportError/Code/invalid`` for a
  /// producer without a name, and while a transaction is open.
  func beginTransaction() async throws(TransportError)

  /// Commits offsets of a member's group with the transaction: they hold when it is committed. Throws as
  /// ``TransportConsumer/commit(_:)`` does, and ``TransportError/Code/invalid`` for a consumer of another transport.
  func commitOffsets(
    _ offsets: [TopicPartition: Int64], of consumer: any TransportConsumer
  ) async throws(TransportError)

  /// Commits the transaction: for good once this returns, whatever happens then. If it throws
  /// ``TransportError/Code/unavailable`` or ``TransportError/Code/full``, nothing is decided: call it again, or abort.
  func commitTransaction() async throws(TransportError)

  /// Aborts the transaction: nobody who reads what is committed ever sees its records.
  func abortTransaction() async throws(TransportError)

  /// Waits for what is under way and ends the producer; a transaction that is open is aborted. Calling it again does
  /// nothing.
  func close() async
}

/// What a producer of a transport without ``Capabilities/transactions`` says to them.
extension TransportProducer {
  private var unsupported: TransportError {
    TransportError(.unsupported, "a transaction", "this transport has none; look at its capabilities")
  }

  /// Throws ``TransportError/Code/unsupported``.
  public func beginTransaction() async throws(TransportError) { throw unsupported }

  /// Throws ``TransportError/Code/unsupported``.
  public func commitOffsets(
    _ offsets: [TopicPartition: Int64], of consumer: any TransportConsumer
  ) async throws(TransportError) { throw unsupported }

  /// Throws ``TransportError/Code/unsupported``.
  public func commitTransaction() async throws(TransportError) { throw unsupported }

  /// Throws ``TransportError/Code/unsupported``.
  public func abortTransaction() async throws(TransportError) { throw unsupported }
}

/// Where a record lies.
public struct Position: Hashable, Sendable {
  /// The partition.
  public var partition: TopicPartition
  /// The record's offset in it.
  public var offset: Int64

  /// A place in a partition.
  public init(_ partition: TopicPartition, _ offset: Int64) {
    self.partition = partition
    self.offset = offset
  }
}

/// One ordered sequence of a topic.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The topic's name.
  public var topic: String
  /// Counted from 0.
  public var partition: Int32

  /// A topic's partition.
  public init(_ topic: String, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  /// `topic-partition`, as Kafka writes it.
  public var description: String { "\(topic)-\(partition)" }

  /// By topic, then by number.
  public static func < (a: Self, b: Self) -> Bool { (a.topic, a.partition) < (b.topic, b.partition) }
}
