import Synchronization

/// Letting old records go (SPEC §6.2), whole segments at a time.
extension Log {
  /// Removes the oldest segments that time or size no longer keeps, never the active one: an active segment that has
  /// grown too old is rolled first. Returns how many went. Slices that were read stay valid.
  @discardableResult
  public func enforceRetention() throws(LogError) -> Int {
    let now = time.now()
    try checkWritable()
    func isTooOld(_ tail: Tail) -> Bool { tail.position > 0 && isExpired(tail.segment, now, sealedAt: nil) }
    if writer.withLock({ isTooOld($0.tail) }) {
      try drained { writer throws(LogError) in if isTooOld(writer.tail) { try roll(&writer) } }
    }
    let segments = segments.withLock { $0 }
    var keep = segments.count - 1
    var total = segments.reduce(0) { $0 + $1.byteCount }
    var n = 0
    while n < keep {
      let size = segments[n].byteCount
      let isOver = settings.retentionBytes.map { total - size >= $0 } ?? false
      guard isOver || isExpired(segments[n], now, sealedAt: modified(segments[n])) else { break }
      total -= size
      n += 1
    }
    keep = n
    // Removing comes first and finishing last: on a full disk one makes the room that the other needs.
    let removed = keep == 0 ? 0 : try removeSegments(below: segments[keep].base, evenIfFull: true)
    try maintain()
    return removed
  }

  /// Forgets the records below `offset`: they can't be read from the return on, also after a crash; segments that
  /// hold nothing else are removed. Returns the new start, at least the old one.
  @discardableResult
  public func deleteRecords(before offset: Offset) throws(LogError) -> Offset {
    let end = endOffset()
    guard offset <= end else { throw .outOfRange(offset: offset, start: startOffset, end: end) }
    _ = try removeSegments(below: offset, evenIfFull: false)
    return startOffset
  }

  /// Moves the start to `offset` and removes the sealed segments that lie wholly below it. `evenIfFull` does without
  /// the file that keeps the start: when whole segments go, the next one says it too. They then go one after the other,
  /// for a power failure to bring back none but the last.
  private func removeSegments(below offset: Offset, evenIfFull: Bool) throws(LogError) -> Int {
    try syncing.take { () throws(LogError) -> Int in
      try checkWritable()
      guard offset > startOffset else { return 0 }
      let gone = segments.withLock { segments in
        Array(segments.prefix(segments.dropFirst().partitioningIndex { $0.base > offset } - 1))
      }
      let isGone = { (sealed: Unfinished) in gone.contains { $0 === sealed.segment } }
      let last = writer.withLock { $0.unfinished.last(where: isGone) }
      var isStartKept = true
      do throws(StorageFailure) {
        // What its batches say of their senders no sync waits for any more, and no open reads.
        if let last, try keep(last.producers, at: Offset(last.segment.end)) { try storage.syncDirectory(directory) }
        try OffsetFile.start.write(offset, directory, storage)
      } catch {
        guard evenIfFull, error.isFull else { throw failed(error) }
        isStartKept = false
      }
      start.store(offset.value, ordering: .releasing)
      segments.withLock { $0.removeFirst(gone.count) }
      writer.withLock { writer in
        writer.unfinished.removeAll(where: isGone)
        writer.nameChanges += 1
      }
      do throws(StorageFailure) {
        for files in isStartKept ? gone.map(\.files) : try filesBelowStart() {
          try files.remove()
          guard !isStartKept else { continue }
          try storage.syncDirectory(directory)
          // There was no room before.
          if let last, (try? keep(last.producers, at: Offset(last.segment.end))) == true {
            try storage.syncDirectory(directory)
          }
        }
      } catch { throw failed(error) }
      return gone.count
    }
  }

  /// The segments that are on the storage and not of the log any more, in order; a removal that failed leaves some.
  private func filesBelowStart() throws(StorageFailure) -> [SegmentFiles] {
    let first = segments.withLock { $0[0].base }
    return try storage.list(directory).compactMap { SegmentFiles.base(ofLogNamed: $0) }.filter { $0 < first }.sorted()
      .map { SegmentFiles(storage: storage, directory: directory, base: $0) }
  }

  /// Whether the newest record is too old. A record is no younger than its append, whatever time its sender gave it:
  /// one in the future would keep its segment for ever.
  private func isExpired(_ segment: Segment, _ now: Timestamp, sealedAt: Timestamp?) -> Bool {
    guard let keep = settings.retentionMilliseconds else { return false }
    let latest = segment.withIndexes { $0.latest?.timestamp }
    guard let newest = [latest, sealedAt].compactMap({ $0 }).min() else { return false }
    return now.milliseconds.subtractingReportingOverflow(newest.milliseconds).partialValue > keep
  }

  private func modified(_ segment: Segment) -> Timestamp? {
    (try? storage.open(segment.files.log, create: false))?.modified()
  }
}
