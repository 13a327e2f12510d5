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
  var settings: LogSettings
  /// Names came or went in the directory since it was last synced.
  var isDirectoryChanged = true
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
