internal import CStrata
import Synchronization

/// Where a batch came to lie.
public struct Appended: Hashable, Sendable {
  /// The offset of its first record.
  public var baseOffset: Offset
  /// The offset of its last.
  public var lastOffset: Offset
  /// Its latest record's time.
  public var timestamp: Timestamp
  /// What it has survived; at least what was asked for.
  public var durability: Durability

  /// A batch's place, for who answers for an earlier append.
  package init(baseOffset: Offset, lastOffset: Offset, timestamp: Timestamp, durability: Durability) {
    self.baseOffset = baseOffset
    self.lastOffset = lastOffset
    self.timestamp = timestamp
    self.durability = durability
  }
}

extension Log {
  /// Appends a batch: gives its records the next offsets, stamps it with them and the epoch, and shows it to readers.
  /// What is returned holds at the level asked for (SPEC §5).
  ///
  /// Throws, with the log as it was, when the batch is too large, its counts don't fit a sender's, or there is no
  /// room. If only the sync of ``Durability/synced`` fails, the batch is in the log, may not outlive a power failure,
  /// and the log is read-only from then on.
  @discardableResult
  public func append(
    _ batch: borrowing RecordBatch, leaderEpoch: Int32 = 0, durability: Durability = .written
  ) throws(LogError) -> Appended {
    let header = batch.header
    guard header.recordCount > 0, header.lastOffsetDelta == header.recordCount - 1 else {
      let flaw = BatchFlaw(.count(records: header.recordCount, lastOffsetDelta: header.lastOffsetDelta), at: 57)
      throw .badBatch(flaw)
    }
    let (base, stamped) = try append(batch.bytes, header, leaderEpoch)
    let last = base + Int64(header.lastOffsetDelta)
    if durability == .synced { try sync(through: last + 1) }
    return Appended(
      baseOffset: Offset(base), lastOffset: Offset(last), timestamp: stamped,
      durability: max(durability, .written))
  }

  private typealias Place = (base: Int64, timestamp: Timestamp)

  private func append(
    _ bytes: Span<UInt8>, _ header: BatchHeader, _ leaderEpoch: Int32
  ) throws(LogError) -> Place {
    let place = try writer.withLock { writer throws(LogError) -> Place? in
      let header = try admitted(header, writer.settings)
      guard isRoom(for: header, writer) else { return nil }
      return put(bytes, header, leaderEpoch, &writer)
    }
    if let place { return place }
    return try appendMakingRoom(bytes, header, leaderEpoch)
  }

  /// The header as it will be kept, of a batch that may be appended.
  private func admitted(_ header: BatchHeader, _ settings: LogSettings) throws(LogError) -> BatchHeader {
    try checkWritable()
    let limit = min(settings.maxBatchBytes, settings.segmentBytes)
    guard header.byteCount <= limit else { throw .batchTooLarge(bytes: header.byteCount, limit: limit) }
    guard settings.stampsAppendTime else { return header }
    var header = header
    header.maxTimestamp = time.now()
    header.attributes = BatchAttributes(bits: header.attributes.bits | BatchAttributes.appendTime)
    return header
  }

  /// Whether the batch goes into the tail buffer as it is.
  private func isRoom(for header: BatchHeader, _ writer: Writer) -> Bool {
    header.byteCount <= writer.buffer.room && header.byteCount <= writer.tail.reserved - writer.tail.position
      && !writer.tail.hasIndexFiles && !shouldRoll(for: header, writer.tail, writer.settings)
  }

  /// Copies the batch into the tail buffer and publishes it.
  private func put(
    _ bytes: Span<UInt8>, _ header: BatchHeader, _ leaderEpoch: Int32, _ writer: inout Writer
  ) -> Place? {
    guard let map = writer.buffer.map else { return nil }
    let stamp = BatchStamp(header, baseOffset: writer.tail.nextOffset, leaderEpoch: leaderEpoch)
    map.put(bytes, stamp, at: writer.buffer.position)
    writer.buffer.add(header.byteCount)
    return publish(header, &writer)
  }

  /// The batch is in place: readers may see it.
  private func publish(_ header: BatchHeader, _ writer: inout Writer) -> Place {
    let (base, position) = (writer.tail.nextOffset, writer.tail.position)
    writer.tail.position += header.byteCount
    writer.tail.nextOffset += Int64(header.recordCount)
    writer.tail.segment.publish(byteCount: writer.tail.position)
    end.store(writer.tail.nextOffset, ordering: .releasing)
    // After the batch is published, so that no entry names what a reader can't see.
    let settings = writer.settings
    writer.tail.isIndexFull = writer.tail.segment.withIndexes { indexes in
      indexes.add(
        lastOffset: base + Int64(header.lastOffsetDelta), maxTimestamp: header.maxTimestamp,
        position: position, interval: settings.indexIntervalBytes)
      return indexes.isFull(bytes: settings.indexBytes)
    }
    if position == 0 { writer.tail.firstTimestamp = header.maxTimestamp }
    return (base, header.maxTimestamp)
  }

