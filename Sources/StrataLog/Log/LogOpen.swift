/// Opening (SPEC §6.4): segments with sound index files are trusted, the others are read through, and what a crash
/// tore off is cut.
extension Log {
  /// Opens the log in `directory`, which is made if it is missing (its parent is not), or begins an empty one there.
  /// Batches are stamped with `leaderEpoch` unless an append says otherwise.
  public static func open(
    directory: String, storage: any Storage, time: any TimeSource = SystemTime(), settings: LogSettings = .init(),
    leaderEpoch: Int32 = 0
  ) throws(LogError) -> Log {
    try settings.check()
    do throws(StorageFailure) { try makeDirectory(directory, storage) } catch { throw .storage(error) }
    let start = try OffsetFile.start.read(directory, storage)
    let compacted = try OffsetFile.compacted.read(directory, storage)
    var opening: LogOpening
    do {
      opening = try LogOpening(
        directory: directory, storage: storage, settings: settings, start: start, compacted: compacted)
      try opening.sweep()
      try opening.recoverSegments()
      try opening.replayTail()
    } catch { throw .storage(error) }
    return Log(opening: try opening.finish(time: time), leaderEpoch: leaderEpoch)
  }

  /// Makes the directory if it is missing, so that its name is on disk before anything in it is. One without a
  /// frontier's file may have been made by a process that was killed before it had synced the name.
  private static func makeDirectory(_ directory: String, _ storage: any Storage) throws(StorageFailure) {
    if storage.exists(directory) {
      guard !storage.exists(directory + "/" + FrontierFile.name) else { return }
    } else {
      try storage.makeDirectory(directory)
    }
    try storage.syncParent(of: directory)
  }
}

/// What an open made, for the log to take.
struct OpenedLog {
  let directory: String
  let settings: LogSettings
  let recovery: Recovery
  let storage: any Storage
  let time: any TimeSource
  let segments: [Segment]
  let tail: Tail
  let unfinished: [Unfinished]
  let producers: Producers
  let hasSnapshots: Bool
  let start: Offset
  let compacted: Int64
  let frontier: Frontier
  let frontierFile: FrontierFile
  let unvouched: [Offset: Range<Int>]
}

/// An open on its way.
struct LogOpening {
  let directory: String
  let storage: any Storage
  let settings: LogSettings
  private var found: [FoundSegment] = []
  private var recovery = Recovery()
  private var replay: ProducerReplay
  /// Of sealed segments that were read through: what producers had done up to their ends, by base.
  private var snapshots: [Offset: ProducerSnapshot] = [:]
  private let start: Offset?
  /// Up to where the log was compacted; 0 where that is not known.
  private let compacted: Int64
  private let frontierFile: FrontierFile
  /// What the file says, be it true or not.
  private let said: Frontier?
  private let hasFrontierFile: Bool

  /// Reads the sidecar files. One that is not as it was written is passed over: without it the log may show records
  /// that were deleted, or cut where it could have told damage.
  init(
    directory: String, storage: any Storage, settings: LogSettings, start: OffsetFile.Found,
    compacted: OffsetFile.Found
  ) throws(StorageFailure) {
    self.directory = directory
    self.storage = storage
    self.settings = settings
    replay = ProducerReplay(directory, storage, files: [], compacted: 0)
    hasFrontierFile = storage.exists(directory + "/" + FrontierFile.name)
    (frontierFile, said) = try FrontierFile.read(directory, storage)
    if said == nil, try FrontierFile.wasWritten(directory, storage) {
      recovery.passedOver.append(directory + "/" + FrontierFile.name)
    }
    switch start {
    case .missing: self.start = nil
    case .offset(let offset, let isHalf):
      self.start = offset
      // While there is one left. What fails here is tried again by the next open.
      if isHalf { try? OffsetFile.start.write(offset, directory, storage) }
    case .damaged:
      self.start = nil
      recovery.passedOver.append(directory + "/" + OffsetFile.start.name)
    }
    if case .offset(let offset, _) = compacted { self.compacted = offset.value } else { self.compacted = 0 }
    if compacted == .damaged { recovery.passedOver.append(directory + "/" + OffsetFile.compacted.name) }
  }

