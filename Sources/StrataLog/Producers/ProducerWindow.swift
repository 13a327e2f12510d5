/// What one producer last wrote to a log: enough to tell a retry from news, and where its transaction began (SPEC
/// §7.2).
///
/// Kafka's rule: of the last five batches an exact repeat is answered with the place of the original; else a batch
/// begins where the last one ended, or at 0 in a new epoch, or anywhere if nothing is known of the producer. One of
/// sequence −1 is of no order.
struct ProducerWindow: Hashable, Sendable {
  /// How many batches are remembered (Kafka allows five in flight).
  static let length = 5

  /// A batch that was stored.
  struct Entry: Hashable, Sendable {
    /// Of the first record.
    var sequence: Int32
    /// Of the last record.
    var lastSequence: Int32
    var baseOffset: Int64
    var lastOffset: Int64
    /// Of its latest record.
    var timestamp: Timestamp
  }

  /// The newest incarnation that wrote, or whose transaction was ended.
  private(set) var epoch: Int16
  /// Of that incarnation, oldest first, at most ``length``; none if only a marker is left of it.
  private(set) var entries: [Entry] = []
  /// Of what it did last, a marker included.
  private(set) var lastTimestamp: Timestamp
  /// Of the coordinator that wrote the last marker, −1 if there was none.
  private(set) var coordinatorEpoch: Int32 = -1
  /// Where the transaction that is open began.
  private(set) var openSince: Int64?

  init(epoch: Int16, lastTimestamp: Timestamp) {
    self.epoch = epoch
    self.lastTimestamp = lastTimestamp
  }

  /// As a snapshot has it: of the batches only the last.
  init(_ saved: ProducerSnapshot.Producer) {
    epoch = saved.epoch
    lastTimestamp = saved.lastTimestamp
    coordinatorEpoch = saved.coordinatorEpoch
    openSince = (0...Offset.most).contains(saved.openSince) ? saved.openSince : nil
    // A file may say what no log would.
    guard saved.lastSequence >= 0, saved.offsetDelta >= 0, saved.lastOffset >= Int64(saved.offsetDelta) else { return }
    entries = [
      Entry(
        sequence: saved.lastSequence.sequence(before: saved.offsetDelta), lastSequence: saved.lastSequence,
        baseOffset: saved.lastOffset - Int64(saved.offsetDelta), lastOffset: saved.lastOffset,
        timestamp: saved.lastTimestamp)
    ]
  }

  /// Where the batch was stored before, or nil if it is new. Nothing changes until ``appended(_:_:transactional:)``.
  func judge(_ batch: BatchProducer, count: Int32, transactional: Bool) throws(ProducerFlaw) -> Entry? {
    guard batch.epoch >= epoch else { throw .fenced(producer: batch.id, current: epoch, got: batch.epoch) }
    // What a coordinator writes for a producer comes in its own order.
    guard batch.sequence >= 0 else { return nil }
    if batch.epoch == epoch {
      let last = batch.sequence.sequence(after: count - 1)
      if let entry = entries.last(where: { $0.sequence == batch.sequence && $0.lastSequence == last }) { return entry }
    }
    let expected = batch.epoch == epoch ? entries.last?.lastSequence.sequence(after: 1) ?? 0 : 0
    guard batch.sequence == expected else {
      throw .outOfOrder(producer: batch.id, expected: expected, got: batch.sequence)
    }
    guard transactional || openSince == nil else { throw .outsideTransaction(producer: batch.id) }
    return nil
  }

  /// A batch was stored, or found in the log at start. Answers whether a transaction begins with it.
  mutating func appended(_ entry: Entry, epoch: Int16, transactional: Bool) -> Bool {
    enter(epoch)
    if entries.count == Self.length { entries.removeFirst() }
    entries.append(entry)
    lastTimestamp = entry.timestamp
    guard transactional, openSince == nil else { return false }
    openSince = entry.baseOffset
    return true
  }

  /// Its transaction has ended; answers where it had begun.
  mutating func ended(epoch: Int16, coordinatorEpoch: Int32, at time: Timestamp) -> Int64? {
    enter(epoch)
    lastTimestamp = time
    self.coordinatorEpoch = coordinatorEpoch
    defer { openSince = nil }
    return openSince
  }

  /// Its transaction has ended, if it began below `offset`; answers where.
  mutating func ended(since offset: Int64) -> Int64? {
    guard let since = openSince, since < offset else { return nil }
    openSince = nil
    return since
  }

  private mutating func enter(_ epoch: Int16) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    entries.removeAll(keepingCapacity: true)
  }
}

/// Why a batch or a marker of a producer is refused although it is sound.
public enum ProducerFlaw: Error, Hashable, Sendable {
  /// A batch before this one is missing, or this one is older than what is remembered.
  case outOfOrder(producer: Int64, expected: Int32, got: Int32)
  /// A newer incarnation of the producer has written.
  case fenced(producer: Int64, current: Int16, got: Int16)
  /// A batch that is part of no transaction while the producer has one open.
  case outsideTransaction(producer: Int64)
  /// A newer coordinator has ended a transaction of the producer.
  case coordinatorFenced(producer: Int64, current: Int32, got: Int32)
}

extension ProducerFlaw: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .outOfOrder(let producer, let expected, let got):
      "producer \(producer) sent sequence \(got) where \(expected) is due; resend what is missing first"
    case .fenced(let producer, let current, let got):
      "producer \(producer) has epoch \(current) by now, \(got) is over; begin a new one"
    case .outsideTransaction(let producer):
      "producer \(producer) has a transaction open, and the batch is part of none; end it first"
    case .coordinatorFenced(let producer, let current, let got):
      "a coordinator of epoch \(current) has ended a transaction of producer \(producer), \(got) is over"
    }
  }
}

extension Int32 {
  /// The sequence number `count` behind this one; numbers go from 0 to 2³¹−1 and begin anew.
  fileprivate func sequence(after count: Int32) -> Int32 { Int32((Int64(self) + Int64(count)) & 0x7fff_ffff) }

  fileprivate func sequence(before count: Int32) -> Int32 { Int32((Int64(self) - Int64(count)) & 0x7fff_ffff) }
}
