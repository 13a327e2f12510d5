import Synchronization

/// Compaction (SPEC §6.6): of the records with one key only the last one stays.
extension Log {
  /// What was not compacted yet and may be, by ``LogSettings/compaction``; nil if the log keeps all records.
  public var compactionNeed: CompactionNeed? {
    guard let settings = settings.compaction else { return nil }
    let done = Offset(compacted.load(ordering: .acquiring))
    // Most often nothing was sealed since: hosts ask every few seconds.
    let segments = segments.withLock { segments in
      segments.dropLast(segments.last.map { $0.base > done } ?? false ? 1 : segments.count)
    }
    guard !segments.isEmpty else { return CompactionNeed(offsets: done..<done) }
    return need(of: segments, settings)
  }

  private func need(of segments: ArraySlice<Segment>, _ settings: CompactionSettings) -> CompactionNeed {
    let now = time.now().milliseconds
    func latest(_ segment: Segment) -> Int64 { segment.withIndexes { $0.latest?.timestamp.milliseconds ?? -1 } }
    let from = min(max(compacted.load(ordering: .acquiring), startOffset.value), segments.last?.end ?? 0)
    var upTo = segments.last?.end ?? 0
    upTo = min(upTo, stableOffset().value)
    let dirty = segments.filter { $0.end > from }
    if settings.minLagMilliseconds > 0,
      let young = dirty.first(where: { now &- latest($0) < settings.minLagMilliseconds })
    {
      upTo = min(upTo, young.base.value)
    }
    guard from < upTo else { return CompactionNeed(offsets: Offset(from)..<Offset(from)) }
    let within = dirty.filter { $0.base.value < upTo }
    var need = CompactionNeed(offsets: Offset(from)..<Offset(upTo))
    need.dirtyBytes = within.reduce(0) { $0 + $1.byteCount }
    need.cleanBytes = segments.filter { $0.end <= from }.reduce(0) { $0 + $1.byteCount }
    let oldest = within.first?.withIndexes { $0.firstTimestamp?.milliseconds } ?? now
    let isOverdue = settings.maxLagMilliseconds.map { now &- oldest > $0 } ?? false
    need.isDue = need.dirtyRatio > settings.minDirtyRatio || isOverdue
    return need
  }

  /// Sealed segments whose data and index files are on disk.
  private var finishedSegments: ArraySlice<Segment> {
    let segments = segments.withLock { $0 }
    let first = writer.withLock { ($0.unfinished.first?.segment ?? $0.tail.segment).base }
    return segments.prefix { $0.base < first }
  }

  /// Goes over what was not compacted yet, and leaves of each key the last record, and of tombstones those that
  /// readers need; whether or not ``CompactionNeed/isDue`` asks for it. Appends and reads go on meanwhile, slices that
  /// were read stay valid, offsets stay as they are. What a crash breaks off is as if it had not been.
  ///
  /// Keys take up to `memoryBytes` of memory, 13.4 each; with more keys the log is gone over in several passes.
  /// `onProgress` is called for each megabyte or so: it may hold the thread, for others to have the disk, and ends the
  /// compaction by answering false.
  ///
  /// Damaged segments are left as they are, and tombstones above them stay. Throws ``LogError/storage(_:)`` with the
  /// log as it was but for segments that were replaced before, ``LogError/invalidSetting(name:reason:)`` if the log
  /// keeps all records.
  @discardableResult
  public func compact(
    memoryBytes: Int = 128 << 20, onProgress: (Compaction) -> Bool = { _ in true }
  ) throws(LogError) -> Compaction {
    guard let compaction = settings.compaction else {
      throw .invalidSetting(name: "compaction", reason: "it is nil, so the log keeps all records; set it to compact")
    }
    return try compacting.take { () throws(LogError) -> Compaction in
      // What a transaction came to is on disk before records go by it.
      let stable = stableOffset()
      try sync()
      try maintain()
      let need = need(of: finishedSegments, compaction)
      var done = Compaction(offsets: need.offsets.lowerBound..<need.offsets.lowerBound)
      let end = min(need.offsets.upperBound, stable)
      while done.offsets.upperBound < end, !done.isCancelled {
        try pass(from: done.offsets.upperBound, upTo: end, memoryBytes, &done, onProgress)
      }
      return done
    }
  }

