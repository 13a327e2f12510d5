/// A segment that an open found on the storage: trusted by its index files, or to be read through (SPEC §6.4).
struct FoundSegment {
  /// What reading through a segment came upon: where its good batches end, and why.
  struct Scan {
    var position: Int
    var due: Int64
    var flaw: BatchFlaw

    func damage(_ log: String, upTo next: Offset) -> Recovery.Damage {
      Recovery.Damage(segment: log, position: position, from: Offset(due), upTo: next, flaw: flaw)
    }
  }

  let files: SegmentFiles
  let file: any StorageFile
  /// Bytes of the file as it was found.
  let foundSize: Int
  /// From the index files, if both are there and sound; or built by reading through.
  private(set) var indexes: SegmentIndexes?
  /// Whether the index files are there and true.
  private(set) var isFinished = false
  /// Bytes of good batches.
  private(set) var size: Int
  /// The offset due after them; of a trusted sealed segment not known and not needed.
  private(set) var end: Int64
  /// Whether it is served up to a flaw and never cut.
  private(set) var isDamaged = false
  private let flaws: [String]
  private var map: MappedRange?

  init(_ files: SegmentFiles) throws(StorageFailure) {
    self.files = files
    file = try files.storage.open(files.log, create: false)
    foundSize = try file.size()
    size = foundSize
    end = files.base.value
    let read = try Self.readIndexes(files, file, foundSize)
    indexes = read.indexes
    isFinished = read.indexes != nil
    flaws = read.flaws
  }

  /// Reads both index files; the paths of those that are there but unsound otherwise.
  private static func readIndexes(
    _ files: SegmentFiles, _ file: any StorageFile, _ size: Int
  ) throws(StorageFailure) -> (indexes: SegmentIndexes?, flaws: [String]) {
    let paths = [files.offsetIndex, files.timeIndex]
    let present = paths.filter { files.storage.exists($0) }
    guard !present.isEmpty else { return (nil, []) }
    guard present.count == 2 else { return (nil, paths.filter { !present.contains($0) }) }
    let bytes = (try files.storage.contents(paths[0]), try files.storage.contents(paths[1]))
    guard let offsets = try? OffsetIndex(base: files.base, reading: bytes.0.span),
      offsets.last.map({ Int($0.position.value) + BatchHeader.size <= size }) ?? true
    else { return (nil, [paths[0]]) }
    guard let times = try? TimeIndex(base: files.base, reading: bytes.1.span) else { return (nil, [paths[1]]) }
    guard size > 0 else { return (SegmentIndexes(offsets: offsets, times: times, firstTimestamp: nil), []) }
    let head = try file.read(at: 0, count: BatchHeader.size)
    guard let first = try? BatchHeader(reading: head.span), first.baseOffset == files.base.value else {
      return (nil, [])
    }
    // Sealing gave the time index an entry at least as late as the first batch.
    guard times.last?.timestamp ?? .none >= first.maxTimestamp else { return (nil, [paths[1]]) }
    return (SegmentIndexes(offsets: offsets, times: times, firstTimestamp: first.maxTimestamp), [])
  }

  /// Reads the batches that are not vouched for: of a trusted last segment those after its last index entry, of
  /// others all. Returns where they end if they end before the file does.
  mutating func check(
    isLast: Bool, _ interval: Int, _ next: Offset?, _ rescanned: (BatchHeader) -> Void, _ recovery: inout Recovery
  ) throws(StorageFailure) -> Scan? {
    let map = try file.map(max(1, foundSize))
    self.map = map
    if isFinished, let indexes {
      if let end = Self.end(of: map.span(from: 0, count: foundSize), files.base, indexes) {
        self.end = end
        return nil
      }
      recovery.rebuiltIndexes.append(files.offsetIndex)
    }
    recovery.rebuiltIndexes += flaws
    isFinished = false
    var built = SegmentIndexes(base: files.base)
    var walk = BatchWalk(map.span(from: 0, count: foundSize), from: 0, due: files.base.value)
    var flaw: BatchFlaw?
    do {
      var position = 0
      while let header = try walk.nextChecked() {
        built.add(header, position: position, interval: interval)
        rescanned(header)
        position = walk.position
      }
    } catch { flaw = error }
    size = walk.position
    end = walk.due
    if !isLast { built.seal() }
    indexes = built
    recovery.scannedBytes += size
    // Zeroes are the room that a killed process had reserved, no flaw.
    if map.span(from: 0, count: foundSize).lastNonZero(from: size) == nil { flaw = nil }
    if flaw == nil, let next, next.value != end {
      flaw = BatchFlaw(.offset(found: next.value, due: end), at: 0)
    }
    return flaw.map { Scan(position: size, due: end, flaw: $0) }
  }

