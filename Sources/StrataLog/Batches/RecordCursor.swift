/// Reads a batch's records one after the other (SPEC §2.5), checking each before it is shown.
///
/// A caller in another module sees the getter of ``record``, so that a record in hand is no copy of the cursor.
public struct RecordCursor: ~Copyable, ~Escapable {
  /// The batch, or its records unpacked.
  @usableFromInline let bytes: Span<UInt8>
  /// The record gone to.
  @usableFromInline var current = RecordLayout()
  /// What owns the bytes when they are unpacked ones.
  private let unpacked: UnpackedRecords?
  private let baseOffset: Int64
  private let baseTime: Int64
  private let hasAppendTime: Bool
  private let recordCount: Int32
  private let lastDelta: Int32
  private var position: Int
  private let firstPosition: Int
  private var taken: Int32 = 0
  private var previousDelta = -1

  @_lifetime(copy batch)
  init(of batch: RecordBatch, unpackedLimit: Int) throws(BatchFlaw) {
    let header = batch.header
    baseOffset = header.baseOffset
    hasAppendTime = header.attributes.hasAppendTime
    baseTime = (hasAppendTime ? header.maxTimestamp : header.baseTimestamp).milliseconds
    (recordCount, lastDelta) = (header.recordCount, header.lastOffsetDelta)
    switch header.attributes.codec {
    case nil: throw BatchFlaw(.unknownCodec(header.attributes.codecNumber), at: 21)
    case .some(.none):
      unpacked = nil
      bytes = batch.bytes
      position = BatchHeader.size
    case .some(let codec):
      // Places in it are numbers of 32 bits.
      let records = try UnpackedRecords(of: batch.bytes, codec, limit: min(unpackedLimit, Int(Int32.max)))
      unpacked = records
      // The cursor owns them, and what is read of the bytes is borrowed from it.
      bytes = unsafe _overrideLifetime(records.span, copying: batch.bytes)
      position = 0
    }
    firstPosition = position
  }

  /// Goes back before the first record.
  @_lifetime(self: copy self)
  mutating func rewind() {
    position = firstPosition
    taken = 0
    previousDelta = -1
  }

  /// The bytes of all records, out of their packing.
  package var plainBytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { unpacked == nil ? bytes.extracting(droppingFirst: BatchHeader.size) : bytes }
  }

  /// Goes to the next record; false when there is none. What ``record`` showed before is gone.
  @_lifetime(self: copy self)
  public mutating func next() throws(BatchFlaw) -> Bool {
    guard taken < recordCount else {
      guard position == bytes.count else { throw BatchFlaw(.recordLength, at: position) }
      return false
    }
    var reader = RecordReader(bytes, from: position)
    let (timeDelta, delta) = try current.read(&reader)
    guard delta > previousDelta, delta <= Int(lastDelta) else { throw BatchFlaw(.recordOffset, at: position) }
    current.timestamp = hasAppendTime ? baseTime : baseTime &+ timeDelta
    // A batch that was never appended may say a negative base; its records count from 0 then.
    current.offset = max(0, baseOffset &+ Int64(delta))
    previousDelta = delta
    position = reader.position
    taken += 1
    return true
  }

  /// The record that ``next()`` went to.
  @inlinable public var record: RecordView {
    @_lifetime(borrow self)
    get { RecordView(current, bytes) }
  }
}

/// A record, and where its parts lie. Numbers of 32 bits, for it is copied with each record that is shown.
@usableFromInline struct RecordLayout {
  @usableFromInline var offset: Int64 = 0
  @usableFromInline var timestamp: Int64 = 0
  @usableFromInline var key = Field()
  @usableFromInline var value = Field()
  var headers = Field()
  @usableFromInline var headerCount: Int32 = 0

  /// Bytes of a record; none, not even empty, when the count is −1.
  @usableFromInline struct Field {
    @usableFromInline var start: Int32 = 0
    @usableFromInline var count: Int32 = -1

    @usableFromInline init() {}

    /// Both are below 2³¹, as a batch's bytes are.
    @inline(__always)
    init(start: Int, count: Int) {
      self.start = Int32(truncatingIfNeeded: start)
      self.count = Int32(truncatingIfNeeded: count)
    }

    /// Nil for none.
    @inlinable var range: Range<Int>? { count < 0 ? nil : Int(start)..<Int(start) + Int(count) }
  }

  @usableFromInline init() {}

  /// Reads one record, its headers checked and left where they are. Answers its deltas of time and offset.
  @inline(__always)
  mutating func read(_ reader: inout RecordReader) throws(BatchFlaw) -> (time: Int64, offset: Int) {
    let length = try reader.varint()
    guard length > 0, length <= reader.remaining else { throw BatchFlaw(.recordLength, at: reader.position) }
    reader.limit(to: length)
    _ = try reader.byte()
    let time = try reader.varlong()
    let offset = try reader.varint()
    key = try reader.field()
    value = try reader.field()
    let count = try reader.varint()
    guard count >= 0, count <= reader.remaining else { throw BatchFlaw(.recordLength, at: reader.position) }
    let start = reader.position
    for _ in 0..<count {
      guard try reader.field().count >= 0 else { throw BatchFlaw(.headerName, at: reader.position) }
      _ = try reader.field()
    }
    headers = Field(start: start, count: reader.position - start)
    headerCount = Int32(truncatingIfNeeded: count)
    guard reader.remaining == 0 else { throw BatchFlaw(.recordLength, at: reader.position) }
    reader.lift()
    return (time, offset)
  }
}
