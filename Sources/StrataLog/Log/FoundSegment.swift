/// A segment that an open found on the storage: trusted by its index files, or to be read through (SPEC §6.4).
struct FoundSegment {
  /// What is known to have been on disk: so many bytes, behind which `offset` is due. The file may have fewer by now.
  struct Floor {
    var byteCount: Int
    var offset: Int64

    /// All of a segment, behind which `next` is due.
    static func all(_ next: Int64) -> Floor { Floor(byteCount: .max, offset: next) }
  }

  /// What reading through a segment came upon: where its good batches end, and why.
  struct Scan {
    var position: Int
    var flaw: BatchFlaw
  }

  let files: SegmentFiles
  let file: any StorageFile
  /// Bytes of the file as it was found.
  let foundSize: Int
  /// From the index files, if both are there and sound; or built by reading through.
  private(set) var indexes: SegmentIndexes?
  /// Transactions whose abort is in it; as the index file has them, or seen by reading through.
  private(set) var aborted: [AbortedTransaction]
  /// Whether the index files are there and true.
  private(set) var isFinished = false
  /// Bytes up to the end of the last good batch, or of what is damaged behind it and was on disk once.
  private(set) var size: Int
  /// The offset due after them; of a trusted sealed segment not known and not needed.
  private(set) var end: Int64
  /// Where there are no batches, in what was on disk once: it is served all the same and never cut.
  private(set) var holes: [LogDamage] = []
  /// From this byte on all was summed.
  private var soundFrom: Int
  private let flaws: [String]
  /// The file in memory, once it was read through.
  private(set) var map: MappedRange?

  init(_ files: SegmentFiles, create: Bool = false) throws(StorageFailure) {
    self.files = files
    file = try files.storage.open(files.log, create: create)
    foundSize = try file.size()
    size = foundSize
    soundFrom = foundSize
    end = files.base.value
    let found = try FoundIndexes(files, file, foundSize)
    indexes = found.indexes
    aborted = found.aborted
    isFinished = found.indexes != nil
    flaws = found.flaws
  }

  /// Whether a hole ends it: nothing can be appended behind.
  var endsInHole: Bool { holes.last.map { $0.end == size } ?? false }

  /// The active segment to go on with.
  func tail(mapped: Int) throws(StorageFailure) -> Tail {
    let map = try file.map(max(mapped, size))
    let segment = Segment(
      base: files.base, files: files, byteCount: size, indexes: indexes ?? SegmentIndexes(base: files.base), map: map,
      soundFrom: soundFrom, holes: holes, aborted: aborted)
    var tail = Tail(segment: segment, file: file, map: map, position: size, nextOffset: end)
    tail.hasIndexFiles = isFinished
    return tail
  }

  /// A sealed segment, behind which `end` is due.
  func segment(end: Offset) -> Segment {
    Segment(
      base: files.base, files: files, byteCount: size, indexes: indexes ?? SegmentIndexes(base: files.base),
      soundFrom: soundFrom, holes: holes, aborted: aborted, end: end.value)
  }

