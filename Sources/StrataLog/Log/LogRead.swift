import Synchronization

/// Reading by offset (SPEC §4.4).
extension Log {
  /// The batches from the one that holds `from` on, as many as fit into `maxBytes` and at least one, up to what is
  /// visible at `upTo`; empty at the end. They begin at a batch's edge, so records below `from` may come first; they
  /// come from one segment, so read on at ``LogSlice/nextOffset``.
  ///
  /// `committed` readers stop where the oldest open transaction began; what was aborted below is for them to leave out
  /// (``aborted(from:upTo:)``).
  ///
  /// All of them are what was written: bytes that were not summed since the log was opened are summed here, once. Where
  /// damage begins the slice ends; what a read does that begins there says ``LogSettings/onDamage``.
  public func read(
    from: Offset, maxBytes: Int = 1 << 20, upTo: Durability = .written, committed: Bool = false
  ) throws(LogError) -> LogSlice {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    let end = endOffset(upTo)
    let start = startOffset
    guard from >= start, from <= end else { throw .outOfRange(offset: from, start: start, end: end) }
    let stable = committed ? min(end, stableOffset(upTo)) : end
    var from = from
    while true {
      let (segment, next) = try segment(holding: from)
      guard let map = try map(segment) else { throw .outOfRange(offset: from, start: startOffset, end: end) }
      if from < end, from.value >= drainedEnd.load(ordering: .acquiring) { try drain { _ in } }
      if from >= stable {
        return LogSlice(
          map: map, position: 0, files: segment.files, byteCount: 0, baseOffset: from, nextOffset: from)
      }
      let found = try searching(segment, end: next ?? end) { () throws(LookupFailure) -> Segment.Reading in
        if let hole = segment.hole(at: from) { return .hole(hole) }
        let first = try segment.find(from, visibleBytes(of: segment, upTo), map, end: next ?? end)
        // A reader of the tail brings it into the file; one that comes from behind has enough to read there.
        if upTo < .synced, !segment.isDrained(from: first.position, maxBytes) {
          do throws(LogError) { try drain { _ in } } catch { throw .failed(error) }
        }
        return .batches(
          try segment.slice(from: first, visibleBytes(of: segment, upTo), map, maxBytes: maxBytes, before: stable))
      }
      switch found {
      case .batches(let slice): return slice
      case .hole(let hole):
        guard settings.onDamage == .skip else { throw .damaged(hole) }
        from = min(hole.upTo, end)
      }
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

  /// Runs a search in a segment. When it finds damage, or that an index entry lies, the segment is examined, and
  /// searched once more by what is known then.
  func searching<Result>(
    _ segment: Segment, end: Offset, _ search: () throws(LookupFailure) -> Result
  ) throws(LogError) -> Result {
    var isExamined = false
    while true {
      let flaw: BatchFlaw
      let position: Int
      do {
        return try search()
      } catch {
        switch error {
        case .lyingIndex: (position, flaw) = (0, BatchFlaw(.lyingIndex, at: 0))
        case .damaged(let at, let found): (position, flaw) = (at, found)
        case .failed(let error): throw error
        }
      }
      if isExamined {
        throw .damaged(
          LogDamage(
            segment: segment.files.log, position: position, byteCount: segment.byteCount - position,
            from: segment.base, upTo: end, flaw: flaw))
      }
      try examine(segment, end: end)
      isExamined = true
    }
  }

  /// Reads a segment through, behind whose batches `end` is due, and remembers what is wrong with it.
  func examine(_ segment: Segment, end: Offset) throws(LogError) {
    let interval = settings.indexIntervalBytes
    if writer.withLock({ $0.tail.segment !== segment }) {
      return try segment.examine(segment.byteCount, next: end, segment.withIndexes { $0.mark }, interval: interval)
    }
    // Of the active one the bytes, the offset behind them and the indexes, as they belong together.
    let (size, next, mark) = try drain { writer in
      let isActive = writer.tail.segment === segment
      return (
        isActive ? writer.tail.position : segment.byteCount, isActive ? Offset(writer.tail.nextOffset) : end,
        segment.withIndexes { $0.mark }
      )
    }
    try segment.examine(size, next: next, mark, interval: interval)
  }
}

extension Segment {
  /// What there is at an offset.
  enum Reading {
    case batches(LogSlice)
    case hole(LogDamage)
  }

  /// The hole that has lost this offset.
  func hole(at offset: Offset) -> LogDamage? { holes.first { $0.from <= offset && offset < $0.upTo } }

  /// The batch that holds `offset`, which is in no known hole and below `end`, where the segment's offsets end.
  func find(_ offset: Offset, _ visible: Int, _ map: MappedRange, end: Offset) throws(LookupFailure) -> SoundWalk.Found
  {
    var walk = try walk(from: withIndexes { $0.offsets.entry(atOrBelow: offset) }, visible, map)
    while let found = try walk.next() {
      guard found.header.lastOffset >= offset.value else { continue }
      if !walk.isKnown { foundSound(walk.sound) }
      return found
    }
    throw .damaged(position: walk.position, BatchFlaw(.offset(found: end.value, due: walk.due), at: 0))
  }

  /// Whole batches from the found one on, which begin below `stable`, up to a hole or a flaw at most.
  func slice(
    from first: SoundWalk.Found, _ visible: Int, _ map: MappedRange, maxBytes: Int, before stable: Offset
  ) throws(LookupFailure) -> LogSlice {
    let limit = min(visible, first.position + min(max(0, maxBytes), visible))
    var walk = SoundWalk(
      self, map.span(from: 0, count: visible), from: first.position, due: first.header.baseOffset)
    _ = try walk.next()
    // The index tells how far, so that of what needs no summing only the headers after the last entry are looked at.
    // An entry may be there of a batch that is not visible at this level.
    let reach = FilePosition(Int32(clamping: min(limit, visible - 1, walk.knownEnd)))
    if reach.value > walk.position, holes.isEmpty, let entry = withIndexes({ $0.offsets.entry(atOrBelow: reach) }),
      entry.position.value > walk.position, entry.lastOffset < stable
    {
      try walk.jump(to: Int(entry.position.value), due: due(at: entry, visible, map))
    }
    while walk.due < stable.value, walk.next(within: limit) {}
    if !walk.isKnown { foundSound(walk.sound) }
    return LogSlice(
      map: map, position: first.position, files: files, byteCount: walk.position - first.position,
      baseOffset: Offset(first.header.baseOffset), nextOffset: Offset(walk.due))
  }

  /// A walk that begins where the entry says, or at the head.
  @_lifetime(borrow map)
  func walk(from entry: OffsetIndex.Entry?, _ visible: Int, _ map: borrowing MappedRange) throws(LookupFailure)
    -> SoundWalk
  {
    guard let entry else { return SoundWalk(self, map.span(from: 0, count: visible), from: 0, due: base.value) }
    return SoundWalk(
      self, map.span(from: 0, count: visible), from: Int(entry.position.value), due: try due(at: entry, visible, map))
  }

  /// The offset due where an entry says. The batch there must be the one that it names.
  private func due(
    at entry: OffsetIndex.Entry, _ visible: Int, _ map: borrowing MappedRange
  ) throws(LookupFailure) -> Int64 {
    guard let header = try? BatchHeader(reading: map.span(from: 0, count: visible), at: Int(entry.position.value)),
      header.baseOffset >= base.value, header.lastOffset == entry.lastOffset.value
    else { throw .lyingIndex }
    return header.baseOffset
  }
}
