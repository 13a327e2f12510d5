/// Learns what producers had done from the batches that an open reads, and from the newest snapshot below them (SPEC
/// §6.4).
struct ProducerReplay {
  private let storage: any Storage
  private let directory: String
  /// The offsets that the names of snapshots say, rising.
  let snapshots: [Offset]
  private(set) var producers = Producers()
  /// All below is known; nil before anything is.
  private var next: Int64?
  private var aborted: [AbortedTransaction] = []
  /// Of what was read a compaction had left out batches, which may have told of their senders.
  private var isPartial = false
  /// Up to where the log was compacted: what began below had ended when that was done, and its marker may be gone. What
  /// was known from there on knows of all that went.
  private let compacted: Int64
  /// Where what is known begins: at a snapshot, or at the first batch.
  private var knownFrom: Int64 = 0
  /// Snapshots that say nothing any more.
  private(set) var damaged: Set<String> = []

  init(_ directory: String, _ storage: any Storage, files: [String], compacted: Int64) {
    self.storage = storage
    self.compacted = compacted
    self.directory = directory
    snapshots = files.compactMap { SegmentFiles.offset(ofSnapshotNamed: $0) }.sorted()
  }

  /// A batch was read.
  mutating func see(_ header: BatchHeader, _ bytes: Span<UInt8>) {
    next = header.nextOffset
    if header.recordCount == 0 { isPartial = true }
    guard header.attributes.isControl else {
      // Of a transaction that began below nothing below is left if it was aborted.
      if knownFrom < compacted, header.baseOffset >= compacted, header.attributes.isTransactional,
        let id = header.producer?.id
      {
        producers.ended(id, below: compacted)
      }
      return producers.appended(header, baseOffset: header.baseOffset)
    }
    guard let marker = TransactionMarker(RecordBatch(known: header, bytes: bytes)) else { return }
    if let aborted = producers.ended(marker, at: header.baseOffset, header.maxTimestamp) {
      self.aborted.append(aborted)
    }
  }

  /// The transactions whose abort was seen since the last call.
  mutating func takeAborted() -> [AbortedTransaction] {
    defer { aborted = [] }
    return aborted
  }

  /// Goes on at `offset`: what lies below and was not seen is known from a snapshot, or looked at. Where there is none,
  /// nobody had numbered batches when the last of the segments was finished that are `trusted`.
  mutating func goOn(
    at offset: Int64, _ segments: [FoundSegment], trusted: (FoundSegment) -> Bool
  ) throws(StorageFailure) {
    guard next != offset else { return }
    try load(upTo: offset)
    let below = segments.filter { $0.files.base.value < offset }
    // Snapshots that can't be read are no reason to forget anybody.
    let first = snapshots.isEmpty ? below.first { !trusted($0) } : below.first
    let from = max(next ?? 0, first?.files.base.value ?? offset)
    let ends = below.dropFirst().map(\.files.base.value) + [offset]
    for (segment, end) in zip(below, ends) where end > from { try look(at: segment, from: from, upTo: offset) }
    aborted = []
    next = offset
  }

  /// A segment was read through, behind which `offset` is due. If batches of it were left out, a snapshot knows more.
  mutating func sealed(at offset: Offset) throws(StorageFailure) {
    guard isPartial, next == offset.value, snapshots.contains(offset) else { return }
    next = offset.value - 1
    try load(upTo: offset.value)
    next = offset.value
  }

  /// Goes on at the end of the last segment. If its batches were not read they are looked at from its base on, although
  /// a snapshot may say what became of them: it has only a producer's last one, and who sends again across a restart
  /// may mean those before.
  mutating func finish(_ segments: [FoundSegment], trusted: (FoundSegment) -> Bool) throws(StorageFailure) {
    guard let last = segments.last else { return }
    if !snapshots.isEmpty, next == last.files.base.value {
      let (known, from) = (producers, knownFrom)
      // For its flaw alone, if it has one.
      try load(upTo: last.end)
      (producers, knownFrom) = (known, from)
      try look(at: last, from: last.files.base.value, upTo: last.end)
      aborted = []
      next = last.end
    }
    try goOn(at: last.end, segments, trusted: trusted)
    if knownFrom < compacted { producers.ended(below: compacted) }
  }

  /// Takes the newest snapshot up to `offset` that says more than is known; one that is damaged is passed over.
  private mutating func load(upTo offset: Int64) throws(StorageFailure) {
    for at in snapshots.reversed() where at.value <= offset && at.value > next ?? -1 {
      let path = SegmentFiles(storage: storage, directory: directory, base: at).snapshot
      guard storage.exists(path) else { continue }
      guard let bytes = try storage.readable(path), let saved = try? ProducerSnapshot(reading: bytes.span) else {
        damaged.insert(path)
        continue
      }
      producers = Producers(saved)
      isPartial = false
      knownFrom = at.value
      next = at.value
      return
    }
  }

  /// Looks at the heads of a segment's batches; not at damage, which is for readers to be told of.
  private mutating func look(at segment: FoundSegment, from: Int64, upTo offset: Int64) throws(StorageFailure) {
    var map = segment.map
    // The tail's replay may have made the file longer.
    if map?.count ?? 0 < segment.size { map = try segment.file.map(segment.size) }
    guard let map else { return }
    let bytes = map.span(from: 0, count: segment.size)
    var walk = BatchWalk(bytes, from: 0, due: segment.files.base.value)
    while let header = try? walk.peek(), header.baseOffset < offset {
      let position = walk.position
      walk.skip(header)
      if header.nextOffset > from { see(header, bytes.extracting(position..<walk.position)) }
    }
  }

  /// Removes the snapshots that no segment begins with, but for the newest, and those above `end`: what is appended
  /// next is not what they know of.
  func sweep(_ bases: Set<Offset>, end: Offset) throws(StorageFailure) {
    let kept = snapshots.filter { $0 <= end }
    var isBehind = false
    for at in snapshots where at > end || !bases.contains(at) && at != kept.last {
      let path = SegmentFiles(storage: storage, directory: directory, base: at).snapshot
      // It may have gone with its segment.
      if storage.exists(path) { try storage.remove(path) }
      if at > end { isBehind = true }
    }
    if isBehind { try storage.syncDirectory(directory) }
  }
}