  /// Adds whole batches that continue the segment.
  mutating func append(
    _ batches: Span<UInt8>, interval: Int, _ replay: inout ProducerReplay
  ) throws(StorageFailure) {
    if isFinished { try files.removeIndexes() }
    isFinished = false
    try file.write(batches, at: size)
    var built = indexes ?? SegmentIndexes(base: files.base)
    var walk = BatchWalk(batches, from: 0, due: end)
    while let header = try? walk.peek() {
      let position = walk.position
      built.add(header, position: size + position, interval: interval)
      walk.skip(header)
      replay.see(header, batches.extracting(position..<walk.position))
    }
    size += walk.position
    end = walk.due
    indexes = built
    aborted += replay.takeAborted()
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
}

// MARK: - Reading through

extension FoundSegment {
  /// Reads the batches that are not vouched for: of a trusted last segment those after its last index entry, of
  /// others all; below `floor` only their heads, as long as these are sound. `next` is the next segment's base. Returns
  /// where the batches above the floor end if they end before the file does. In a log of ours index files with which
  /// the active segment was closed are true of what was on disk then: a power failure may have brought them back.
  mutating func check(
    floor: Floor?, next: Offset?, isOurs: Bool, interval: Int, _ replay: inout ProducerReplay,
    _ recovery: inout Recovery
  ) throws(StorageFailure) -> Scan? {
    let map = try file.map(max(1, foundSize))
    self.map = map
    let bytes = map.span(from: 0, count: foundSize)
    if isFinished, let indexes {
      if let end = Self.end(of: bytes, files.base, indexes), next == nil, !isOurs || end == floor?.offset {
        self.end = end
        soundFrom = indexes.offsets.last.map { Int($0.position.value) } ?? 0
        return nil
      }
    }
    recovery.rebuiltIndexes += flaws
    let wasTrusted = isFinished
    // They must not look trustworthy to a later open.
    try files.removeIndexes()
    isFinished = false
    var pass = Pass(indexes: SegmentIndexes(base: files.base), position: 0, due: files.base.value)
    if let floor { readBelow(floor, bytes, interval, &pass, &replay, &recovery) }
    recovery.scannedBytes -= pass.position
    var flaw: BatchFlaw?
    var walk = BatchWalk(bytes, from: pass.position, due: pass.due)
    do {
      while let header = try walk.nextChecked() {
        replay.see(header, bytes.extracting(pass.position..<walk.position))
        pass.add(header, interval)
      }
    } catch { flaw = error }
    (size, end) = (pass.position, pass.due)
    aborted = replay.takeAborted()
    if next != nil { pass.indexes.seal() }
    indexes = pass.indexes
    recovery.scannedBytes += size
    recovery.damage += holes
    if wasTrusted, holes.isEmpty, next == nil { recovery.rebuiltIndexes.append(files.offsetIndex) }
    // Zeroes are room that never got its bytes, no flaw.
    if bytes.lastNonZero(from: size) == nil { flaw = nil }
    if flaw == nil, let next, next.value != end {
      flaw = BatchFlaw(.offset(found: next.value, due: end), at: 0)
    }
    return flaw.map { Scan(position: size, flaw: $0) }
  }

  /// What was read so far, and where that ends.
  private struct Pass {
    var indexes: SegmentIndexes
    var position: Int
    var due: Int64

    mutating func add(_ header: BatchHeader, _ interval: Int) {
      indexes.add(header, position: position, interval: interval)
      position += header.byteCount
      due = header.nextOffset
    }
  }

  /// Goes over what was on disk once. If it is not what the floor says, the batches are summed and what is wrong is
  /// told apart: batches that are not what was written are damage; if all are right, the floor is not this log's.
  private mutating func readBelow(
    _ floor: Floor, _ bytes: Span<UInt8>, _ interval: Int, _ pass: inout Pass, _ replay: inout ProducerReplay,
    _ recovery: inout Recovery
  ) {
    let edge = min(floor.byteCount, bytes.count)
    let below = bytes.extracting(0..<edge)
    let isWhole = floor.byteCount <= bytes.count || floor.byteCount == .max
    var heads = pass
    var walk = BatchWalk(below, from: 0, due: pass.due)
    while let header = try? walk.peek() {
      heads.add(header, interval)
      walk.skip(header)
    }
    if isWhole, heads.position == edge, heads.due == floor.offset {
      walk = BatchWalk(below, from: 0, due: pass.due)
      while let header = try? walk.peek() {
        let position = walk.position
        walk.skip(header)
        replay.see(header, below.extracting(position..<walk.position))
      }
      pass = heads
      soundFrom = edge
      return
    }
    soundFrom = 0
    guard floor.byteCount == .max || isDamage(floor, bytes) else {
      recovery.passedOver.append(files.directory + "/" + FrontierFile.name)
      return
    }
    let found = Examination(
      below, files.log, base: files.base, next: Offset(floor.offset), hints: indexes?.offsets, interval: interval,
      found: { replay.see($0, $1) })
    pass = Pass(indexes: found.indexes, position: edge, due: floor.offset)
    holes = found.holes
    soundFrom = holes.last?.end ?? 0
    recovery.scannedBytes += edge
  }

  /// Whether batches below the floor are damaged or missing. Otherwise a sound one reaches over it, or ends there with
  /// another offset.
  private func isDamage(_ floor: Floor, _ bytes: Span<UInt8>) -> Bool {
    var walk = BatchWalk(bytes, from: 0, due: files.base.value)
    do throws(BatchFlaw) {
      while walk.position < floor.byteCount, try walk.nextChecked() != nil {}
    } catch { return true }
    return walk.position < floor.byteCount && walk.due <= floor.offset
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
