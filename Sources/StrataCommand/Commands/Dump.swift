import StrataLog

/// `strata dump PATH...`: shows what segments and indexes hold (SPEC §10.1), whether or not a log is open on them.
struct Dump: Command {
  static let name = "dump"
  static let summary = "Show the batches and records of segments, the entries of indexes, and producers"
  static let discussion = """
    PATH is a .log, .index, .timeindex or .snapshot file, or a directory, of which all segments below it are shown.
    A batch that fails its checks is shown as far as it can be, and the status is 1.
    """

  let paths: [String]
  let batchesOnly: Bool
  let longest: Int

  init(_ arguments: inout Arguments) throws(CommandError) {
    batchesOnly = arguments.flag("batches", "show batches without their records")
    longest = try arguments.option("width", "N", default: 120 as Positive, "cut keys and values after N characters")
      .value
    paths = try arguments.rest("PATH", atLeast: 1, completes: .files, "files or directories to show")
  }

  func run(_ console: Console) async throws -> Outcome {
    var isWhole = true
    for path in paths {
      if Files.isDirectory(path) {
        let directories = try partitionDirectories(below: path)
        guard !directories.isEmpty else { throw CommandError.failed("\(path): there are no segments below it") }
        for directory in directories {
          var next: Int64 = 0
          for segment in try segments(in: directory) {
            if try !showSegment(segment, &next, console) { isWhole = false }
          }
          try showTail(directory, from: next, console)
        }
      } else if !Files.isFile(path) {
        throw CommandError.failed("\(path): there is no such file or directory")
      } else if path.hasSuffix(".index") {
        try showOffsets(path, console)
      } else if path.hasSuffix(".timeindex") {
        try showTimes(path, console)
      } else if path.hasSuffix(".snapshot") {
        try showProducers(path, console)
      } else {
        var next: Int64 = 0
        if try !showSegment(path, &next, console) { isWhole = false }
      }
    }
    return isWhole ? .ok : .failed
  }

  /// Shows what was appended to a log and is not in a segment yet (SPEC §5.1).
  private func showTail(_ directory: String, from next: Int64, _ console: Console) throws {
    let batches = try TailReplay(directory, DiskStorage())?.batches(from: next) ?? []
    guard !batches.isEmpty else { return }
    let path = Files.path(directory, TailReplay.fileName)
    try console.out.line("\(path): not in a segment yet")
    var position = 0
    for batch in batches {
      try show(RecordBatch(checking: batch.span), at: position, RecordLine(of: path, longest: longest), console)
      position += batch.count
    }
  }

  /// Shows a segment; `next` becomes the offset due after it.
  private func showSegment(_ path: String, _ next: inout Int64, _ console: Console) throws -> Bool {
    var isWhole = true
    var walk = try SegmentWalk(path)
    defer { walk.close() }
    try console.out.line("\(path): \(Figures.grouped(Files.size(path) ?? 0)) bytes, from offset \(walk.base)")
    do {
      while let found = try walk.next() {
        do {
          let batch = try RecordBatch(checking: found.bytes.span)
          next = max(next, batch.header.nextOffset)
          try show(batch, at: found.position, RecordLine(of: path, longest: longest), console)
        } catch let flaw as BatchFlaw {
          isWhole = false
          try console.out.line("  batch at byte \(found.position), \(found.bytes.count) bytes: DAMAGED: \(flaw)")
        }
      }
    } catch let flaw as SegmentWalk.Flaw {
      isWhole = false
      try console.out.line("  DAMAGED: \(flaw)")
    }
    if case .unwritten(let bytes) = walk.tail {
      try console.out.line("  \(Figures.grouped(bytes)) bytes at the end are not written yet")
    }
    return isWhole
  }

  private func show(
    _ batch: borrowing RecordBatch, at position: Int, _ record: RecordLine, _ console: Console
  ) throws {
    let header = batch.header
    var line = "  offsets \(header.baseOffset)-\(header.lastOffset): \(header.recordCount) records"
    let codec = header.attributes.codec.map { $0 == .none ? "not compressed" : "\($0)" } ?? "unknown codec"
    line += ", \(header.byteCount) bytes at \(position), \(codec)"
    if header.maxTimestamp != .none { line += ", newest \(UTC.text(header.maxTimestamp.milliseconds))" }
    line += ", epoch \(header.leaderEpoch)"
    if let producer = header.producer {
      line += ", producer \(producer.id) epoch \(producer.epoch)"
      if producer.sequence >= 0 {
        line += " sequence \(producer.sequence)-\((producer.sequence &+ header.lastOffsetDelta) & .max)"
      }
    }
    if header.attributes.hasAppendTime { line += ", append time" }
    if header.attributes.isTransactional { line += ", transactional" }
    if header.attributes.isControl { line += ", control" }
    if let horizon = header.deleteHorizon { line += ", delete horizon \(UTC.text(horizon.milliseconds))" }
    try console.out.line(line + ", crc \(String(header.checksum, radix: 16)) ok")
    guard !batchesOnly else { return }
    try batch.forEachRecord { view in
      try console.out.line(record.text(view.copied(), isControl: header.attributes.isControl))
    }
  }

  private func showProducers(_ path: String, _ console: Console) throws {
    let producers = try snapshot(path).producers
    try console.out.line("\(path): \(producers.count) producers below offset \(try base(path))")
    for producer in producers {
      var line = "  producer \(producer.id) epoch \(producer.epoch)"
      if producer.lastSequence >= 0 {
        let first = producer.lastOffset - Int64(producer.offsetDelta)
        line += ", last offsets \(first)-\(producer.lastOffset), last sequence \(producer.lastSequence)"
      }
      line += ", \(UTC.text(producer.lastTimestamp.milliseconds))"
      if producer.coordinatorEpoch >= 0 { line += ", coordinator epoch \(producer.coordinatorEpoch)" }
      if producer.openSince >= 0 { line += ", transaction from offset \(producer.openSince)" }
      try console.out.line(line)
    }
  }

  /// What producers had done, by a `.snapshot` beside a segment.
  private func snapshot(_ path: String) throws -> ProducerSnapshot {
    let descriptor = try Posix.open(path)
    defer { Posix.close(descriptor) }
    let bytes = try Posix.read(descriptor, from: 0, Files.size(path) ?? 0, name: path)
    do throws(SnapshotFlaw) {
      return try ProducerSnapshot(reading: bytes.span)
    } catch { throw SegmentWalk.Flaw(path: path, position: error.position, reason: "\(error)") }
  }

  private func showOffsets(_ path: String, _ console: Console) throws {
    let entries = try IndexFile.offsets(path, base: try base(path))
    try console.out.line("\(path): \(entries.count) entries")
    for entry in entries {
      try console.out.line("  batch ending with offset \(entry.lastOffset) begins at byte \(entry.position)")
    }
  }

  private func showTimes(_ path: String, _ console: Console) throws {
    let entries = try IndexFile.times(path, base: try base(path))
    try console.out.line("\(path): \(entries.count) entries")
    for entry in entries {
      try console.out.line(
        "  up to offset \(entry.offset) the latest is \(UTC.text(entry.timestamp)) (\(entry.timestamp))")
    }
  }

  private func base(_ path: String) throws(CommandError) -> Int64 {
    guard let base = Int64(Files.name(of: path).prefix { $0 != "." }), base >= 0 else {
      throw .failed("\(path): the file's name is an offset, as its segment's is")
    }
    return base
  }
}
