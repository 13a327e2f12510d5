import Synchronization

/// Reading by time (SPEC §4.5).
extension Log {
  /// The first record, in order of offsets, whose time is at or after the one given, as Kafka finds it; nil when
  /// there is none. Times may be out of order: later records may then be earlier.
  public func offset(atOrAfter time: Timestamp) throws(LogError) -> (offset: Offset, timestamp: Timestamp)? {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    for segment in segments.withLock({ $0 }) {
      guard let latest = segment.withIndexes({ $0.latest }), latest.timestamp >= time else { continue }
      guard let map = try map(segment) else { continue }
      let start = startOffset
      let found = try searching(segment) { () throws(LookupFailure) in
        let place = segment.place(for: time, start: start)
        // After the entries were looked at, so that what they name can be read.
        do throws(LogError) { try drain { _ in } } catch { throw .failed(error) }
        return try segment.find(atOrAfter: time, place, start: start, map, unpackedLimit: settings.maxUnpackedBytes)
      }
      if let found { return found }
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

  /// What `place` names must be in the file.
  func find(
    atOrAfter time: Timestamp, _ place: (before: TimeIndex.Entry?, entry: OffsetIndex.Entry?), start: Offset,
    _ map: MappedRange, unpackedLimit: Int
  ) throws(LookupFailure) -> (offset: Offset, timestamp: Timestamp)? {
    var before = place.before
    var walk = try walk(from: place.entry, drainedByteCount, map)
    while let batch = try step(&walk) {
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
        if let found = try RecordBatch(checking: bytes).first(atOrAfter: time, start, unpackedLimit) { return found }
      } catch { throw .damaged(position: batch.position, error) }
    }
    guard before == nil else { throw .lyingIndex }
    return nil
  }
}

extension TimeIndex.Entry {
  /// Whether this is the batch that the entry means.
  fileprivate func names(_ header: BatchHeader) -> Bool {
    header.lastOffset == offset.value && header.maxTimestamp == timestamp
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
