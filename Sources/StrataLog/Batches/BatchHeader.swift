/// The fixed head of a record batch (SPEC §2.1), as values.
///
///      0               8       12      16  17      21  23      27
///     ┌───────────────┬───────┬───────┬───┬───────┬───┬───────┐
///     │  base offset  │ length│ epoch │ 2 │  crc  │att│last Δ │
///     └───────────────┴───────┴───────┴───┴───────┴───┴───────┘
///      27              35              43              51  53      57      61
///     ┌───────────────┬───────────────┬───────────────┬───┬───────┬───────┐
///     │   base time   │   max time    │   producer    │ep.│ seq.  │ count │
///     └───────────────┴───────────────┴───────────────┴───┴───────┴───────┘
///
/// The crc is of all that follows it, so the log stamps base offset and leader epoch without summing again.
public struct BatchHeader: Hashable, Sendable {
  /// Bytes of a header.
  public static let size = 61
  static let magic: Int8 = 2
  /// Where the summed bytes begin.
  static let summedFrom = 21
  /// What the length field does not count: itself and the base offset.
  static let lengthBase = 12

  /// The offset of the first record; what the sender put there until the log has stamped it.
  public var baseOffset: Int64
  /// Bytes of the whole batch.
  public var byteCount: Int
  /// The leader epoch that appended it.
  public var leaderEpoch: Int32
  /// As stored.
  public var checksum: UInt32
  /// Codec and flags.
  public var attributes: BatchAttributes
  /// The last record's offset less the first's.
  public var lastOffsetDelta: Int32
  /// What the records' time deltas count from; −1 in an empty batch.
  public var baseTimestamp: Timestamp
  /// The latest record's time.
  public var maxTimestamp: Timestamp
  /// Who sent it, when the sender numbers its batches.
  public var producer: BatchProducer?
  /// Records in it.
  public var recordCount: Int32

  /// The offset of the last record.
  public var lastOffset: Int64 { baseOffset &+ Int64(lastOffsetDelta) }
  /// The offset due after it.
  public var nextOffset: Int64 { lastOffset &+ 1 }
}

/// The sender's number, epoch and first record's sequence (SPEC §2.1); a log keeps them as they are.
public struct BatchProducer: Hashable, Sendable {
  /// The number the engine gave the producer.
  public var id: Int64
  /// Which of the producer's lives.
  public var epoch: Int16
  /// The first record's number in that life.
  public var sequence: Int32

  /// A numbered sender.
  public init(id: Int64, epoch: Int16, sequence: Int32) {
    self.id = id
    self.epoch = epoch
    self.sequence = sequence
  }
}

/// A batch's codec and flags (SPEC §2.2).
public struct BatchAttributes: Hashable, Sendable {
  /// As stored.
  public var bits: Int16

  /// These bits.
  public init(bits: Int16) { self.bits = bits }

  /// The codec's number; it may be one that no codec has.
  public var codecNumber: UInt8 { UInt8(truncatingIfNeeded: bits & 7) }
  /// How the records are packed, or nil when the number is unknown.
  public var codec: Codec? { Codec(rawValue: codecNumber) }
  /// Those flags that have a meaning, and another codec.
  func packed(with codec: Codec) -> BatchAttributes { BatchAttributes(bits: bits & 0x38 | Int16(codec.rawValue)) }
  /// Timestamps are the time of the append.
  public var hasAppendTime: Bool { bits & Self.appendTime != 0 }
  static let appendTime: Int16 = 8
  /// Part of a transaction.
  public var isTransactional: Bool { bits & Self.transactional != 0 }
  static let transactional: Int16 = 16
  /// A marker of the engine's, not records of an application.
  public var isControl: Bool { bits & Self.control != 0 }
  static let control: Int16 = 32
  /// The base time is not the first record's but when a compaction may take tombstones and a marker.
  var hasDeleteHorizon: Bool { bits & Self.deleteHorizon != 0 }
  static let deleteHorizon: Int16 = 64
}

extension BatchHeader {
  /// From when on a compaction takes the batch's tombstones, or its marker if that ends nothing any more; nil until one
  /// has gone over them.
  package var deleteHorizon: Timestamp? { attributes.hasDeleteHorizon ? baseTimestamp : nil }
}

extension BatchHeader {
  /// Reads the head of a batch at byte `position` of `bytes` and checks what can be without the rest: lengths,
  /// version and counts.
  package init(reading bytes: Span<UInt8>, at position: Int = 0) throws(BatchFlaw) {
    let present = bytes.count - position
    guard present >= Self.size else { throw BatchFlaw(.short(needed: Self.size, present: present), at: 0) }
    let length: Int32 = bytes.bigEndian(at: position + 8)
    guard length >= Int32(Self.size - Self.lengthBase), length <= Int32.max - Int32(Self.lengthBase) else {
      throw BatchFlaw(.length(length), at: 8)
    }
    let magic: Int8 = bytes.bigEndian(at: position + 16)
    guard magic == Self.magic else { throw BatchFlaw(.magic(magic), at: 16) }
    baseOffset = bytes.bigEndian(at: position)
    byteCount = Int(length) + Self.lengthBase
    leaderEpoch = bytes.bigEndian(at: position + 12)
    checksum = bytes.bigEndian(at: position + 17)
    attributes = BatchAttributes(bits: bytes.bigEndian(at: position + 21))
    lastOffsetDelta = bytes.bigEndian(at: position + 23)
    baseTimestamp = Timestamp(milliseconds: bytes.bigEndian(at: position + 27))
    maxTimestamp = Timestamp(milliseconds: bytes.bigEndian(at: position + 35))
    let producerID: Int64 = bytes.bigEndian(at: position + 43)
    producer =
      producerID < 0
      ? nil
      : BatchProducer(
        id: producerID, epoch: bytes.bigEndian(at: position + 51), sequence: bytes.bigEndian(at: position + 53))
    recordCount = bytes.bigEndian(at: position + 57)
    guard lastOffsetDelta >= 0, recordCount >= 0, Int64(recordCount) <= Int64(lastOffsetDelta) + 1 else {
      throw BatchFlaw(.count(records: recordCount, lastOffsetDelta: lastOffsetDelta), at: 57)
    }
    guard baseOffset <= Int64.max - Int64(Int32.max) - 1 else {
      throw BatchFlaw(.offset(found: baseOffset, due: 0), at: 0)
    }
  }
}
