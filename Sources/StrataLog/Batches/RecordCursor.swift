/// Reads a batch's records one after the other (SPEC §2.5), checking each before it is shown.
public struct RecordCursor: ~Copyable, ~Escapable {
  private let batch: Span<UInt8>
  private let header: BatchHeader
  private let unpacked: UnpackedRecords?
  private var position: Int
  private var taken: Int32 = 0
  private var previousDelta = -1
  private var current = RecordLayout()

  @_lifetime(copy batch)
  init(of batch: RecordBatch, unpackedLimit: Int) throws(BatchFlaw) {
    header = batch.header
    self.batch = batch.bytes
    switch header.attributes.codec {
    case nil: throw BatchFlaw(.unknownCodec(header.attributes.codecNumber), at: 21)
    case .some(.none):
      unpacked = nil
      position = BatchHeader.size
    case .some(let codec):
      unpacked = try UnpackedRecords(of: batch.bytes, codec, limit: unpackedLimit)
      position = 0
    }
  }

  /// Goes to the next record; false when there is none. What ``record`` showed before is gone.
  @_lifetime(self: copy self)
  public mutating func next() throws(BatchFlaw) -> Bool {
    if let unpacked { return try step(over: unpacked.span) }
    return try step(over: batch)
  }

  @_lifetime(self: copy self)
  @inline(__always)
  private mutating func step(over bytes: Span<UInt8>) throws(BatchFlaw) -> Bool {
    guard taken < header.recordCount else {
      guard position == bytes.count else { throw BatchFlaw(.recordLength, at: position) }
      return false
    }
    var reader = RecordReader(bytes, from: position)
    try current.read(&reader)
    guard current.offsetDelta > previousDelta, current.offsetDelta <= Int(header.lastOffsetDelta) else {
      throw BatchFlaw(.recordOffset, at: position)
    }
    previousDelta = current.offsetDelta
    position = reader.position
    taken += 1
    return true
  }

  /// The record that ``next()`` went to.
  public var record: RecordView {
    @_lifetime(borrow self)
    get {
      let time = header.baseTimestamp.milliseconds &+ current.timestampDelta
      let offset = header.baseOffset &+ Int64(current.offsetDelta)
      return RecordView(
        offset: offset, timestamp: header.attributes.hasAppendTime ? header.maxTimestamp.milliseconds : time,
        layout: current, bytes: bytes)
    }
  }

  private var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      if let unpacked { return unsafe _overrideLifetime(unpacked.span, borrowing: self) }
      return batch
    }
  }
}

/// Where a record's parts lie.
struct RecordLayout {
  var timestampDelta: Int64 = 0
  var offsetDelta = 0
  var key: Range<Int>?
  var value: Range<Int>?
  var headers = 0..<0
  var headerCount = 0

  /// Reads one record, its headers checked and left where they are.
  @inline(__always)
  mutating func read(_ reader: inout RecordReader) throws(BatchFlaw) {
    let length = try reader.varint()
    guard length > 0, length <= reader.remaining else { throw BatchFlaw(.recordLength, at: reader.position) }
    reader.limit(to: length)
    _ = try reader.byte()
    timestampDelta = try reader.varlong()
    offsetDelta = try reader.varint()
    key = try reader.field()
    value = try reader.field()
    headerCount = try reader.varint()
    guard headerCount >= 0, headerCount <= reader.remaining else {
      throw BatchFlaw(.recordLength, at: reader.position)
    }
    let start = reader.position
    for _ in 0..<headerCount {
      guard try reader.field() != nil else { throw BatchFlaw(.headerName, at: reader.position) }
      _ = try reader.field()
    }
    headers = start..<reader.position
    guard reader.remaining == 0 else { throw BatchFlaw(.recordLength, at: reader.position) }
    reader.lift()
  }
}
