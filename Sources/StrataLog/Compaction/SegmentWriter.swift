/// Writes a segment that takes the place of others (SPEC §6.6): from the same offset up to the same, with one batch
/// behind the other. Where nothing was kept a batch without records stands for the offsets, so that what is missing for
/// another reason is seen as ever.
struct SegmentWriter: ~Copyable {
  let files: SegmentFiles
  private let file: any StorageFile
  private let interval: Int
  private var buffer: OutputMemory
  /// Bytes that were written to the file.
  private var written = 0
  private(set) var indexes: SegmentIndexes
  /// The offset due.
  private var due: Int64
  /// Batches that were left out and nothing stands for yet: their leader epoch, and the offset due behind them.
  private var gap: (epoch: Int32, end: Int64)?
  /// Whether batches were written that are not as they were.
  private(set) var hasNewBatches = false

  private static let bufferBytes = 1 << 20

  /// Begins at the base of `files`.
  init(_ files: SegmentFiles, interval: Int) throws(StorageFailure) {
    let file = try files.storage.open(files.cleaned, create: true)
    try file.truncate(0)
    var buffer = OutputMemory(limit: Int(Int32.max))
    do { try buffer.reserve(Self.bufferBytes) } catch { throw StorageFailure(.write, file.path, code: Errno.noMemory) }
    self.buffer = buffer
    self.files = files
    self.file = file
    self.interval = interval
    indexes = SegmentIndexes(base: files.base)
    due = files.base.value
  }

  /// Bytes so far.
  var byteCount: Int { written + buffer.count }

  /// The batch, of this head, stays as these bytes.
  mutating func keep(_ header: BatchHeader, _ bytes: Span<UInt8>, isNew: Bool = false) throws(StorageFailure) {
    try fill(upTo: header.baseOffset)
    try put(header, bytes)
    if isNew { hasNewBatches = true }
  }

  /// Of the batch only the head stays.
  mutating func keepHead(of header: BatchHeader) throws(StorageFailure) {
    var head = header
    let flags = BatchAttributes.appendTime | BatchAttributes.transactional | BatchAttributes.control
    head.attributes = BatchAttributes(bits: header.attributes.bits & flags)
    head.baseTimestamp = .none
    hasNewBatches = true
    try putHead(head)
  }

  /// Nothing of the batch stays.
  mutating func drop(_ header: BatchHeader) throws(StorageFailure) {
    if let gap, gap.epoch != header.leaderEpoch { try fill(upTo: gap.end) }
    gap = (header.leaderEpoch, header.nextOffset)
  }

  /// There is nothing up to `offset`: Kafka leaves such gaps.
  mutating func pass(upTo offset: Int64, epoch: Int32) throws(StorageFailure) {
    guard offset > gap?.end ?? due else { return }
    gap = (gap?.epoch ?? epoch, offset)
  }

  /// The segment ends where `end` is due, with all that it holds on disk; `rest` is no batches and lies behind them.
  mutating func finish(at end: Offset, behind rest: Span<UInt8> = Span()) throws(StorageFailure) {
    try fill(upTo: end.value)
    try flush()
    if !rest.isEmpty { try file.write(rest, at: written) }
    try file.sync()
    indexes.seal()
  }

  /// A batch without records stands for what was left out before `offset`.
  private mutating func fill(upTo offset: Int64) throws(StorageFailure) {
    guard let gap else { return }
    self.gap = nil
    guard offset > due else { return }
    try putHead(
      BatchHeader(
        baseOffset: due, byteCount: BatchHeader.size, leaderEpoch: gap.epoch, checksum: 0,
        attributes: BatchAttributes(bits: 0), lastOffsetDelta: Int32(offset - due - 1), baseTimestamp: .none,
        maxTimestamp: .none, producer: nil, recordCount: 0))
  }

  private mutating func putHead(_ header: BatchHeader) throws(StorageFailure) {
    if header.baseOffset > due { try fill(upTo: header.baseOffset) }
    var head = header
    head.byteCount = BatchHeader.size
    head.recordCount = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: BatchHeader.size) { room, count in
      // The room was asked for, so the address is there.
      _ = unsafe head.written(at: UnsafeMutableRawPointer(room.baseAddress!))
      count = BatchHeader.size
    }
    try put(head, bytes.span)
  }

  private mutating func put(_ header: BatchHeader, _ bytes: Span<UInt8>) throws(StorageFailure) {
    // Tombstones get a horizon, which takes bytes.
    guard byteCount + bytes.count <= Int(Int32.max) else {
      throw StorageFailure(.write, file.path, code: Errno.tooLarge)
    }
    indexes.add(header, position: byteCount, interval: interval)
    due = header.nextOffset
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    if bytes.count > Self.bufferBytes {
      try file.write(bytes, at: written)
      return written += bytes.count
    }
    do { try buffer.append(bytes) } catch { throw StorageFailure(.write, file.path, code: Errno.noMemory) }
  }

  private mutating func flush() throws(StorageFailure) {
    guard buffer.count > 0 else { return }
    try file.write(buffer.span, at: written)
    written += buffer.count
    buffer.count = 0
  }
}
