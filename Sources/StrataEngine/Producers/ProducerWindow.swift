/// A batch's claim to be stored once: who sent it and where it stands in that producer's sequence (SPEC §7.2).
package struct ProducerClaim: Hashable, Sendable {
  /// Who; never negative.
  package var producerID: Int64
  /// Which incarnation: a higher one fences the lower.
  package var epoch: Int16
  /// The first record's number.
  package var sequence: Int32
  /// How many numbers the batch takes, at least 1.
  package var count: Int32

  /// A claim.
  package init(producerID: Int64, epoch: Int16, sequence: Int32, count: Int32) {
    self.producerID = producerID
    self.epoch = epoch
    self.sequence = sequence
    self.count = count
  }

  /// The last record's number; numbers go from 0 to 2³¹−1 and begin anew.
  var lastSequence: Int32 { Int32((Int64(sequence) + Int64(count) - 1) & 0x7fff_ffff) }
}

/// Why a batch is refused although it is sound.
package enum SequenceFlaw: Error, Hashable, Sendable {
  /// A batch before this one is missing, or this one is older than the window.
  case outOfOrder(expected: Int32, got: Int32)
  /// A newer incarnation of the producer has written.
  case fenced(current: Int16, got: Int16)
}

/// What one producer last wrote to one partition: enough to tell a retry from news.
///
/// Kafka's rule: of the last five batches an exact repeat is answered with the place of the original; else a batch
/// begins where the last one ended, or at 0 in a new epoch, or anywhere if nothing is known of the producer.
package struct ProducerWindow: Hashable, Sendable {
  /// How many batches are remembered (Kafka allows five in flight).
  package static let length = 5

  /// A batch that was stored.
  package struct Entry: Hashable, Sendable {
    /// Of the first record.
    package var sequence: Int32
    /// Of the last record.
    package var lastSequence: Int32
    /// Where it begins.
    package var baseOffset: Int64
    /// Where it ends.
    package var lastOffset: Int64
    /// Milliseconds since 1970.
    package var timestamp: Int64
  }

  /// What to do with a batch.
  package enum Verdict: Hashable, Sendable {
    /// It is new.
    case append
    /// It was stored before, here.
    case duplicate(Entry)
  }

  /// The newest incarnation that wrote.
  package private(set) var epoch: Int16
  /// Oldest first, at most ``length``; never empty.
  package private(set) var entries: [Entry]

  init(epoch: Int16, first entry: Entry) {
    self.epoch = epoch
    entries = [entry]
  }

  /// Judges a batch. Nothing changes until ``appended(_:_:)``.
  package func judge(_ claim: ProducerClaim) throws(SequenceFlaw) -> Verdict {
    guard claim.epoch >= epoch else { throw .fenced(current: epoch, got: claim.epoch) }
    guard claim.epoch == epoch else {
      guard claim.sequence == 0 else { throw .outOfOrder(expected: 0, got: claim.sequence) }
      return .append
    }
    let last = claim.lastSequence
    if let entry = entries.last(where: { $0.sequence == claim.sequence && $0.lastSequence == last }) {
      return .duplicate(entry)
    }
    let expected = entries[entries.count - 1].lastSequence.successor
    guard claim.sequence == expected else { throw .outOfOrder(expected: expected, got: claim.sequence) }
    return .append
  }

  /// A batch was stored, or found in the log at start.
  mutating func appended(_ claim: ProducerClaim, _ entry: Entry) {
    if claim.epoch != epoch {
      epoch = claim.epoch
      entries.removeAll(keepingCapacity: true)
    }
    if entries.count == Self.length { entries.removeFirst() }
    entries.append(entry)
  }
}

extension Int32 {
  /// The sequence number after this one.
  fileprivate var successor: Int32 { self == .max ? 0 : self + 1 }
}
