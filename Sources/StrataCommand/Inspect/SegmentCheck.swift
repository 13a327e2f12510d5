import StrataLog

/// Checks a segment and its indexes from first byte to last (SPEC §2.4, §4): every batch's length, checksum and
/// records, offsets that rise, index entries that name what is there.
struct SegmentCheck {
  private(set) var batches = 0
  private(set) var records = 0
  private(set) var bytes = 0
  /// The offset due next.
  private(set) var next: Int64
  private(set) var flaws: [SegmentWalk.Flaw] = []
  private(set) var tail = SegmentWalk.Tail.none

  private let path: String
  /// Of each batch, in order.
  private var lasts: [IndexFile.OffsetEntry] = []
  private var newest: [IndexFile.TimeEntry] = []

  /// Checks the segment at `path`; its first offset must be `due` or later.
  init(_ path: String, due: Int64) throws {
    self.path = path
    next = due
    var walk = try SegmentWalk(path)
    defer { walk.close() }
    if walk.base < due {
      flaws.append(.init(path: path, position: 0, reason: "begins at \(walk.base), but \(due) is due"))
    }
    do {
      while let batch = try walk.next() { take(batch, base: walk.base) }
    } catch let flaw as SegmentWalk.Flaw {
      flaws.append(flaw)
    }
    tail = walk.tail
    try checkIndexes(base: walk.base)
    lasts = []
    newest = []
  }

  private mutating func take(_ found: SegmentWalk.Batch, base: Int64) {
    batches += 1
    bytes += found.bytes.count
    do {
      let batch = try RecordBatch(checking: found.bytes.span)
      let header = batch.header
      guard header.baseOffset >= next else {
        flaws.append(
          .init(path: path, position: found.position, reason: "offset \(header.baseOffset), but \(next) is due"))
        return
      }
      // An index names an offset by 32 bits from the segment's first.
      guard header.lastOffset - base <= Int64(Int32.max) else {
        flaws.append(
          .init(path: path, position: found.position, reason: "offset \(header.lastOffset) is none of this segment's"))
        return
      }
      next = header.nextOffset
      records += Int(header.recordCount)
      lasts.append(.init(lastOffset: header.lastOffset, position: found.position))
      let time = header.maxTimestamp.milliseconds
      if time > newest.last?.timestamp ?? -1 { newest.append(.init(timestamp: time, offset: header.lastOffset)) }
      try batch.checkRecords()
    } catch {
      flaws.append(.init(path: path, position: found.position, reason: "\(error)"))
    }
  }

  private mutating func checkIndexes(base: Int64) throws {
    let stem = String(path.dropLast(".log".count))
    let (lasts, newest) = (lasts, newest)
    try index(stem + ".index") { path in
      let known = Dictionary(lasts.map { ($0.position, $0.lastOffset) }) { first, _ in first }
      for (number, entry) in try IndexFile.offsets(path, base: base).enumerated() {
        guard known[entry.position] == entry.lastOffset else {
          return .init(
            path: path, position: number * 8,
            reason: "entry \(number) names offset \(entry.lastOffset) at byte \(entry.position), which no batch has")
        }
      }
      return nil
    }
    try index(stem + ".timeindex") { path in
      var at = 0
      for (number, entry) in try IndexFile.times(path, base: base).enumerated() {
        while at + 1 < newest.count, newest[at + 1].offset <= entry.offset { at += 1 }
        guard at < newest.count, newest[at].offset <= entry.offset, newest[at].timestamp == entry.timestamp else {
          return .init(
            path: path, position: number * 12,
            reason: "entry \(number) says \(entry.timestamp) is the latest time up to offset \(entry.offset); it is not"
          )
        }
      }
      return nil
    }
  }

  /// Runs a check over an index file; one that is missing is made again when the log is opened, and no flaw.
  private mutating func index(_ path: String, _ check: (String) throws -> SegmentWalk.Flaw?) throws {
    guard Files.isFile(path) else { return }
    do {
      if let flaw = try check(path) { flaws.append(flaw) }
    } catch let flaw as SegmentWalk.Flaw {
      flaws.append(flaw)
    }
  }
}
