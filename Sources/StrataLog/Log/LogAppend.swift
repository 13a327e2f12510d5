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
    guard header.recordCount > 0, header.recordCount == header.lastOffsetDelta + 1 else {
      let flaw = BatchFlaw(.count(records: header.recordCount, lastOffsetDelta: header.lastOffsetDelta), at: 57)
      throw .badBatch(flaw)
    }
    let bytes = batch.bytes
    let (base, stamped) = try writer.withLock { writer throws(LogError) -> (Int64, Timestamp) in
      try checkWritable()
      let settings = writer.settings
      let limit = min(settings.maxBatchBytes, settings.segmentBytes)
      guard header.byteCount <= limit else { throw .batchTooLarge(bytes: header.byteCount, limit: limit) }
      var header = header
      if settings.stampsAppendTime { header.maxTimestamp = time.now() }
      try makeRoom(for: header, &writer)
      let tail = writer.tail
      bytes.copy(into: tail.map, at: tail.position)
      tail.map.stamp(baseOffset: tail.nextOffset, leaderEpoch: leaderEpoch, at: tail.position)
      if settings.stampsAppendTime { tail.map.stamp(appendTimeOf: header, at: tail.position) }
      writer.tail.position += header.byteCount
      writer.tail.nextOffset += Int64(header.recordCount)
      tail.segment.publish(byteCount: writer.tail.position)
      end.store(writer.tail.nextOffset, ordering: .releasing)
      // After the batch is published, so that no entry names what a reader can't see.
      tail.segment.withIndexes { indexes in
        indexes.add(
          lastOffset: tail.nextOffset + Int64(header.lastOffsetDelta), maxTimestamp: header.maxTimestamp,
          position: tail.position, interval: settings.indexIntervalBytes)
      }
      return (tail.nextOffset, header.maxTimestamp)
    }
    let last = base + Int64(header.lastOffsetDelta)
    if durability == .synced { try sync(through: last + 1) }
    return Appended(
      baseOffset: Offset(base), lastOffset: Offset(last), timestamp: stamped,
      durability: max(durability, .written))
  }

  /// Rolls if the batch asks for it, then reserves its room.
  private func makeRoom(for header: BatchHeader, _ writer: inout Writer) throws(LogError) {
    guard writer.tail.nextOffset <= Int64.max - Int64(header.recordCount) - 1 else {
      throw .badBatch(BatchFlaw(.offset(found: writer.tail.nextOffset, due: 0), at: 0))
    }
    if shouldRoll(for: header, writer.tail, writer.settings) { try roll(&writer) }
    do throws(StorageFailure) {
      if writer.tail.hasIndexFiles {
        try writer.tail.segment.files.removeIndexes()
        writer.tail.hasIndexFiles = false
        writer.isDirectoryChanged = true
      }
    } catch { throw .storage(error) }
    // Empty, and mapped when segments were to be smaller than the batch.
    if header.byteCount > writer.tail.map.count - writer.tail.position { try beginAgain(&writer) }
    do throws(StorageFailure) {
      if writer.tail.position + header.byteCount > writer.tail.allocated {
        try writer.tail.reserve(header.byteCount)
      }
    } catch { throw .storage(error) }
  }
}

extension Span<UInt8> {
  /// Copies the bytes to byte `position` of a map, where the caller has reserved room for them.
  func copy(into map: MappedRange, at position: Int) {
    precondition(position >= 0 && position <= map.count - count)
    unsafe withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe (map.base + position).copyMemory(from: start, byteCount: source.count)
    }
  }
}

extension MappedRange {
  /// Gives a batch at `position` the time of its append: its records have it from then on (SPEC §2.2). The time is
  /// summed, so the batch is summed again.
  func stamp(appendTimeOf header: BatchHeader, at position: Int) {
    precondition(position >= 0 && position <= count - header.byteCount)
    unsafe base.storeBigEndian(header.attributes.bits | BatchAttributes.appendTime, at: position + 21)
    unsafe base.storeBigEndian(header.maxTimestamp.milliseconds, at: position + 35)
    let summed = BatchHeader.summedFrom
    let sum = unsafe strata_crc32c(0, base + position + summed, header.byteCount - summed)
    unsafe base.storeBigEndian(sum, at: position + 17)
  }

  /// Writes what a log decides into a batch at `position`: neither is summed (SPEC §2.1).
  func stamp(baseOffset: Int64, leaderEpoch: Int32, at position: Int) {
    precondition(position >= 0 && position <= count - BatchHeader.size)
    unsafe base.storeBigEndian(baseOffset, at: position)
    unsafe base.storeBigEndian(leaderEpoch, at: position + 12)
  }
}
