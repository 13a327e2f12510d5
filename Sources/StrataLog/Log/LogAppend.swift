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
  /// A batch whose sender numbers its batches is stored once (SPEC §7.2): of one that is there already the place is
  /// answered.
  ///
  /// Throws, with the log as it was, when the batch is too large, its counts don't fit a sender's, its sender may not
  /// append it now, or there is no room. If only the sync of ``Durability/synced`` fails, the batch is in the log, may
  /// not outlive a power failure, and the log is read-only from then on.
  @discardableResult
  public func append(
    _ batch: borrowing RecordBatch, leaderEpoch: Int32? = nil, durability: Durability = .written
  ) throws(LogError) -> Appended {
    let (records, delta) = (batch.header.recordCount, batch.header.lastOffsetDelta)
    guard !batch.header.attributes.isControl else { throw .badBatch(BatchFlaw(.control, at: 21)) }
    guard records > 0, delta == records - 1 else {
      throw .badBatch(BatchFlaw(.count(records: records, lastOffsetDelta: delta), at: 57))
    }
    guard let producer = batch.header.producer else { return try append(batch, leaderEpoch, durability, nil) }
    guard producer.sequence >= 0 else { throw .badBatch(BatchFlaw(.sequence(producer.sequence), at: 53)) }
    return try append(batch, leaderEpoch, durability, NumberedBatch(header: batch.header, marker: nil))
  }

  /// Appends a batch of an application's, or one that holds a marker.
  @inline(__always)
  func append(
    _ batch: borrowing RecordBatch, _ epoch: Int32?, _ durability: Durability, _ sender: NumberedBatch?
  ) throws(LogError) -> Appended {
    let (base, stamped) = try append(
      batch.bytes, IncomingBatch(batch.header, leaderEpoch: epoch ?? leaderEpoch), sender)
    let last = base + Int64(batch.header.lastOffsetDelta)
    if durability == .synced { try sync(through: last + 1) }
    return Appended(
      baseOffset: Offset(base), lastOffset: Offset(last), timestamp: stamped,
      durability: max(durability, .written))
  }

  private typealias Place = (base: Int64, timestamp: Timestamp)

  private func append(
    _ bytes: Span<UInt8>, _ batch: IncomingBatch, _ sender: NumberedBatch?
  ) throws(LogError) -> Place {
    let place = try writer.withLock { writer throws(LogError) -> Place? in
      var batch = batch
      try admit(&batch, &writer)
      if let sender, let original = try original(of: sender, writer.producers) { return original }
      guard writer.isRoom(for: batch) else { return nil }
      writer.buffer.put(bytes, batch, baseOffset: writer.tail.nextOffset)
      return publish(batch, sender, &writer)
    }
    if let place { return place }
    return try appendMakingRoom(bytes, batch, sender)
  }

  /// Refuses a batch that may not be appended, and gives it the time at which it will be kept.
  @inline(__always)
  private func admit(_ batch: inout IncomingBatch, _ writer: inout Writer) throws(LogError) {
    try checkWritable()
    let limit = min(writer.settings.maxBatchBytes, writer.settings.segmentBytes)
    guard batch.byteCount <= limit else { throw .batchTooLarge(bytes: batch.byteCount, limit: limit) }
    if writer.settings.stampsAppendTime { batch.stamp(time.now()) }
  }

  /// The place of a batch that was stored before; nil if this one is new.
  @inline(never)
  private func original(of sender: NumberedBatch, _ producers: Producers) throws(LogError) -> Place? {
    do throws(ProducerFlaw) {
      guard let marker = sender.marker else {
        return try producers.judge(sender.header).map { ($0.baseOffset, $0.timestamp) }
      }
      try producers.judge(marker)
      return nil
    } catch { throw .producer(error) }
  }

  /// The batch is in place: readers may see it.
  @inline(__always)
  private func publish(_ batch: IncomingBatch, _ sender: NumberedBatch?, _ writer: inout Writer) -> Place {
    let (base, position) = (writer.tail.nextOffset, writer.tail.position)
    if let sender { sent(sender, at: base, batch.maxTimestamp, &writer) }
    writer.tail.position = position + batch.byteCount
    writer.tail.nextOffset = base + Int64(batch.recordCount)
    writer.tail.segment.publish(byteCount: writer.tail.position)
    end.store(writer.tail.nextOffset, ordering: .releasing)
    // After the batch is published, so that no entry names what a reader can't see.
    if writer.tail.segment.index(
      lastOffset: writer.tail.nextOffset - 1, batch.maxTimestamp, at: position,
      interval: writer.settings.indexIntervalBytes)
    {
      writer.judgeIndexes()
    }
    if position == 0 { writer.tail.firstTimestamp = batch.maxTimestamp }
    if let marker = sender?.marker { ended(marker, at: base, batch.maxTimestamp, &writer) }
    return (base, batch.maxTimestamp)
  }

  /// The rare way: drains, rolls if the batch asks for it, reserves room. A batch that is large for the tail buffer is
  /// written to its place in the `.log`.
  private func appendMakingRoom(
    _ bytes: Span<UInt8>, _ batch: IncomingBatch, _ sender: NumberedBatch?
  ) throws(LogError) -> Place {
    // The closure is not run later or elsewhere, but is checked as if it were.
    let bytes = copy bytes
    return try drained { writer throws(LogError) in
      var batch = batch
      try admit(&batch, &writer)
      if let sender, let original = try original(of: sender, writer.producers) { return original }
      try makeRoom(for: batch, &writer)
      if batch.byteCount <= writer.buffer.room {
        writer.buffer.put(bytes, batch, baseOffset: writer.tail.nextOffset)
        return publish(batch, sender, &writer)
      }
      do throws(StorageFailure) {
        try writer.tail.file.write(bytes, batch, baseOffset: writer.tail.nextOffset, at: writer.tail.position)
      } catch { throw .storage(error) }
      writer.tail.segment.wasDrained(byteCount: writer.tail.position + batch.byteCount)
      drainedEnd.store(writer.tail.nextOffset + Int64(batch.recordCount), ordering: .releasing)
      return publish(batch, sender, &writer)
    }
  }

  /// Rolls if the batch asks for it, then reserves its room.
  private func makeRoom(for batch: IncomingBatch, _ writer: inout Writer) throws(LogError) {
    guard writer.tail.nextOffset <= Offset.most else {
      throw .badBatch(BatchFlaw(.offset(found: writer.tail.nextOffset, due: 0), at: 0))
    }
    if writer.shouldRoll(for: batch) { try roll(&writer) }
    do throws(StorageFailure) {
      if writer.tail.hasIndexFiles {
        try writer.tail.segment.files.removeIndexes()
        writer.tail.hasIndexFiles = false
        writer.nameChanges += 1
      }
    } catch { throw .storage(error) }
    // Empty, and mapped when segments were to be smaller than the batch.
    if batch.byteCount > writer.tail.map.count - writer.tail.position { try beginAgain(&writer) }
    do throws(StorageFailure) {
      if batch.byteCount > writer.tail.reserved - writer.tail.position { try writer.tail.reserve(batch.byteCount) }
    } catch { throw .storage(error) }
    do throws(StorageFailure) {
      try writer.buffer.grow(toHold: batch.byteCount)
    } catch {
      // Without the buffer there is the `.log`, where the batch's room is.
      guard error.isFull else { throw .storage(error) }
    }
  }
}
