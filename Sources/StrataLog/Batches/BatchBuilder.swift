internal import CStrata

/// Builds record batches (SPEC §2), one after the other in memory that it keeps: no allocation a record.
///
///     var builder = try BatchBuilder(codec: .zstd)
///     try builder.add(key: key.span, value: value.span, timestamp: now)
///     try log.append(builder.finish(), durability: .written)
///     builder.reset()
@safe
public struct BatchBuilder: ~Copyable, @unchecked Sendable {
  // Sendable because all that it points to is its own.
  /// How records are packed.
  public let codec: Codec
  /// Who sends, when the sender numbers its batches; kept by ``reset()``.
  public var producer: BatchProducer?
  /// Whether the batch is part of a transaction; kept by ``reset()``.
  public var isTransactional = false
  /// Whether the batch is the engine's own marker; kept by ``reset()``.
  public var isControl = false
  /// Records added since the last ``reset()``.
  public private(set) var recordCount = 0

  private var plain = OutputMemory(limit: Self.limit)
  private var packed = OutputMemory(limit: Self.limit)
  private let packer: Packer
  private var baseTimestamp: Int64 = -1
  private var maxTimestamp: Int64 = -1

  /// What a batch can hold at most, since its length is a 32-bit number; 1 GiB leaves room for packing what doesn't
  /// pack.
  static let limit = 1 << 30

  /// An empty builder. Throws when there is no memory.
  public init(codec: Codec = .none) throws(LogError) {
    self.codec = codec
    packer = Packer(Packing(codec))
    do throws(BatchFlaw) { try plain.reserve(4096) } catch { throw .badBatch(error) }
    plain.count = BatchHeader.size
  }

  /// Bytes of the batch so far, before packing.
  public var byteCount: Int { plain.count }

  /// Takes back all records; memory is kept.
  public mutating func reset() {
    plain.count = BatchHeader.size
    recordCount = 0
    baseTimestamp = -1
    maxTimestamp = -1
  }

  /// Adds a record. Throws when the batch would grow over 1 GiB, and leaves it as it was.
  public mutating func add(
    key: Span<UInt8>?, value: Span<UInt8>?, headers: [RecordHeader] = [], timestamp: Timestamp
  ) throws(LogError) {
    let keyCount = if let key { key.count } else { -1 }
    let valueCount = if let value { value.count } else { -1 }
    var room = try begin(keyCount, valueCount, headers, timestamp)
    room.put(varint: keyCount)
    if let key { room.put(key) }
    room.put(varint: valueCount)
    if let value { room.put(value) }
    end(room, headers)
  }

  /// Adds a record from arrays; see ``add(key:value:headers:timestamp:)-(Span<UInt8>?,_,_,_)``.
  public mutating func add(
    key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = [], timestamp: Timestamp
  ) throws(LogError) {
    var room = try begin(key?.count ?? -1, value?.count ?? -1, headers, timestamp)
    room.put(varint: key?.count ?? -1)
    if let key { room.put(key.span) }
    room.put(varint: value?.count ?? -1)
    if let value { room.put(value.span) }
    end(room, headers)
  }

  /// Makes room for a record and writes what comes before its key.
  @inline(__always)
  private mutating func begin(
    _ keyCount: Int, _ valueCount: Int, _ headers: [RecordHeader], _ timestamp: Timestamp
  ) throws(LogError) -> RecordWriter {
    let time = timestamp.milliseconds
    if recordCount == 0 { baseTimestamp = time }
    let delta = time &- baseTimestamp
    var size = 1 + varintSize(delta) + varintSize(Int64(recordCount)) + varintSize(Int64(keyCount)) + max(0, keyCount)
    size += varintSize(Int64(valueCount)) + max(0, valueCount)
    size += headers.isEmpty ? 1 : Self.size(of: headers)
    let total = plain.count + size + varintSize(Int64(size))
    if total > plain.capacity { try grow(toHold: total) }
    var room = unsafe RecordWriter(at: plain.free)
    room.put(varint: size)
    room.put(byte: 0)
    room.put(varlong: delta)
    room.put(varint: recordCount)
    if time > maxTimestamp { maxTimestamp = time }
    return room
  }

