/// The index files of a segment as an open found them (SPEC §6.4).
struct FoundIndexes {
  /// Both, if they are there and sound and say nothing that the log denies.
  private(set) var indexes: SegmentIndexes?
  /// Transactions whose abort is in the segment.
  private(set) var aborted: [AbortedTransaction] = []
  /// The paths of those that are there but unsound otherwise.
  private(set) var flaws: [String] = []

  /// Reads them, of a segment of `size` bytes.
  init(_ files: SegmentFiles, _ file: any StorageFile, _ size: Int) throws(StorageFailure) {
    let paths = [files.offsetIndex, files.timeIndex]
    let present = paths.filter { files.storage.exists($0) }
    guard !present.isEmpty else { return }
    guard present.count == 2 else {
      flaws = paths.filter { !present.contains($0) }
      return
    }
    let bytes = (try files.storage.contents(paths[0]), try files.storage.contents(paths[1]))
    guard let offsets = try? OffsetIndex(base: files.base, reading: bytes.0.span),
      offsets.last.map({ Int($0.position.value) + BatchHeader.size <= size }) ?? true
    else {
      flaws = [paths[0]]
      return
    }
    guard let times = try? TimeIndex(base: files.base, reading: bytes.1.span) else {
      flaws = [paths[1]]
      return
    }
    if files.storage.exists(files.transactionIndex) {
      let bytes = try files.storage.contents(files.transactionIndex)
      guard let read = try? TransactionIndex.entries(reading: bytes.span, base: files.base) else {
        flaws = [files.transactionIndex]
        return
      }
      aborted = read
    }
    guard size > 0 else {
      indexes = SegmentIndexes(offsets: offsets, times: times, firstTimestamp: nil)
      return
    }
    var heads = Heads(file: file, size: size)
    guard let first = try heads.header(at: 0), first.baseOffset == files.base.value else { return }
    // Sealing gave the time index an entry at least as late as the first batch, unless no record has a time.
    guard times.last?.timestamp ?? .none >= first.maxTimestamp, try !heads.deny(times.last, by: offsets) else {
      flaws = [paths[1]]
      return
    }
    indexes = SegmentIndexes(offsets: offsets, times: times, firstTimestamp: first.maxTimestamp)
  }
}

/// The heads of a segment's batches, read some at a time.
private struct Heads {
  let file: any StorageFile
  let size: Int
  private var window: [UInt8] = []
  private var from = 0

  init(file: any StorageFile, size: Int) {
    self.file = file
    self.size = size
  }

  /// The header at a place where a whole batch may lie; nil if none does.
  mutating func header(at position: Int) throws(StorageFailure) -> BatchHeader? {
    guard position + BatchHeader.size <= size else { return nil }
    if position < from || position + BatchHeader.size > from + window.count {
      window = try file.read(at: position, count: min(4096, size - position))
      from = position
    }
    guard let header = try? BatchHeader(reading: window.span, at: position - from),
      header.byteCount <= size - position
    else { return nil }
    return header
  }

  /// Whether the log says otherwise than the time index's last entry, by which retention goes: there is no such batch,
  /// it is of another time, or one behind the offset index's last entry is later, which an older index did not know.
  /// A batch that is not sound denies nothing. Without an entry no batch has a time.
  mutating func deny(_ latest: TimeIndex.Entry?, by offsets: OffsetIndex) throws(StorageFailure) -> Bool {
    let named = latest.map { offsets.entry(atOrBelow: $0.offset) } ?? offsets.last
    var position = named.map { Int($0.position.value) } ?? 0
    var isNamed = latest == nil
    while position < size {
      guard let header = try header(at: position) else { return false }
      let isThere = latest.map { header.lastOffset >= $0.offset.value } ?? false
      let isLater = header.maxTimestamp > latest?.timestamp ?? .none
      if isNamed ? isLater : isThere && latest?.names(header) == false {
        let bytes = try file.read(at: position, count: header.byteCount)
        return (try? RecordBatch(checking: bytes.span)) != nil
      }
      position += header.byteCount
      if isThere, !isNamed {
        isNamed = true
        position = max(position, offsets.last.map { Int($0.position.value) } ?? 0)
      }
    }
    return !isNamed
  }
}
