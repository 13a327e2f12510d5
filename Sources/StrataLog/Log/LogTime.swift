import Synchronization

/// Reading by time (SPEC §4.5).
extension Log {
  /// The first record, in order of offsets, whose time is at or after the one given, as Kafka finds it; nil when
  /// there is none. Times may be out of order: later records may then be earlier.
  public func offset(atOrAfter time: Timestamp) throws(LogError) -> (offset: Offset, timestamp: Timestamp)? {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    let segments = segments.withLock { $0 }
    for (n, segment) in segments.enumerated() {
      guard let latest = segment.withIndexes({ $0.latest }), latest.timestamp >= time else { continue }
      guard let map = try map(segment) else { continue }
      let start = startOffset
      let end = n + 1 < segments.count ? segments[n + 1].base : endOffset()
      let found = try searching(segment, end: end) { () throws(LookupFailure) in
        let place = segment.place(for: time, start: start)
        // After the entries were looked at, so that what they name can be read.
        do throws(LogError) { try drain { _ in } } catch { throw .failed(error) }
        return try segment.find(atOrAfter: time, place, start: start, map, unpackedLimit: settings.maxUnpackedBytes)
      }
      // What the hole held may have been the answer.
      if let hole = found.hole, settings.onDamage == .stop { throw .damaged(hole) }
      if let record = found.record { return record }
    }
    return nil
  }

  /// The offset and time of the first record with the latest time, or nil in an empty log.
  public func latest() throws(LogError) -> (offset: Offset, timestamp: Timestamp)? {
    let times = segments.withLock { $0 }.compactMap { $0.withIndexes { $0.latest?.timestamp } }
    guard let latest = times.max() else { return nil }
    return try offset(atOrAfter: latest)
  }
}

extension Segment {
  /// The last index entries before which nothing is as late as `time`.
  func place(for time: Timestamp, start: Offset) -> (before: TimeIndex.Entry?, entry: OffsetIndex.Entry?) {
    withIndexes { indexes in
      let before = indexes.times.entry(atOrBefore: time)
      return (before, indexes.offsets.entry(atOrBelow: max(before?.offset ?? base, start)))
    }
  }

  /// The first record at or above `start` whose time is at or after the one given, and the first hole that was passed
  /// on the way to it. What `place` names must be in the file.
  func find(
    atOrAfter time: Timestamp, _ place: (before: TimeIndex.Entry?, entry: OffsetIndex.Entry?), start: Offset,
    _ map: MappedRange, unpackedLimit: Int
  ) throws(LookupFailure) -> (record: (offset: Offset, timestamp: Timestamp)?, hole: LogDamage?) {
    var before = place.before
    var walk = try walk(from: place.entry, drainedByteCount, map)
    let begin = walk.due
    defer { if !walk.isKnown { foundSound(walk.sound) } }
    func hole(before offset: Int64) -> LogDamage? {
      holes.first { $0.upTo > max(start, Offset(begin)) && $0.from.value < offset && $0.from < $0.upTo }
    }
    while let batch = try walk.next() {
      let header = batch.header
      if let named = before, header.lastOffset >= named.offset.value {
        guard header.baseOffset > named.offset.value || named.names(header) else { throw .lyingIndex }
        before = nil
      }
      guard header.maxTimestamp >= time, header.lastOffset >= start.value else { continue }
      // Up to the batch that the entry names none is as late.
      guard before == nil else { throw .lyingIndex }
      let bytes = map.span(from: batch.position, count: header.byteCount)
      do throws(BatchFlaw) {
        let batch = RecordBatch(known: header, bytes: bytes)
        if let found = try batch.first(atOrAfter: time, start, unpackedLimit) {
          return (found, hole(before: header.baseOffset))
        }
      } catch { throw .damaged(position: batch.position, error) }
    }
    guard before == nil else { throw .lyingIndex }
    return (nil, hole(before: .max))
  }
}

extension RecordBatch {
  /// The first record at or above `start` that is not earlier than `time`.
  fileprivate func first(
    atOrAfter time: Timestamp, _ start: Offset, _ unpackedLimit: Int
  ) throws(BatchFlaw) -> (offset: Offset, timestamp: Timestamp)? {
    var records = try records(unpackedLimit: unpackedLimit)
    while try records.next() {
      let record = records.record
      if record.timestamp >= time, record.offset >= start { return (record.offset, record.timestamp) }
    }
    return nil
  }
}
