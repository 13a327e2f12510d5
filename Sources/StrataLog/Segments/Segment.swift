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
  }

  /// The offset of the first record, which names the files.
  let base: Offset
  let files: SegmentFiles
  /// Bytes of whole batches that readers may see; stored with release after the bytes are in place, loaded with
  /// acquire.
  private let published: Atomic<Int>
  /// Those of them that are in the file.
  private let drained: Atomic<Int>
  private let state: Guarded<State>

  init(base: Offset, files: SegmentFiles, byteCount: Int, indexes: SegmentIndexes, map: MappedRange? = nil) {
    self.base = base
    self.files = files
    published = Atomic(byteCount)
    drained = Atomic(byteCount)
    state = Guarded(State(indexes: indexes, map: map))
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

  /// Looks at the indexes without copying them.
  func withIndexes<Result>(_ body: (inout SegmentIndexes) -> Result) -> Result {
    state.withLock { body(&$0.indexes) }
  }

  /// The file in memory; of a sealed segment mapped when nobody reads it yet.
  func map() throws(LogError) -> MappedRange {
    do {
      return try state.withLock { state throws(StorageFailure) -> MappedRange in
        if let map = state.map ?? state.lent { return map }
        let map = try files.storage.open(files.log, create: false).map(published.load(ordering: .acquiring))
        state.lent = map
        return map
      }
    } catch { throw .storage(error) }
  }

  /// The segment is sealed: its mapping goes once no reader holds it.
  func unmap() {
    state.withLock { state in
      state.lent = state.map
      state.map = nil
    }
  }

  /// Builds the indexes again from the batches, because an entry was found to lie.
  func rebuildIndexes(interval: Int) throws(LogError) {
    let size = drainedByteCount
    let map = try map()
    var rebuilt = SegmentIndexes(base: base)
    var walk = BatchWalk(map.span(from: 0, count: size), from: 0, due: base.value)
    // A flaw ends the walk: what lies beyond it is found, or not, by going from the last entry before it.
    while let header = try? walk.peek() {
      rebuilt.add(header, position: walk.position, interval: interval)
      walk.skip(header)
    }
    withIndexes { indexes in
      if indexes.times.last == indexes.latest { rebuilt.seal() }
      indexes = rebuilt
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