  /// Lists the segments, and removes what a crash left of removals and renames: temporary files, indexes without a
  /// log, segments below the start offset.
  mutating func sweep() throws(StorageFailure) {
    // A kill may have come between the start's file and the sync of its name, and what lies below must not go before;
    // or between the first segment and the sync of its name, and a later one's must not survive without it.
    if start != nil || !hasFrontierFile { try storage.syncDirectory(directory) }
    // What a compaction had made is put in place, or away.
    let names = try SegmentSwap.finish(in: directory, storage)
    let logs = Set(names.filter { SegmentFiles.base(ofLogNamed: $0) != nil })
    for name in names where name.hasSuffix(".tmp") { try storage.remove(directory + "/" + name) }
    replay = ProducerReplay(directory, storage, files: names, compacted: compacted)
    for name in names where name.hasSuffix(".index") || name.hasSuffix(".timeindex") || name.hasSuffix(".txnindex") {
      let log = name.prefix { $0 != "." } + ".log"
      if !logs.contains(String(log)) { try storage.remove(directory + "/" + name) }
    }
    var below: [FoundSegment] = []
    let bases = logs.compactMap { SegmentFiles.base(ofLogNamed: $0) }.sorted()
    for (n, base) in bases.enumerated() {
      let files = SegmentFiles(storage: storage, directory: directory, base: base)
      if n + 1 < bases.count, let start, bases[n + 1] <= start {
        below.append(try FoundSegment(files))
      } else {
        found.append(try FoundSegment(files))
      }
    }
    if let first = found.first { try remove(below, before: first.files.base) }
  }

  /// Removes segments that are not of the log any more, which goes on at `first`, once what they say of those who wrote
  /// is kept.
  private mutating func remove(_ gone: [FoundSegment], before first: Offset) throws(StorageFailure) {
    guard !gone.isEmpty else { return }
    try goOn(at: first.value, gone)
    if !replay.producers.isEmpty || !replay.snapshots.isEmpty {
      try replay.producers.snapshot.write(at: first, directory, storage)
      try storage.syncDirectory(directory)
    }
    for segment in gone { try segment.files.remove() }
  }

  /// Decides for each segment whether it is trusted, and reads through those that are not.
  mutating func recoverSegments() throws(StorageFailure) {
    let lastTrusted = found.lastIndex { $0.indexes != nil && vouches(for: $0) } ?? -1
    var n = 0
    while n < found.count {
      let next = n + 1 < found.count ? found[n + 1].files.base : nil
      if found[n].indexes == nil || next == nil || !vouches(for: found[n]) {
        let floor = n < lastTrusted ? next.map { .all($0.value) } : floor(of: n, next: next)
        try goOn(at: found[n].files.base.value, found)
        let scan = try found[n].check(
          floor: floor, next: next, isOurs: hasFrontierFile, interval: settings.indexIntervalBytes, &replay, &recovery)
        if let scan { try cut(after: n, scan) }
        if let next, next == Offset(found[n].end) { try replay.sealed(at: next) }
        if next != nil { snapshots[found[n].files.base] = replay.producers.snapshot }
      }
      n += 1
    }
    try goOnBehindHole()
  }

  /// Whether the index files of a segment say that it is on disk, which they were written to say: a power failure may
  /// have brought back those of an earlier close, but of a segment that lies below the frontier. Without a frontier
  /// file the directory is not of our making, and they are all there is to go by.
  private func vouches(for segment: FoundSegment) -> Bool { Self.vouches(said, hasFrontierFile, for: segment) }

  private static func vouches(_ said: Frontier?, _ hasFrontierFile: Bool, for segment: FoundSegment) -> Bool {
    guard hasFrontierFile else { return true }
    guard let said else { return false }
    return said.base > segment.files.base
  }

  /// Producers are known up to `offset`, as `segments` have them.
  private mutating func goOn(at offset: Int64, _ segments: [FoundSegment]) throws(StorageFailure) {
    let (hasFile, frontier) = (hasFrontierFile, said)
    try replay.goOn(at: offset, segments) { Self.vouches(frontier, hasFile, for: $0) && $0.isFinished }
  }

  /// What the frontier says of segment `n`.
  private func floor(of n: Int, next: Offset?) -> FoundSegment.Floor? {
    let base = found[n].files.base
    guard let said, said.base >= base else { return nil }
    if said.base == base { return FoundSegment.Floor(byteCount: said.byteCount, offset: said.offset) }
    return .all(next?.value ?? said.offset)
  }

  /// Begins a segment where the last one can't be appended to, or where it is gone.
  private mutating func goOnBehindHole() throws(StorageFailure) {
    var base: Int64?
    if let last = found.last {
      if last.endsInHole { base = last.end }
    } else if let said, said.offset > start?.value ?? 0 {
      base = said.offset
      let files = SegmentFiles(storage: storage, directory: directory, base: said.base)
      recovery.damage.append(
        LogDamage(
          segment: files.log, position: 0, byteCount: 0, from: start ?? Offset(0), upTo: Offset(said.offset),
          flaw: BatchFlaw(.offset(found: said.offset, due: start?.value ?? 0), at: 0)))
    }
    guard let base else { return }
    found.append(
      try FoundSegment(SegmentFiles(storage: storage, directory: directory, base: Offset(base)), create: true))
    try storage.syncDirectory(directory)
  }