  /// Learns as many keys as there is memory for, and writes the segments anew up to where these are.
  private func pass(
    from: Offset, upTo end: Offset, _ memoryBytes: Int, _ done: inout Compaction, _ onProgress: (Compaction) -> Bool
  ) throws(LogError) {
    let secret = KeyHash.Secret.random()
    let segments = finishedSegments
    // Markers may lie behind what is gone over; those count that are on disk.
    let synced = endOffset(.synced)
    let aborted = AbortedRanges(
      self.segments.withLock { $0 }.flatMap(\.aborted).filter { $0.lastOffset < synced })
    var latest: LatestOffsets
    do {
      latest = try LatestOffsets(
        from: from.value, keys: Int(end.value - from.value), memoryBytes: memoryBytes)
    } catch { throw .storage(error) }
    let dirty = segments.filter { $0.end > from.value && $0.base < end }
    let ahead = dirty + segments.prefix { $0.base < end }
    done.bytesToRead = done.bytesRead + ahead.reduce(0) { $0 + $1.byteCount }
    for segment in dirty where latest.last < end.value - 1 {
      let isThrough = try learn(segment, from, end, aborted, secret, &latest, &done, onProgress)
      if done.isCancelled { return }
      if !isThrough { break }
      // It may end in a hole.
      latest.pass(min(segment.end, end.value) - 1)
    }
    let next = latest.last + 1
    done.keys += latest.count
    done.memoryBytes = max(done.memoryBytes, latest.byteCount)
    var rules = CompactionRules(
      latest, secret, aborted: aborted, senders: writer.withLock { $0.producers.snapshot }, now: time.now(),
      deleteRetention: settings.compaction?.deleteRetentionMilliseconds ?? .max,
      unpackedLimit: settings.maxUnpackedBytes)
    var rest = segments.prefix { $0.base.value < next }
    while let first = rest.first {
      guard first.holes.isEmpty else {
        rules.keepsTombstones = true
        rest = rest.dropFirst()
        continue
      }
      let before = rules.inTransaction
      let count = try rewrite(rest, &rules, &done, onProgress)
      if done.isCancelled { return }
      rest = rest.dropFirst(count)
      guard count == 0 else { continue }
      // One is gone meanwhile, or turned out to be damaged: again, with what is there now.
      rules.inTransaction = before
      rest = finishedSegments.drop { $0.base < first.base }.prefix { $0.base.value < next }
    }
    do throws(StorageFailure) { try OffsetFile.compacted.write(Offset(next), directory, storage) } catch {
      throw failed(error)
    }
    compacted.store(next, ordering: .releasing)
    done.offsets = done.offsets.lowerBound..<Offset(next)
  }

  /// Goes over the batches of a segment from an offset on; sums those that nobody has summed. Damage is
  /// examined, remembered and passed over. `body` answers whether to go on.
  private func goOver(
    _ segment: Segment, from offset: Offset, _ done: inout Compaction, _ onProgress: (Compaction) -> Bool,
    _ body: (RecordBatch, inout Compaction) throws(LogError) -> Bool
  ) throws(LogError) {
    let end = Offset(segment.end)
    guard let map = try map(segment) else { return }
    var next = max(offset, segment.base)
    var isThrough = false
    while !isThrough {
      isThrough = try searching(segment, end: end) { () throws(LookupFailure) -> Bool in
        let entry = segment.withIndexes { $0.offsets.entry(atOrBelow: next) }
        var walk = try segment.walk(from: next == segment.base ? nil : entry, segment.byteCount, map)
        defer { if !walk.isKnown { segment.foundSound(walk.sound) } }
        while let found = try walk.next() {
          guard found.header.lastOffset >= next.value else { continue }
          let batch = RecordBatch(
            known: found.header, bytes: map.span(from: found.position, count: found.header.byteCount))
          done.bytesRead += found.header.byteCount
          next = Offset(found.header.nextOffset)
          do throws(LogError) {
            if !(try body(batch, &done)) { return true }
            if done.bytesRead - done.bytesTold >= Self.stepBytes {
              done.bytesTold = done.bytesRead
              try checkWritable()
              if isClosing.load(ordering: .acquiring) { throw .closed }
              if !onProgress(done) { done.isCancelled = true }
            }
          } catch { throw .failed(error) }
          if done.isCancelled { return true }
        }
        return true
      }
    }
  }

  /// How often a compaction says how far it is.
  private static let stepBytes = 1 << 20

