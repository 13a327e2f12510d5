/// What the appender has for itself, behind the writer's lock.
struct Writer: Sendable {
  /// The end of the active segment.
  var tail: Tail
  /// What was appended to it and is not in its file yet.
  var buffer: TailBuffer
  /// Sealed segments whose data is not known to be on disk, or whose index files are not written, oldest first (SPEC
  /// §6.3).
  var unfinished: [Unfinished]
  /// Who has written, up to the end.
  var producers: Producers
  /// What appends go by.
  var settings: LogSettings { didSet { judgeIndexes() } }
  /// How often names came or went in the directory, and how many of these changes are on disk.
  var nameChanges = 1
  var syncedNameChanges = 0

  init(tail: Tail, buffer: TailBuffer, unfinished: [Unfinished], producers: Producers, settings: LogSettings) {
    self.tail = tail
    self.buffer = buffer
    self.unfinished = unfinished
    self.producers = producers
    self.settings = settings
    judgeIndexes()
  }
}

// What each append asks is inlined: called, it would be given a copy of the writer.
extension Writer {
  /// Whether the batch goes into the tail buffer as it is.
  @inline(__always)
  func isRoom(for batch: IncomingBatch) -> Bool {
    batch.byteCount <= buffer.room && batch.byteCount <= tail.reserved - tail.position && !tail.hasIndexFiles
      && !shouldRoll(for: batch)
  }

  /// Whether a new segment begins with the batch (SPEC §6.1).
  @inline(__always)
  func shouldRoll(for batch: IncomingBatch) -> Bool {
    guard tail.position > 0 else { return false }
    // A segment that was begun by other settings is mapped no larger than they said.
    if tail.position > min(settings.segmentBytes, tail.map.count) - batch.byteCount { return true }
    if tail.nextOffset + Int64(batch.recordCount - 1) - tail.segment.base.value > Int64(Int32.max) { return true }
    if tail.isIndexFull { return true }
    guard let first = tail.firstTimestamp, first.milliseconds >= 0 else { return false }
    let age = batch.maxTimestamp.milliseconds.subtractingReportingOverflow(first.milliseconds)
    return age.overflow ? batch.maxTimestamp > first : age.partialValue > settings.segmentMilliseconds
  }

  /// Looks whether the indexes are full.
  mutating func judgeIndexes() {
    tail.isIndexFull = tail.segment.withIndexes { $0.isFull(bytes: settings.indexBytes) }
  }
}

/// A sealed segment on its way to be finished.
struct Unfinished: Sendable {
  let segment: Segment
  let file: any StorageFile
  /// What producers had done up to its end.
  let producers: ProducerSnapshot
  var isOnDisk = false
}

/// The end of the active segment (SPEC §5.1).
struct Tail: Sendable {
  let segment: Segment
  let file: any StorageFile
  /// The file as large as it may grow, for readers; what the file has not grown over yet must not be touched.
  let map: MappedRange
  /// Where the next batch goes.
  var position: Int
  /// Up to where the file has room of its own.
  var reserved: Int
  /// The offset of the next record.
  var nextOffset: Int64
  /// The latest time in the first batch, and whether another index entry might not fit: what
  /// ``Writer/shouldRoll(for:)`` asks of the indexes, for appends not to ask them.
  var firstTimestamp: Timestamp?
  var isIndexFull = false
  /// Index files of an earlier life are there; they go before the first append, for their presence says that all is
  /// on disk.
  var hasIndexFiles = false
  private var step = Self.firstStep

  static let firstStep = 64 << 10
  static let lastStep = 16 << 20

  init(segment: Segment, file: any StorageFile, map: MappedRange, position: Int, nextOffset: Int64) {
    self.segment = segment
    self.file = file
    self.map = map
    self.position = position
    reserved = position
    self.nextOffset = nextOffset
    firstTimestamp = segment.withIndexes { $0.firstTimestamp }
  }

  /// Reserves room for `count` more bytes, a growing step ahead. On a disk without room for the step the bytes alone
  /// are tried before it is said to be full.
  mutating func reserve(_ count: Int) throws(StorageFailure) {
    let needed = position + count
    let size = min(map.count, max(needed, reserved + step))
    do {
      try file.reserve(reserved..<size)
      reserved = size
    } catch {
      guard error.isFull, needed < size else { throw error }
      try file.reserve(reserved..<needed)
      reserved = needed
    }
    step = min(Self.lastStep, 2 * step)
  }
}