  /// Cuts segment `n` where its good batches end, and sets those after it aside.
  private mutating func cut(after n: Int, _ scan: FoundSegment.Scan) throws(StorageFailure) {
    recovery.cuts.append(try found[n].cut(scan))
    for later in found[(n + 1)...] {
      try storage.rename(later.files.log, to: later.files.setAside)
      try later.files.removeIndexes()
      recovery.setAside.append(later.files.setAside)
    }
    found.removeSubrange((n + 1)...)
    try storage.syncDirectory(directory)
  }

  /// Writes what a dead process had in the tail buffer to the end of the last segment.
  mutating func replayTail() throws(StorageFailure) {
    guard let replay = try TailReplay(directory, storage) else { return }
    if let n = found.indices.last {
      try goOn(at: found[n].end, found)
      for run in replay.runs(from: found[n].end) {
        try found[n].append(run.span, interval: settings.indexIntervalBytes, &self.replay)
      }
    }
    try replay.remove(directory)
  }

  /// Makes the segments and the tail.
  mutating func finish(time: any TimeSource) throws(LogError) -> OpenedLog {
    var segments: [Segment] = []
    var unfinished: [Unfinished] = []
    for (sealed, next) in zip(found, found.dropFirst()) {
      let segment = sealed.segment(end: next.files.base)
      segments.append(segment)
      // Also one with holes: what lies behind them may be on its way to the disk.
      if !sealed.isFinished {
        unfinished.append(
          Unfinished(
            segment: segment, file: sealed.file,
            producers: snapshots[segment.base] ?? replay.producers.snapshot))
      }
    }
    do throws(StorageFailure) {
      if let last = found.last, last.end >= start?.value ?? 0 {
        let (hasFile, frontier) = (hasFrontierFile, said)
        try replay.finish(found) { Self.vouches(frontier, hasFile, for: $0) && $0.isFinished }
        recovery.passedOver += replay.damaged.sorted()
        try replay.sweep(Set(found.map(\.files.base)), end: Offset(last.end))
        let tail = try last.tail(mapped: settings.segmentBytes)
        segments.append(tail.segment)
        return opened(time, segments, tail, unfinished)
      }
      // All that there is lies below the start offset: a power failure took what had been appended and forgotten.
      try remove(found, before: start ?? Offset(0))
    } catch { throw .storage(error) }
    let tail = try Log.newTail(directory, storage, base: start ?? Offset(0), mapped: settings.segmentBytes)
    // A later segment's name must not survive without this one's: records below it would look deleted.
    do { try storage.syncDirectory(directory) } catch { throw .storage(error) }
    recovery.passedOver += replay.damaged.sorted()
    return opened(time, [tail.segment], tail, [])
  }

  private func opened(
    _ time: any TimeSource, _ segments: [Segment], _ tail: Tail, _ unfinished: [Unfinished]
  ) -> OpenedLog {
    let frontier = frontier(segments, tail, unfinished)
    return OpenedLog(
      directory: directory, settings: settings, recovery: recovery, storage: storage, time: time,
      segments: segments, tail: tail, unfinished: unfinished, producers: replay.producers,
      hasSnapshots: !replay.snapshots.isEmpty, start: max(start ?? Offset(0), segments[0].base),
      compacted: compacted,
      frontier: frontier, frontierFile: frontierFile,
      unvouched: unvouched(unfinished.map(\.segment) + [tail.segment], above: frontier))
  }

  /// The bytes above the frontier, by segment.
  private func unvouched(_ segments: [Segment], above frontier: Frontier) -> [Offset: Range<Int>] {
    var unvouched: [Offset: Range<Int>] = [:]
    for segment in segments where segment.base >= frontier.base {
      let from = segment.base == frontier.base ? frontier.byteCount : 0
      if from < segment.byteCount { unvouched[segment.base] = from..<segment.byteCount }
    }
    return unvouched
  }

  /// Up to where the log is on disk: what a killed process wrote is in the system's hands only. All before the first
  /// segment that is not finished is; what the file says beyond that, if it says it of what is there.
  private func frontier(_ segments: [Segment], _ tail: Tail, _ unfinished: [Unfinished]) -> Frontier {
    if tail.hasIndexFiles, unfinished.isEmpty {
      return Frontier(base: tail.segment.base, byteCount: tail.position, offset: tail.nextOffset)
    }
    let first = unfinished.first?.segment ?? tail.segment
    let least = Frontier(base: first.base, byteCount: 0, offset: first.base.value)
    guard let said, said.offset >= least.offset, said.offset <= tail.nextOffset,
      let segment = segments.last(where: { $0.base == said.base }), said.byteCount <= segment.byteCount
    else { return least }
    return said
  }
}
