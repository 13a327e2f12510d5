/// Makes a partition's directory that Apache Kafka has compacted one of ours (SPEC §16.3): where its batches leave
/// offsets out, batches without records stand for them. What a crash of Kafka's cleaner left is ended first.
package struct GapFilling {
  private let directory: String
  private let storage: any Storage
  /// Of the last batch that was seen.
  private var epoch: Int32 = 0

  /// Fills the gaps between and inside the segments of `directory`. Each is written beside, and takes its place when it
  /// is on disk: broken off, it is done again by the next call.
  package static func run(in directory: String, _ storage: any Storage) throws(StorageFailure) {
    var filling = GapFilling(directory: directory, storage: storage)
    let bases = try SegmentSwap.finish(in: directory, storage).compactMap { SegmentFiles.base(ofLogNamed: $0) }.sorted()
    for (n, base) in bases.enumerated() {
      let files = SegmentFiles(storage: storage, directory: directory, base: base)
      try filling.fill(files, next: n + 1 < bases.count ? bases[n + 1] : nil)
    }
  }

  private init(directory: String, storage: any Storage) {
    self.directory = directory
    self.storage = storage
  }

  /// What lies behind the first flaw of a segment stays as it is: for the open that follows to cut, or to report.
  private mutating func fill(_ files: SegmentFiles, next: Offset?) throws(StorageFailure) {
    let file = try storage.open(files.log, create: false)
    let size = try file.size()
    let map = try file.map(max(1, size))
    let bytes = map.span(from: 0, count: size)
    let before = epoch
    let (end, hasGap) = look(at: bytes, files.base)
    let isWhole = end.position == size
    guard hasGap || isWhole && next.map({ $0.value > end.due }) ?? false else { return }
    var output = try SegmentWriter(files, interval: LogSettings().indexIntervalBytes)
    var position = 0
    epoch = before
    while position < end.position, let header = try? BatchHeader(reading: bytes, at: position) {
      try output.pass(upTo: header.baseOffset, epoch: position == 0 ? header.leaderEpoch : epoch)
      try output.keep(header, bytes.extracting(position..<position + header.byteCount))
      position += header.byteCount
      epoch = header.leaderEpoch
    }
    let last = isWhole ? next?.value ?? end.due : end.due
    try output.pass(upTo: last, epoch: epoch)
    try output.finish(at: Offset(last), behind: bytes.extracting(end.position..<size))
    try SegmentSwap.commit(files)
    try SegmentSwap.place(files, replacing: [])
  }

  /// Where the sound batches of a segment end and what is due there, and whether one begins behind what was due.
  private mutating func look(at bytes: Span<UInt8>, _ base: Offset) -> (end: (position: Int, due: Int64), hasGap: Bool)
  {
    var (position, due, hasGap) = (0, base.value, false)
    while let header = try? BatchHeader(reading: bytes, at: position), header.byteCount <= bytes.count - position,
      header.baseOffset >= due, header.nextOffset - base.value <= Int64(Int32.max) + 1,
      RecordBatch.checksum(of: bytes.extracting(position..<position + header.byteCount)) == header.checksum
    {
      if header.baseOffset > due { hasGap = true }
      position += header.byteCount
      due = header.nextOffset
      epoch = header.leaderEpoch
    }
    return ((position, due), hasGap)
  }
}
