import Synchronization

/// Reading by offset (SPEC §4.4).
extension Log {
  /// The batches from the one that holds `from` on, as many as fit into `maxBytes` and at least one, up to what is
  /// visible at `upTo`; empty at the end. They begin at a batch's edge, so records below `from` may come first; they
  /// come from one segment, so read on at ``LogSlice/nextOffset``.
  public func read(
    from: Offset, maxBytes: Int = 1 << 20, upTo: Durability = .written
  ) throws(LogError) -> LogSlice {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    let end = endOffset(upTo)
    let start = startOffset
    guard from >= start, from <= end else { throw .outOfRange(offset: from, start: start, end: end) }
    let (segment, next) = try segment(holding: from)
    guard let map = try map(segment) else { throw .outOfRange(offset: from, start: startOffset, end: end) }
    if from < end, from.value >= drainedEnd.load(ordering: .acquiring) { try drain { _ in } }
    if from == end {
      return LogSlice(
        map: map, position: 0, segment: segment.files.log, byteCount: 0, baseOffset: from, nextOffset: from)
    }
    return try searching(segment) { () throws(LookupFailure) -> LogSlice in
      let first = try segment.find(from, visibleBytes(of: segment, upTo), map, end: next ?? end)
      // A reader of the tail brings it into the file; one that comes from behind has enough to read there.
      if upTo < .synced, !segment.isDrained(from: first.position, maxBytes) {
        do throws(LogError) { try drain { _ in } } catch { throw .failed(error) }
      }
      return try segment.slice(from: first, visibleBytes(of: segment, upTo), map, maxBytes: maxBytes)
    }
  }

  /// The segment whose range holds the offset, and the next one's base.
  func segment(holding offset: Offset) throws(LogError) -> (Segment, next: Offset?) {
    let segments = segments.withLock { $0 }
    let n = segments.partitioningIndex { $0.base > offset }
    // Retention may have taken the segment since the start offset was looked at.
    guard n > 0 else { throw .outOfRange(offset: offset, start: startOffset, end: endOffset()) }
    return (segments[n - 1], n < segments.count ? segments[n].base : nil)
  }

  /// The segment's file in memory; nil when retention has removed it meanwhile.
  func map(_ segment: Segment) throws(LogError) -> MappedRange? {
    do {
      return try segment.map()
    } catch .storage(let failure) where failure.isMissing && startOffset > segment.base {
      return nil
    }
  }

  private func visibleBytes(of segment: Segment, _ upTo: Durability) -> Int {
    guard upTo == .synced else { return segment.drainedByteCount }
    let point = synced.withLock { $0 }
    return segment.base == point.base ? point.byteCount : segment.base < point.base ? segment.byteCount : 0
  }

  /// Runs a search in a segment; when an index entry is found to lie, rebuilds the indexes and searches once more.
  func searching<Result>(
    _ segment: Segment, _ search: () throws(LookupFailure) -> Result
  ) throws(LogError) -> Result {
    var hasRebuilt = false
    while true {
      do {
        return try search()
      } catch {
        switch error {
        case .lyingIndex where !hasRebuilt:
          // Among appends, for the segment may be the active one.
          try drained { writer throws(LogError) in
            try segment.rebuildIndexes(interval: writer.settings.indexIntervalBytes)
          }
          hasRebuilt = true
        case .lyingIndex: throw .damaged(segment: segment.files.log, position: 0, flaw: BatchFlaw(.lyingIndex, at: 0))
        case .failed(let error): throw error
        case .damaged(let position, let flaw):
          throw .damaged(segment: segment.files.log, position: position, flaw: flaw)
        }
      }
    }
  }
}

/// Why a search in a segment found nothing to stand on.
enum LookupFailure: Error {
  case lyingIndex
  case damaged(position: Int, BatchFlaw)
  case failed(LogError)
}

extension Segment {
  /// A batch's place and head.
  struct Found {
    var position: Int
    var header: BatchHeader
  }

  /// The batch that holds `offset`, which is below `end`, where the segment's offsets end.
  func find(_ offset: Offset, _ visible: Int, _ map: MappedRange, end: Offset) throws(LookupFailure) -> Found {
    let entry = withIndexes { $0.offsets.entry(atOrBelow: offset) }
    var walk = try walk(from: entry, visible, map)
    while let batch = try step(&walk) {
      if batch.header.lastOffset >= offset.value { return batch }
    }
    throw .damaged(position: walk.position, BatchFlaw(.offset(found: end.value, due: walk.due), at: 0))
  }

  /// The next batch of a walk; nil at its end.
  func step(_ walk: inout BatchWalk) throws(LookupFailure) -> Found? {
    let position = walk.position
    do {
      guard let header = try walk.peek() else { return nil }
      walk.skip(header)
      return Found(position: position, header: header)
    } catch { throw .damaged(position: position, error) }
  }

  /// A walk that begins where the entry says, or at the head. The batch there must be the one that the entry names.
  @_lifetime(borrow map)
  func walk(from entry: OffsetIndex.Entry?, _ visible: Int, _ map: borrowing MappedRange) throws(LookupFailure)
    -> BatchWalk
  {
    let bytes = map.span(from: 0, count: visible)
    guard let entry else { return BatchWalk(bytes, from: 0, due: base.value) }
    let position = Int(entry.position.value)
    guard let header = try? BatchHeader(reading: bytes, at: position),
      header.baseOffset >= base.value, header.lastOffset == entry.lastOffset.value
    else { throw .lyingIndex }
    return BatchWalk(bytes, from: position, due: header.baseOffset)
  }

  /// Whole batches from the found one on. The index tells how far, so that only the headers after the last entry are
  /// looked at.
  func slice(
    from first: Found, _ visible: Int, _ map: MappedRange, maxBytes: Int
  ) throws(LookupFailure) -> LogSlice {
    let limit = min(visible, first.position + min(max(0, maxBytes), visible))
    var walk = BatchWalk(map.span(from: 0, count: visible), from: first.position, due: first.header.baseOffset)
    walk.skip(first.header)
    // An entry may be there of a batch that is not visible at this level.
    let reach = FilePosition(Int32(clamping: min(limit, visible - 1)))
    let entry = withIndexes { $0.offsets.entry(atOrBelow: reach) }
    if let entry, entry.position.value > walk.position { walk = try self.walk(from: entry, visible, map) }
    // The batches before a flaw are good; it shows when reading goes on there.
    while let header = try? walk.peek(), walk.position + header.byteCount <= limit { walk.skip(header) }
    return LogSlice(
      map: map, position: first.position, segment: files.log, byteCount: walk.position - first.position,
      baseOffset: Offset(first.header.baseOffset), nextOffset: Offset(walk.due))
  }
}