  /// Learns the keys of a segment's records between two offsets. Answers false when there is no more room.
  private func learn(
    _ segment: Segment, _ from: Offset, _ end: Offset, _ aborted: AbortedRanges, _ secret: KeyHash.Secret,
    _ latest: inout LatestOffsets, _ done: inout Compaction, _ onProgress: (Compaction) -> Bool
  ) throws(LogError) -> Bool {
    var isRoom = true
    var keyed = KeyedRecords()
    let unpackedLimit = settings.maxUnpackedBytes
    try goOver(segment, from: max(from, segment.base), &done, onProgress) { batch, _ in
      let header = batch.header
      guard header.baseOffset < end.value else { return false }
      if !header.attributes.isControl, header.recordCount > 0, !aborted.contains(header) {
        // What can't be read stays, and is nobody's last record.
        isRoom = (try? latest.learn(batch, from.value, secret, unpackedLimit, &keyed)) ?? true
      }
      if isRoom { latest.pass(header.lastOffset) }
      return isRoom
    }
    return isRoom
  }

  /// Writes the first of some segments as one, as many as fit, and has that take their place if it is not the same.
  /// Answers how many these were; none if one is gone meanwhile, or turned out to be damaged.
  private func rewrite(
    _ segments: ArraySlice<Segment>, _ rules: inout CompactionRules, _ done: inout Compaction,
    _ onProgress: (Compaction) -> Bool
  ) throws(LogError) -> Int {
    let cleaned = segments[segments.startIndex].files.cleaned
    do throws(LogError) {
      let (segment, count) = try write(segments, &rules, &done, onProgress)
      let group = segments.prefix(count)
      guard let segment, try swap(group, for: segment) else {
        do { try storage.remove(cleaned) } catch { throw .storage(error) }
        return segment == nil ? count : 0
      }
      done.segmentsReplaced += count
      done.bytesReplaced += group.reduce(0) { $0 + $1.byteCount }
      done.segmentsWritten += 1
      done.bytesWritten += segment.byteCount
      return count
    } catch {
      // The next open takes it away, too.
      if storage.exists(cleaned) { try? storage.remove(cleaned) }
      throw error
    }
  }

  /// Writes the first segments as one, as long as it has room for all of the next. Answers how many, and the segment
  /// that may take their place, which is on disk; no segment if it would be the same or this was cancelled, and a count
  /// of none if one turned out to be damaged.
  private func write(
    _ segments: ArraySlice<Segment>, _ rules: inout CompactionRules, _ done: inout Compaction,
    _ onProgress: (Compaction) -> Bool
  ) throws(LogError) -> (Segment?, count: Int) {
    let first = segments[segments.startIndex]
    var output: SegmentWriter
    do { output = try SegmentWriter(first.files, interval: settings.indexIntervalBytes) } catch {
      throw .storage(error)
    }
    var builder: BatchBuilder?
    var aborted: [AbortedTransaction] = []
    var count = 0
    for segment in segments {
      guard count == 0 || segment.holes.isEmpty && output.hasRoom(for: segment, settings) else { break }
      count += 1
      let markers = Dictionary(segment.aborted.map { ($0.lastOffset.value, $0) }) { $1 }
      try goOver(segment, from: segment.base, &done, onProgress) { batch, done throws(LogError) in
        let verdict = rules.judge(batch)
        let records = Int(batch.header.recordCount)
        done.recordsRead += records
        if verdict != .nothing, let transaction = markers[batch.header.baseOffset] { aborted.append(transaction) }
        do throws(StorageFailure) {
          switch verdict {
          case .whole:
            done.recordsKept += records
            try output.keep(batch.header, batch.bytes)
          case .nothing: try output.drop(batch.header)
          case .empty: try output.keepHead(of: batch.header)
          case .some(let horizon):
            done.recordsKept += rules.chosen.count { $0 }
            try output.keep(rules.chosen, of: batch, horizon, &builder, settings.maxUnpackedBytes)
          }
        } catch { throw .storage(error) }
        return true
      }
      if done.isCancelled { return (nil, count) }
      if !segment.holes.isEmpty { return (nil, 0) }
    }
    let end = Offset(segments[segments.startIndex + count - 1].end)
    do { try output.finish(at: end) } catch { throw .storage(error) }
    guard count > 1 || output.hasNewBatches || output.byteCount != first.byteCount else { return (nil, count) }
    let segment = Segment(
      base: first.base, files: output.files, byteCount: output.byteCount, indexes: output.indexes, aborted: aborted,
      end: end.value)
    return (segment, count)
  }

