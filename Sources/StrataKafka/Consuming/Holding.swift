internal import StrataTransport

/// A partition that a consumer holds (SPEC §8.3).
struct Holding: Sendable {
  /// The offset of the next record to deliver; nil until the application has agreed to the assignment.
  var position: Int64?
  var isPaused = false
  /// The library no longer fetches it, for its position was outside; a seek starts it again.
  var isStopped = false
}

/// What a consumer holds, and what the next call to `next` agrees to.
struct Holdings: Sendable {
  var held: [TopicPartition: Holding] = [:]
  /// Assigned, and not yet agreed to.
  var joining: [TopicPartition] = []
  /// Being revoked: given up when the next event is asked for.
  var leaving: [TopicPartition] = []
  /// Announced by a reader's first event.
  var unannounced: [TopicPartition] = []
  /// A record that was taken from the queue and did not fit.
  var ahead: (partition: TopicPartition, record: ConsumedRecord)?
  /// Partitions that the library stopped, saying that their offset was outside.
  var suspects: [TopicPartition] = []
  /// How the library names what is held.
  var names = Client.Names()
  /// What came behind the records of a batch.
  var waiting: Client.Event?
  var isInside = false
  var isClosed = false
  var isSubscribed = false
  /// Whether the library was ever given an assignment; from then on it watches over silence itself.
  var hasAgreed = false
  /// Since when nobody has been inside `next`.
  var outsideSince = ContinuousClock.now
  /// Given away because the application was silent before it agreed to them, and not told yet.
  var expelled: [TopicPartition] = []
  /// What ended the consumer for good.
  var fatal: TransportError?

  func checkOpen(_ attempted: String) throws(TransportError) {
    if isClosed { throw TransportError(.closed, attempted, "the consumer is closed; make a new one") }
  }

  /// Throws `invalid` unless all are held.
  func checkHeld(_ partitions: [TopicPartition], _ attempted: String) throws(TransportError) {
    for partition in partitions where held[partition] == nil {
      throw TransportError(.invalid, attempted, "\(partition) is not held; wait until it is assigned")
    }
  }

  /// Whether a record at this offset may be delivered.
  func isDue(_ partition: TopicPartition, _ offset: Int64) -> Bool {
    guard let holding = held[partition], let position = holding.position else { return false }
    return !holding.isPaused && offset >= position
  }

  mutating func add(_ partitions: [TopicPartition]) {
    for partition in partitions { held[partition] = Holding() }
    joining = partitions
  }

  mutating func drop(_ partitions: [TopicPartition]) {
    for partition in partitions {
      held[partition] = nil
      forgetAhead(partition)
    }
    joining.removeAll { partitions.contains($0) }
  }

  /// What was read ahead of this partition is read again.
  mutating func forgetAhead(_ partition: TopicPartition) { if ahead?.partition == partition { ahead = nil } }
}

/// Records on their way to the application, of one partition and as many as it asked for.
struct Batch {
  let partition: TopicPartition
  private(set) var records: [ConsumedRecord] = []
  private var bytes = 0
  private let limit: Int

  init(_ partition: TopicPartition, limit: Int) {
    self.partition = partition
    self.limit = limit
  }

  /// Takes the record unless that would be too many bytes; one is always taken.
  mutating func take(_ record: ConsumedRecord) -> Bool {
    let more = record.byteCount
    if bytes + more > limit, !records.isEmpty { return false }
    bytes += more
    records.append(record)
    return true
  }
}

extension ConsumedRecord {
  /// Bytes of key, value, header names and header values (SPEC §8.1).
  var byteCount: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}
