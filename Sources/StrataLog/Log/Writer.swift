/// What the appender has for itself, behind the writer's lock.
struct Writer: Sendable {
  /// The end of the active segment.
  var tail: Tail
  /// What was appended to it and is not in its file yet.
  var buffer: TailBuffer
  /// Sealed segments whose data is not known to be on disk, or whose index files are not written, oldest first (SPEC
  /// §6.3).
  var unfinished: [Unfinished]
  /// What appends go by.
  var settings: LogSettings { didSet { tail.judgeIndexes(by: settings) } }
  /// How often names came or went in the directory, and how many of these changes are on disk.
  var nameChanges = 1
  var syncedNameChanges = 0

  init(tail: Tail, buffer: TailBuffer, unfinished: [Unfinished], settings: LogSettings) {
    self.tail = tail
    self.buffer = buffer
    self.unfinished = unfinished
    self.settings = settings
    self.tail.judgeIndexes(by: settings)
  }
}

/// A sealed segment on its way to be finished.
struct Unfinished: Sendable {
  let segment: Segment
  let file: any StorageFile
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
  /// The latest time in the first batch, and whether another index entry might not fit: what ``Log/shouldRoll`` asks
  /// of the indexes, for each append to ask them once.
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

  /// Whether the indexes are full by these settings.
  mutating func judgeIndexes(by settings: LogSettings) {
    isIndexFull = segment.withIndexes { $0.isFull(bytes: settings.indexBytes) }
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