  /// The offset due after a trusted last segment, if its last index entries are true and the batches after them are
  /// whole.
  private static func end(of bytes: Span<UInt8>, _ base: Offset, _ indexes: SegmentIndexes) -> Int64? {
    var walk = BatchWalk(bytes, from: 0, due: base.value)
    if let entry = indexes.offsets.last {
      let position = Int(entry.position.value)
      guard let header = try? BatchHeader(reading: bytes, at: position), header.baseOffset >= base.value,
        header.lastOffset == entry.lastOffset.value
      else { return nil }
      walk = BatchWalk(bytes, from: position, due: header.baseOffset)
    }
    do {
      while let header = try walk.nextChecked() {
        if header.maxTimestamp > indexes.latest?.timestamp ?? .none { return nil }
      }
    } catch { return nil }
    return walk.due
  }

  /// Keeps what follows the good batches in a sidecar, then cuts it off.
  mutating func cut(_ scan: Scan) throws(StorageFailure) -> Recovery.Cut {
    var cut = Recovery.Cut(segment: files.log, position: scan.position, bytes: 0, keptIn: nil, flaw: scan.flaw)
    if let map, let last = map.span(from: 0, count: foundSize).lastNonZero(from: scan.position) {
      let path = files.cut(at: scan.position)
      cut.bytes = last + 1 - scan.position
      cut.keptIn = path
      try files.storage.replace(path, with: map.span(from: scan.position, count: cut.bytes))
      try files.storage.syncDirectory(files.directory)
    }
    try files.removeIndexes()
    try file.truncate(scan.position)
    try file.sync()
    return cut
  }

  /// Adds whole batches that continue the segment.
  mutating func append(
    _ batches: Span<UInt8>, interval: Int, _ rescanned: (BatchHeader) -> Void
  ) throws(StorageFailure) {
    try file.write(batches, at: size)
    var built = indexes ?? SegmentIndexes(base: files.base)
    var walk = BatchWalk(batches, from: 0, due: end)
    while let header = try? walk.peek() {
      built.add(header, position: size + walk.position, interval: interval)
      rescanned(header)
      walk.skip(header)
    }
    size += walk.position
    end = walk.due
    indexes = built
  }

  /// Leaves the file as it is: what lies after its good batches was on disk once and may be of use to someone.
  mutating func keepDamaged() { isDamaged = true }

  func segment() -> Segment {
    Segment(
      base: files.base, files: files, byteCount: size, indexes: indexes ?? SegmentIndexes(base: files.base))
  }

  /// The active segment to go on with.
  func tail(mapped: Int) throws(StorageFailure) -> Tail {
    let map = try file.map(max(mapped, size))
    let segment = Segment(
      base: files.base, files: files, byteCount: size, indexes: indexes ?? SegmentIndexes(base: files.base), map: map)
    var tail = Tail(segment: segment, file: file, map: map, position: size, nextOffset: end)
    tail.hasIndexFiles = isFinished
    return tail
  }
}

extension Span<UInt8> {
  /// The last byte from `start` on that is not zero.
  func lastNonZero(from start: Int) -> Int? {
    var end = count
    // Eight at a time: there may be a gigabyte of them.
    while end - start >= 8, bigEndian(at: end - 8) == 0 as UInt64 { end -= 8 }
    while end > start, self[end - 1] == 0 { end -= 1 }
    return end > start ? end - 1 : nil
  }
}