  private static func size(of headers: [RecordHeader]) -> Int {
    headers.reduce(varintSize(Int64(headers.count))) { size, header in
      let nameCount = header.name.utf8.count
      let valueCount = header.value?.count ?? -1
      return size + varintSize(Int64(nameCount)) + nameCount + varintSize(Int64(valueCount)) + max(0, valueCount)
    }
  }

  @inline(never)
  private mutating func grow(toHold total: Int) throws(LogError) {
    guard total <= Self.limit else { throw .badBatch(BatchFlaw(.tooLarge(bytes: total, limit: Self.limit), at: 0)) }
    do throws(BatchFlaw) {
      try plain.reserve(min(Self.limit, max(total, 2 * plain.capacity)))
    } catch { throw .badBatch(error) }
  }

  @inline(__always)
  private mutating func end(_ room: consuming RecordWriter, _ headers: [RecordHeader]) {
    if headers.isEmpty { room.put(byte: 0) } else { room.put(headers) }
    plain.count += room.written
    recordCount += 1
  }
}

// MARK: - The batch

extension BatchBuilder {
  /// The batch of the records added, packed and summed; borrowed until the builder is changed. Throws when there is
  /// no record, or no memory to pack in.
  @_lifetime(&self)
  public mutating func finish() throws(LogError) -> RecordBatch {
    guard recordCount > 0 else { throw .badBatch(BatchFlaw(.count(records: 0, lastOffsetDelta: -1), at: 57)) }
    if codec != .none { try Self.pack(plain, into: &packed, packer) }
    let count = codec == .none ? plain.count : packed.count
    let batch = unsafe codec == .none ? plain.buffer : packed.buffer
    guard let base = batch.baseAddress else {
      throw .badBatch(BatchFlaw(.short(needed: BatchHeader.size, present: 0), at: 0))
    }
    let header = unsafe header(byteCount: count).written(at: base)
    let bytes = unsafe UnsafeRawBufferPointer(start: base, count: count).assumingMemoryBound(to: UInt8.self).span
    // The bytes are the builder's own and stay while it is borrowed.
    let span = unsafe _overrideLifetime(bytes, mutating: &self)
    return RecordBatch(known: header, bytes: span)
  }

  /// Packs the records of `plain` into `packed`, behind room for the header.
  private static func pack(
    _ plain: borrowing OutputMemory, into packed: inout OutputMemory, _ packer: Packer
  ) throws(LogError) {
    do throws(BatchFlaw) {
      packed.count = 0
      try packed.reserve(BatchHeader.size)
      packed.count = BatchHeader.size
      try packer.pack(plain.span.extracting(droppingFirst: BatchHeader.size), into: &packed)
    } catch { throw .badBatch(error) }
  }

  /// The head of a batch of so many bytes. Inlined: called, it would be given a copy of the whole builder.
  @inline(__always)
  private func header(byteCount: Int) -> BatchHeader {
    let bits = Int16(codec.rawValue) | (isTransactional ? 16 : 0) | (isControl ? 32 : 0)
    return BatchHeader(
      baseOffset: 0, byteCount: byteCount, leaderEpoch: -1, checksum: 0, attributes: BatchAttributes(bits: bits),
      lastOffsetDelta: Int32(recordCount - 1), baseTimestamp: Timestamp(milliseconds: baseTimestamp),
      maxTimestamp: Timestamp(milliseconds: maxTimestamp), producer: producer.flatMap { $0.id < 0 ? nil : $0 },
      recordCount: Int32(recordCount))
  }
}

// MARK: - What is left of a batch

extension BatchBuilder {
  /// Begins a batch of records that another keeps, at their offsets; `head` is what it says of itself beside them.
  mutating func begin(keeping head: BatchHeader) {
    reset()
    baseTimestamp = head.baseTimestamp.milliseconds
  }

