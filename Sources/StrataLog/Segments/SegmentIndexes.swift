/// What a segment knows of its batches besides the bytes (SPEC §4.2, §4.3): both indexes and the latest time so far.
///
/// Fed batch by batch, while appending and while scanning alike, so that a rebuilt index equals the one that was lost.
struct SegmentIndexes: Sendable {
  private(set) var offsets: OffsetIndex
  private(set) var times: TimeIndex
  /// The latest time of any batch, and the last offset of the batch that brought it.
  private(set) var latest: TimeIndex.Entry?
  /// The latest time in the first batch; a segment's age counts from it.
  private(set) var firstTimestamp: Timestamp?

  init(base: Offset) {
    offsets = OffsetIndex(base: base)
    times = TimeIndex(base: base)
  }

  /// Indexes read from files, of a segment whose first batch has `firstTimestamp`.
  init(offsets: OffsetIndex, times: TimeIndex, firstTimestamp: Timestamp?) {
    self.offsets = offsets
    self.times = times
    self.firstTimestamp = firstTimestamp
    latest = times.last
  }

  /// A batch that begins at `position` was added.
  mutating func add(lastOffset: Int64, maxTimestamp: Timestamp, position: Int, interval: Int) {
    if firstTimestamp == nil { firstTimestamp = maxTimestamp }
    if maxTimestamp > latest?.timestamp ?? .none {
      latest = TimeIndex.Entry(timestamp: maxTimestamp, offset: Offset(lastOffset))
    }
    if position - lastPosition > interval {
      offsets.append(lastOffset: Offset(lastOffset), position: position)
      if let latest { times.appendIfLater(latest) }
    }
  }

  /// An earlier batch brings nothing new by its time.
  var nextTime: Int64 { firstTimestamp == nil ? .min : (latest?.timestamp ?? .none).milliseconds &+ 1 }

  /// Where the last batch begins that has an entry.
  var lastPosition: Int { Int(offsets.last?.position.value ?? 0) }

  /// The segment takes no more batches: its latest time gets an entry.
  mutating func seal() {
    if let latest { times.appendIfLater(latest) }
  }

  /// What there is at a moment, for who wants to know later what was added since.
  struct Mark {
    fileprivate var offsets: Int
    fileprivate var times: Int
    fileprivate var latest: TimeIndex.Entry?
  }

  var mark: Mark { Mark(offsets: offsets.count, times: times.count, latest: latest) }

  /// Goes on with what another one was given since `mark`, of batches from byte `position` and `offset` on.
  mutating func append(since mark: Mark, from position: Int, _ offset: Offset, of other: SegmentIndexes) {
    offsets.append(mark.offsets, from: position, of: other.offsets)
    times.append(mark.times, from: offset, of: other.times)
    if let later = other.latest, later != mark.latest, later.timestamp > latest?.timestamp ?? .none { latest = later }
    if firstTimestamp == nil { firstTimestamp = other.firstTimestamp }
  }

  /// Whether another entry might not fit into index files of `bytes`; the time index keeps one slot for ``seal()``.
  func isFull(bytes: Int) -> Bool {
    offsets.count >= bytes / OffsetIndex.entrySize || times.count >= bytes / TimeIndex.entrySize - 1
  }
}