  /// The rare way: drains, rolls if the batch asks for it, reserves room. A batch that is large for the tail buffer is
  /// written to its place in the `.log`.
  private func appendMakingRoom(
    _ bytes: Span<UInt8>, _ header: BatchHeader, _ leaderEpoch: Int32
  ) throws(LogError) -> Place {
    // The closure is not run later or elsewhere, but is checked as if it were.
    let bytes = copy bytes
    return try drained { writer throws(LogError) in
      let header = try admitted(header, writer.settings)
      try makeRoom(for: header, &writer)
      if header.byteCount <= writer.buffer.room, let place = put(bytes, header, leaderEpoch, &writer) { return place }
      let stamp = BatchStamp(header, baseOffset: writer.tail.nextOffset, leaderEpoch: leaderEpoch)
      do throws(StorageFailure) {
        try writer.tail.file.write(bytes, stamp, at: writer.tail.position)
      } catch { throw .storage(error) }
      writer.tail.segment.wasDrained(byteCount: writer.tail.position + header.byteCount)
      drainedEnd.store(writer.tail.nextOffset + Int64(header.recordCount), ordering: .releasing)
      return publish(header, &writer)
    }
  }

  /// Rolls if the batch asks for it, then reserves its room.
  private func makeRoom(for header: BatchHeader, _ writer: inout Writer) throws(LogError) {
    guard writer.tail.nextOffset <= Offset.most else {
      throw .badBatch(BatchFlaw(.offset(found: writer.tail.nextOffset, due: 0), at: 0))
    }
    if shouldRoll(for: header, writer.tail, writer.settings) { try roll(&writer) }
    do throws(StorageFailure) {
      if writer.tail.hasIndexFiles {
        try writer.tail.segment.files.removeIndexes()
        writer.tail.hasIndexFiles = false
        writer.nameChanges += 1
      }
    } catch { throw .storage(error) }
    // Empty, and mapped when segments were to be smaller than the batch.
    if header.byteCount > writer.tail.map.count - writer.tail.position { try beginAgain(&writer) }
    do throws(StorageFailure) {
      if header.byteCount > writer.tail.reserved - writer.tail.position { try writer.tail.reserve(header.byteCount) }
    } catch { throw .storage(error) }
    do throws(StorageFailure) {
      try writer.buffer.grow(toHold: header.byteCount)
    } catch {
      // Without the buffer there is the `.log`, where the batch's room is.
      guard error.isFull else { throw .storage(error) }
    }
  }
}

/// What a log decides of a batch that it takes (SPEC §2.1): its offset and epoch, which are not summed, and its time
/// when the log's setting says so, which is.
struct BatchStamp {
  private let header: BatchHeader
  private let baseOffset: Int64
  private let leaderEpoch: Int32

  init(_ header: BatchHeader, baseOffset: Int64, leaderEpoch: Int32) {
    self.header = header
    self.baseOffset = baseOffset
    self.leaderEpoch = leaderEpoch
  }

  /// Stamps the head of a batch, at `head`; `records` are the bytes after it.
  func write(into head: UnsafeMutableRawPointer, records: UnsafeRawBufferPointer) {
    // The offset comes last: until then nothing is there.
    defer { unsafe head.storeBigEndian(baseOffset, at: 0) }
    // The caller has a whole head at the pointer.
    unsafe head.storeBigEndian(leaderEpoch, at: 12)
    guard header.attributes.bits & BatchAttributes.appendTime != 0 else { return }
    unsafe head.storeBigEndian(header.attributes.bits, at: 21)
    unsafe head.storeBigEndian(header.maxTimestamp.milliseconds, at: 35)
    let summed = BatchHeader.summedFrom
    let sum = unsafe strata_crc32c(0, head + summed, BatchHeader.size - summed)
    unsafe head.storeBigEndian(strata_crc32c(sum, records.baseAddress, records.count), at: 17)
  }
}

extension MappedRange {
  /// Copies a batch to `position`, where there is room for it, and stamps it.
  func put(_ batch: Span<UInt8>, _ stamp: BatchStamp, at position: Int) {
    precondition(batch.count >= BatchHeader.size)
    put(batch.extracting(droppingFirst: 8), at: position + 8)
    unsafe batch.withUnsafeBytes { source in
      // In bounds, as the copy above was.
      unsafe stamp.write(
        into: base + position, records: UnsafeRawBufferPointer(rebasing: source.dropFirst(BatchHeader.size)))
    }
  }

  /// What lies at `position` counts for no batch any more: no offset is as high.
  func voidBatch(at position: Int) {
    precondition(position >= 0 && position <= count - BatchHeader.size)
    // In bounds by the line above.
    unsafe (base + position).storeBigEndian(Int64.max, at: 0)
  }

  /// Copies the bytes to `position`, where there is room for them.
  func put(_ bytes: Span<UInt8>, at position: Int) {
    precondition(position >= 0 && position <= count - bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      // In bounds by the line above.
      unsafe (base + position).copyMemory(from: start, byteCount: source.count)
    }
  }
}

extension StorageFile {
  /// Writes a batch, stamped, to `position`. The head comes last: without it nothing is there.
  func write(_ batch: Span<UInt8>, _ stamp: BatchStamp, at position: Int) throws(StorageFailure) {
    let records = batch.extracting(BatchHeader.size..<batch.count)
    var head = [UInt8](copying: batch.extracting(0..<BatchHeader.size))
    unsafe head.withUnsafeMutableBytes { head in
      unsafe records.withUnsafeBytes { records in
        guard let head = head.baseAddress else { return }
        unsafe stamp.write(into: head, records: records)
      }
    }
    try write(records, at: position + BatchHeader.size)
    try write(head.span, at: position)
  }
}