  /// Adds one of the other's records, in the order of their offsets.
  mutating func keep(_ record: RecordView, of head: BatchHeader) throws(LogError) {
    let layout = record.layout
    let (time, delta) = (layout.timestamp &- baseTimestamp, layout.offset - head.baseOffset)
    var size = 1 + varintSize(time) + varintSize(delta)
    for part in [layout.key, layout.value] { size += varintSize(Int64(part.count)) + Int(max(0, part.count)) }
    size += varintSize(Int64(layout.headerCount)) + Int(max(0, layout.headers.count))
    let total = plain.count + size + varintSize(Int64(size))
    if total > plain.capacity { try grow(toHold: total) }
    var room = unsafe RecordWriter(at: plain.free)
    room.put(varint: size)
    room.put(byte: 0)
    room.put(varlong: time)
    room.put(varlong: delta)
    for part in [layout.key, layout.value] {
      room.put(varint: Int(part.count))
      if let range = part.range { room.put(record.bytes.extracting(range)) }
    }
    room.put(varint: Int(layout.headerCount))
    if let range = layout.headers.range { room.put(record.bytes.extracting(range)) }
    plain.count += room.written
    recordCount += 1
    maxTimestamp = recordCount == 1 ? layout.timestamp : max(maxTimestamp, layout.timestamp)
  }

  /// The batch of the records that were kept, which says of itself what `head` does. Its latest time is that of its
  /// records, if they have times of their own.
  @_lifetime(&self)
  mutating func finish(keeping head: BatchHeader) throws(LogError) -> RecordBatch {
    if codec != .none { try Self.pack(plain, into: &packed, packer) }
    let count = codec == .none ? plain.count : packed.count
    let batch = unsafe codec == .none ? plain.buffer : packed.buffer
    // Both have room for a header since the builder was made, or packed.
    let base = batch.baseAddress!
    var header = head
    header.byteCount = count
    header.recordCount = Int32(recordCount)
    if !head.attributes.hasAppendTime { header.maxTimestamp = Timestamp(milliseconds: maxTimestamp) }
    header = unsafe header.written(at: base)
    let bytes = unsafe UnsafeRawBufferPointer(start: base, count: count).assumingMemoryBound(to: UInt8.self).span
    // The bytes are the builder's own and stay while it is borrowed.
    return RecordBatch(known: header, bytes: unsafe _overrideLifetime(bytes, mutating: &self))
  }
}

extension BatchHeader {
  /// Writes the head of a batch whose other bytes are in place behind it, and sums it; answers what it says.
  @inline(__always)
  func written(at base: UnsafeMutableRawPointer) -> BatchHeader {
    unsafe base.storeBigEndian(baseOffset, at: 0)
    unsafe base.storeBigEndian(Int32(byteCount - Self.lengthBase), at: 8)
    unsafe base.storeBigEndian(leaderEpoch, at: 12)
    unsafe base.storeBigEndian(Self.magic, at: 16)
    unsafe base.storeBigEndian(attributes.bits, at: 21)
    unsafe base.storeBigEndian(lastOffsetDelta, at: 23)
    unsafe base.storeBigEndian(baseTimestamp.milliseconds, at: 27)
    unsafe base.storeBigEndian(maxTimestamp.milliseconds, at: 35)
    unsafe base.storeBigEndian(producer?.id ?? -1, at: 43)
    unsafe base.storeBigEndian(producer?.epoch ?? -1, at: 51)
    unsafe base.storeBigEndian(producer?.sequence ?? -1, at: 53)
    unsafe base.storeBigEndian(recordCount, at: 57)
    let sum = unsafe strata_crc32c(0, base + Self.summedFrom, byteCount - Self.summedFrom)
    unsafe base.storeBigEndian(sum, at: 17)
    var summed = self
    summed.checksum = sum
    return summed
  }
}
