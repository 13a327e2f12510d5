import Synchronization

/// One stretch of a log (SPEC §4): a `.log` file of batches, and its indexes in memory. The last one of a log is
/// active: it grows.
final class Segment: Sendable {
  private struct State: Sendable {
    var indexes: SegmentIndexes
    /// The active segment's.
    var map: MappedRange?
    /// A sealed segment's, for as long as somebody reads it: what was read long ago must not count as this process's
    /// memory.
    weak var lent: MappedRange?
    /// Bytes that were summed since the log was opened.
    var sound = SoundBytes()
    /// In the order of their bytes.
    var holes: [LogDamage] = []
    /// Transactions whose abort is in it, in the order of their markers.
    var aborted: [AbortedTransaction] = []
  }

  /// The offset of the first record, which names the files.
  let base: Offset
  let files: SegmentFiles
  /// Bytes of whole batches that readers may see; stored with release after the bytes are in place, loaded with
  /// acquire.
  private let published: Atomic<Int>
  /// Those of them that are in the file.
  private let drained: Atomic<Int>
  /// From this byte on all is known to be sound: appended or summed since the log was opened. Readers of the log's end
  /// need to know no more.
  private let soundFrom: Atomic<Int>
  private let hasHoles: Atomic<Bool>
  private let sealedEnd: Atomic<Int64>
  /// ``SegmentIndexes/nextTime`` and ``SegmentIndexes/lastPosition``, stored with the lock held: most batches are seen
  /// to bring nothing new without asking for it.
  private let nextTime: Atomic<Int64>
  private let lastEntry: Atomic<Int>
  private let state: Guarded<State>

  /// A segment of `byteCount` bytes, which were summed from `soundFrom` on, but for the holes.
  init(
    base: Offset, files: SegmentFiles, byteCount: Int, indexes: SegmentIndexes, map: MappedRange? = nil,
    soundFrom: Int = 0, holes: [LogDamage] = [], aborted: [AbortedTransaction] = [], end: Int64 = .max
  ) {
    self.base = base
    self.files = files
    published = Atomic(byteCount)
    drained = Atomic(byteCount)
    self.soundFrom = Atomic(soundFrom)
    hasHoles = Atomic(!holes.isEmpty)
    sealedEnd = Atomic(end)
    nextTime = Atomic(indexes.nextTime)
    lastEntry = Atomic(indexes.lastPosition)
    state = Guarded(State(indexes: indexes, map: map, holes: holes, aborted: aborted))
  }

  var byteCount: Int { published.load(ordering: .acquiring) }

  /// Bytes of whole batches that are in the file: what lies beyond must not be touched through a map.
  var drainedByteCount: Int { drained.load(ordering: .acquiring) }

  /// Whether `count` bytes from `position` on, as far as there are so many, are in the file.
  func isDrained(from position: Int, _ count: Int) -> Bool {
    let drained = drainedByteCount
    return drained - position >= count || drained == byteCount
  }

  func publish(byteCount: Int) { published.store(byteCount, ordering: .releasing) }

  func wasDrained(byteCount: Int) { drained.store(byteCount, ordering: .releasing) }

  var indexes: SegmentIndexes { state.withLock { $0.indexes } }

  /// Transactions whose abort is in it, in the order of their markers.
  var aborted: [AbortedTransaction] { state.withLock { $0.aborted } }

  /// A marker was appended that aborts a transaction.
  func add(_ transaction: AbortedTransaction) { state.withLock { $0.aborted.append(transaction) } }

  /// A batch that begins at `position` was published; says whether the indexes have something new for it.
  @inline(__always)
  func index(lastOffset: Int64, _ timestamp: Timestamp, at position: Int, interval: Int) -> Bool {
    let isLater = timestamp.milliseconds >= nextTime.load(ordering: .relaxed)
    guard isLater || position - lastEntry.load(ordering: .relaxed) > interval else { return false }
    add(lastOffset, timestamp, position, interval)
    return true
  }

  @inline(never)
  private func add(_ lastOffset: Int64, _ timestamp: Timestamp, _ position: Int, _ interval: Int) {
    state.withLock { state in
      state.indexes.add(lastOffset: lastOffset, maxTimestamp: timestamp, position: position, interval: interval)
      noteIndexes(state.indexes)
    }
  }

