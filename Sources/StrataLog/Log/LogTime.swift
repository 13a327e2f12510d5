import Synchronization

/// Reading by time (SPEC §4.5).
extension Log {
  /// The first record, in order of offsets, whose time is at or after the one given, as Kafka finds it; nil when there is none. Times may be
  /// out of order: later records may then be earlier.
  public func offset(atOrAfter time: Timestamp) throws(LogError) -> (offset: Offset, timestamp: Timestamp)? {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    let start = startOffset
    for segment in segments.withLock({ $0 }) {
      guard let latest = segment.withIndexes({ $0.latest }), latest.timestamp >= time else { continue }
      let map = try segment.map()
      let visible = segment.byteCount
      let found = try searching(segment) { () throws(LookupFailure) in
        try segment.find(atOrAfter: time, start: start, visible, map, unpackedLimit: settings.maxUnpackedBytes)
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
  func find(
    atOrAfter time: Timestamp, start: Offset, _ visible: Int, _ map: MappedRange, unpackedLimit: Int
  ) throws(LookupFailure) -> (offset: Offset, timestamp: Timestamp)? {
    let entry = withIndexes { indexes in
      let before = indexes.times.entry(atOrBefore: time)?.offset ?? base
      return indexes.offsets.entry(atOrBelow: max(before, start))
    }
    var walk = try walk(from: entry, visible, map)
    do {
      while let header = try walk.peek() {
        let position = walk.position
        walk.skip(header)
        guard header.maxTimestamp >= time, header.lastOffset >= start.value else { continue }
        let batch = try RecordBatch(
          checking: map.span(from: position, count: header.byteCount))
        var records = try batch.records(unpackedLimit: unpackedLimit)
        while try records.next() {
          let record = records.record
          if record.timestamp >= time, record.offset >= start { return (record.offset, record.timestamp) }
        }
      }
    } catch { throw .damaged(position: walk.position, error) }
    return nil
  }
}