  /// Has a segment take the place of a group; false if that is not there any more.
  private func swap(_ group: ArraySlice<Segment>, for segment: Segment) throws(LogError) -> Bool {
    let first = group[group.startIndex]
    return try syncing.take { () throws(LogError) -> Bool in
      try checkWritable()
      let present = segments.withLock { segments in
        segments.firstIndex { $0 === first }.map { segments[$0...].prefix(group.count).elementsEqual(group, by: ===) }
      }
      guard present == true else { return false }
      do throws(StorageFailure) {
        for old in group { try old.keepMap() }
        try pinFrontier(above: Offset(segment.end))
        try SegmentSwap.commit(segment.files)
      } catch { throw failed(error) }
      // From here on the next open goes on with the new segment: so must this log, or take no more.
      do throws(StorageFailure) {
        try SegmentSwap.place(segment.files, replacing: group.dropFirst().map(\.files))
      } catch { throw poisoned(by: error) }
      do throws(StorageFailure) {
        let isScrubbed = { (point: ScrubPoint) in group.contains { $0.base == point.base } }
        scrubPoint.withLock { if isScrubbed($0) { $0 = ScrubPoint(base: segment.base, due: segment.base.value) } }
        segments.withLock { segments in
          if let n = segments.firstIndex(where: { $0 === first }) {
            segments.replaceSubrange(n..<n + group.count, with: CollectionOfOne(segment))
          }
        }
        if try segment.files.writeTransactions(segment.aborted) { try storage.syncDirectory(directory) }
        try segment.files.writeIndexes(segment.indexes)
      } catch { throw failed(error) }
      return true
    }
  }

  /// Both slots of the frontier's file say a frontier that is not below `offset`, up to which all is on disk.
  private func pinFrontier(above offset: Offset) throws(StorageFailure) {
    let frontier = synced.withLock { synced in
      if synced.base < offset { synced = Frontier(base: offset, byteCount: 0, offset: offset.value) }
      return synced
    }
    try frontierFile.withLock { file throws(StorageFailure) in try file.pin(frontier) }
  }
}

extension SegmentWriter {
  /// Whether all of a segment fits in, behind what is there.
  fileprivate func hasRoom(for segment: Segment, _ settings: LogSettings) -> Bool {
    let entries = segment.withIndexes { max($0.offsets.count, $0.times.count) }
    let mine = max(indexes.offsets.count, indexes.times.count)
    return byteCount + segment.byteCount <= settings.segmentBytes
      && segment.end - files.base.value <= Int64(Int32.max)
      && (mine + entries + 1) * TimeIndex.entrySize <= settings.indexBytes
  }

  /// Of a batch's records those that were chosen stay; it can be read.
  mutating func keep(
    _ chosen: [Bool], of batch: RecordBatch, _ horizon: Timestamp?, _ spare: inout BatchBuilder?, _ limit: Int
  ) throws(StorageFailure) {
    var head = batch.header
    if let horizon {
      head.attributes.bits |= BatchAttributes.deleteHorizon
      head.baseTimestamp = horizon
    }
    do {
      var records = try batch.records(unpackedLimit: limit)
      var builder = try taken(head.attributes.codec ?? .none, &spare)
      builder.begin(keeping: head)
      var n = 0
      while try records.next() {
        if chosen[n] { try builder.keep(records.record, of: head) }
        n += 1
      }
      try keep(&builder, head)
      spare = consume builder
    } catch let failure as StorageFailure {
      throw failure
    } catch {
      // It was read a moment ago: there is no memory to pack it in.
      throw StorageFailure(.write, files.cleaned, code: Errno.noMemory)
    }
  }

  private mutating func keep(_ builder: inout BatchBuilder, _ head: BatchHeader) throws {
    let batch = try builder.finish(keeping: head)
    try keep(batch.header, batch.bytes, isNew: true)
  }

  /// The spare builder, if it packs like this, or a new one.
  private func taken(_ codec: Codec, _ spare: inout BatchBuilder?) throws(LogError) -> BatchBuilder {
    if let builder = spare.take(), builder.codec == codec { return builder }
    return try BatchBuilder(codec: codec)
  }
}

extension LatestOffsets {
  /// Learns the keys of a batch's records from an offset on. Answers false at the first for which there is no room.
  fileprivate mutating func learn(
    _ batch: RecordBatch, _ from: Int64, _ secret: KeyHash.Secret, _ unpackedLimit: Int, _ keyed: inout KeyedRecords
  ) throws(BatchFlaw) -> Bool {
    var cursor = try batch.records(unpackedLimit: unpackedLimit)
    while try keyed.next(of: &cursor, secret, self) {
      for record in keyed.records where record.offset >= from {
        if let key = record.key {
          guard put(key, record.offset) else { return false }
        } else {
          pass(record.offset)
        }
      }
    }
    return true
  }
}