  /// With the lock held.
  private func noteIndexes(_ indexes: SegmentIndexes) {
    nextTime.store(indexes.nextTime, ordering: .relaxed)
    lastEntry.store(indexes.lastPosition, ordering: .relaxed)
  }

  /// Looks at the indexes without copying them.
  func withIndexes<Result>(_ body: (inout SegmentIndexes) -> Result) -> Result {
    state.withLock { body(&$0.indexes) }
  }

  /// The file in memory; of a sealed segment mapped when nobody reads it yet.
  func map() throws(LogError) -> MappedRange {
    do { return try mapped() } catch { throw .storage(error) }
  }

  /// The same, for who handles failures of the storage.
  func mapped() throws(StorageFailure) -> MappedRange {
    try state.withLock { state throws(StorageFailure) -> MappedRange in
      if let map = state.map ?? state.lent { return map }
      let map = try files.storage.open(files.log, create: false).map(published.load(ordering: .acquiring))
      state.lent = map
      return map
    }
  }

  /// The file stays in memory as long as the segment: its name is about to be another's.
  func keepMap() throws(StorageFailure) {
    let map = try mapped()
    state.withLock { $0.map = map }
  }

  /// The offset due behind a sealed segment: no batch of it reaches past that.
  var end: Int64 { sealedEnd.load(ordering: .acquiring) }

  /// The segment is sealed, and the next one begins at `end`: its mapping goes once no reader holds it.
  func seal(end: Int64) {
    sealedEnd.store(end, ordering: .releasing)
    state.withLock { state in
      state.lent = state.map
      state.map = nil
    }
  }
}

// MARK: - What is known of the bytes

extension Segment {
  /// Where there are no batches, as far as it is known.
  var holes: [LogDamage] { hasHoles.load(ordering: .acquiring) ? state.withLock { $0.holes } : [] }

  /// The bytes around one that nobody needs to sum any more; empty if that one was not.
  func soundBytes(around position: Int) -> Range<Int> {
    let from = soundFrom.load(ordering: .acquiring)
    return position >= from ? from..<Int.max : state.withLock { $0.sound.range(around: position) }
  }

  /// These bytes were summed.
  func foundSound(_ bytes: Range<Int>) {
    guard bytes.lowerBound < soundFrom.load(ordering: .acquiring) else { return }
    state.withLock { state in
      state.sound.insert(bytes)
      let around = state.sound.range(around: bytes.lowerBound)
      if around.upperBound >= soundFrom.load(ordering: .relaxed) {
        soundFrom.store(around.lowerBound, ordering: .releasing)
      }
    }
  }

  /// Reads the first `size` bytes through, behind which `next` is due, because something there is not what was written
  /// or not what an index says: finds the holes and builds the indexes again.
  /// `mark` is what the indexes were when there were so many bytes.
  func examine(_ size: Int, next: Offset, _ mark: SegmentIndexes.Mark, interval: Int) throws(LogError) {
    let map = try map()
    let found = Examination(
      map.span(from: 0, count: size), files.log, base: base, next: next, hints: indexes.offsets,
      interval: interval)
    state.withLock { state in
      let wasSealed = state.indexes.times.last == state.indexes.latest
      var indexes = found.indexes
      // Batches may have been appended meanwhile.
      indexes.append(since: mark, from: size, next, of: state.indexes)
      if wasSealed { indexes.seal() }
      state.indexes = indexes
      noteIndexes(indexes)
      state.holes = found.holes
      hasHoles.store(!found.holes.isEmpty, ordering: .releasing)
      var sound = 0
      for hole in found.holes {
        state.sound.insert(sound..<hole.position)
        sound = hole.end
      }
      soundFrom.store(sound, ordering: .releasing)
    }
  }
}

extension SegmentIndexes {
  /// A batch with this header begins at `position`.
  mutating func add(_ header: BatchHeader, position: Int, interval: Int) {
    add(
      lastOffset: header.lastOffset, maxTimestamp: header.maxTimestamp, position: position, interval: interval)
  }
}
