/// Opening (SPEC §6.4): segments with sound index files are trusted, the others are read through, and what a crash
/// tore off is cut.
extension Log {
  /// Opens the log in `directory`, which is made if it is missing (its parent is not), or begins an empty one there.
  /// `rescanned` sees the header of each batch that recovery had to read, in order of offsets.
  public static func open(
    directory: String, storage: any Storage, time: any TimeSource = SystemTime(), settings: LogSettings = .init(),
    rescanned: (BatchHeader) -> Void = { _ in }
  ) throws(LogError) -> Log {
    try settings.check()
    do throws(StorageFailure) { try makeDirectory(directory, storage) } catch { throw .storage(error) }
    var opening = LogOpening(directory: directory, storage: storage, settings: settings)
    let start = try opening.startOffset()
    do {
      try opening.sweep(below: start)
      try opening.recoverSegments(rescanned)
      try opening.replayTail(rescanned)
    } catch { throw .storage(error) }
    return Log(opening: try opening.finish(time: time, start: start))
  }

  /// Makes the directory if it is missing, so that its name is on disk before anything in it is.
  private static func makeDirectory(_ directory: String, _ storage: any Storage) throws(StorageFailure) {
    guard !storage.exists(directory) else { return }
    try storage.makeDirectory(directory)
    let parent = directory.lastIndex(of: "/").map { String(directory[..<$0]) } ?? "."
    try storage.syncDirectory(parent.isEmpty ? "/" : parent)
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
  let start: Offset
  let frontier: Frontier
  let frontierFile: FrontierFile
}

/// An open on its way.
struct LogOpening {
  let directory: String
  let storage: any Storage
  let settings: LogSettings
  private var found: [FoundSegment] = []
  private var recovery = Recovery()

  init(directory: String, storage: any Storage, settings: LogSettings) {
    self.directory = directory
    self.storage = storage
    self.settings = settings
  }

  /// Where the log was said to start, if that was said.
  mutating func startOffset() throws(LogError) -> Offset? {
    switch try StartOffsetFile.read(directory, storage) {
    case .missing: return nil
    case .offset(let offset): return offset
    case .damaged:
      recovery.passedOver.append(directory + "/" + StartOffsetFile.name)
      return nil
    }
  }

  /// Lists the segments, and removes what a crash left of removals and renames: temporary files, indexes without a
  /// log, segments below the start offset.
  mutating func sweep(below start: Offset?) throws(StorageFailure) {
    let names = try storage.list(directory)
    let logs = Set(names.filter { SegmentFiles.base(ofLogNamed: $0) != nil })
    for name in names where name.hasSuffix(".tmp") { try storage.remove(directory + "/" + name) }
    for name in names where name.hasSuffix(".index") || name.hasSuffix(".timeindex") {
      let log = name.prefix { $0 != "." } + ".log"
      if !logs.contains(String(log)) { try storage.remove(directory + "/" + name) }
    }
    let bases = logs.compactMap { SegmentFiles.base(ofLogNamed: $0) }.sorted()
    for (n, base) in bases.enumerated() {
      let files = SegmentFiles(storage: storage, directory: directory, base: base)
      if n + 1 < bases.count, let start, bases[n + 1] <= start {
        try files.remove()
      } else {
        found.append(try FoundSegment(files))
      }
    }
  }

  /// Decides for each segment whether it is trusted, and reads through those that are not.
  mutating func recoverSegments(_ rescanned: (BatchHeader) -> Void) throws(StorageFailure) {
    let lastTrusted = found.lastIndex { $0.indexes != nil } ?? -1
    var n = 0
    while n < found.count {
      let isLast = n == found.count - 1
      let next = isLast ? nil : found[n + 1].files.base
      if found[n].indexes != nil, !isLast {
        n += 1
        continue
      }
      if let scan = try found[n].check(isLast: isLast, settings.indexIntervalBytes, next, rescanned, &recovery) {
        if n < lastTrusted, let next {
          recovery.damage.append(scan.damage(found[n].files.log, upTo: next))
          found[n].keepDamaged()
        } else {
          try cut(after: n, scan)
        }
      }
      n += 1
    }
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
  mutating func replayTail(_ rescanned: (BatchHeader) -> Void) throws(StorageFailure) {
    guard let replay = try TailReplay(directory, storage) else { return }
    if let n = found.indices.last, !found[n].isFinished {
      for run in replay.runs(from: found[n].end) {
        try found[n].append(run.span, interval: settings.indexIntervalBytes, rescanned)
      }
    }
    try replay.remove(directory)
  }

  /// Makes the segments and the tail.
  func finish(time: any TimeSource, start: Offset?) throws(LogError) -> OpenedLog {
    var segments: [Segment] = []
    var unfinished: [Unfinished] = []
    do {
      for sealed in found.dropLast() {
        let segment = sealed.segment()
        segments.append(segment)
        guard !sealed.isFinished, !sealed.isDamaged else { continue }
        unfinished.append(Unfinished(segment: segment, file: sealed.file))
      }
      if let last = found.last, last.end >= start?.value ?? 0 {
        let tail = try last.tail(mapped: settings.segmentBytes)
        segments.append(tail.segment)
        return try opened(time, segments, tail, unfinished, start)
      }
      // All that there is lies below the start offset: a power failure took what had been appended and forgotten.
      for lost in found { try lost.files.remove() }
    } catch { throw .storage(error) }
    let tail = try Log.newTail(directory, storage, base: start ?? Offset(0), mapped: settings.segmentBytes)
    do { return try opened(time, [tail.segment], tail, [], start) } catch { throw .storage(error) }
  }

  private func opened(
    _ time: any TimeSource, _ segments: [Segment], _ tail: Tail, _ unfinished: [Unfinished], _ start: Offset?
  ) throws(StorageFailure) -> OpenedLog {
    let (file, said) = try FrontierFile.read(directory, storage)
    return OpenedLog(
      directory: directory, settings: settings, recovery: recovery, storage: storage, time: time,
      segments: segments, tail: tail, unfinished: unfinished, start: max(start ?? Offset(0), segments[0].base),
      frontier: frontier(said, segments, tail, unfinished), frontierFile: file)
  }

  /// Up to where the log is on disk: what a killed process wrote is in the system's hands only. All before the first
  /// segment that is not finished is; what the file says beyond that, if it says it of what is there.
  private func frontier(
    _ said: Frontier?, _ segments: [Segment], _ tail: Tail, _ unfinished: [Unfinished]
  ) -> Frontier {
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
