/// What the appender has for itself, behind the writer's lock.
struct Writer: Sendable {
  /// The end of the active segment.
  var tail: Tail
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

/// The end of the active segment (SPEC §5.1): the file mapped as large as it may grow, its room reserved and its
/// pages made present a step ahead of the batches that are copied there.
///
///      0                    position            allocated                     map.count
///     ┌────────────────────┬───────────────────┬─────────────────────────────┐
///     │ published batches  │ zeroes, reserved  │ mapped, no file below yet   │
///     └────────────────────┴───────────────────┴─────────────────────────────┘
struct Tail: Sendable {
  let segment: Segment
  let file: any StorageFile
  let map: MappedRange
  /// Where the next batch goes.
  var position: Int
  /// The file's size.
  var allocated: Int
  /// The offset of the next record.
  var nextOffset: Int64
  /// Index files of an earlier life are there; they go before the first append, for their presence says that all is
  /// on disk.
  var hasIndexFiles = false
  private var step = Self.firstStep

  static let firstStep = 64 << 10
  static let lastStep = 2 << 20

  init(segment: Segment, file: any StorageFile, map: MappedRange, position: Int, allocated: Int, nextOffset: Int64) {
    self.segment = segment
    self.file = file
    self.map = map
    self.position = position
    self.allocated = allocated
    self.nextOffset = nextOffset
  }

  /// Reserves room for `count` more bytes, a growing step ahead, and makes the pages present. On a disk without room
  /// for the step the bytes alone are tried before it is said to be full.
  mutating func reserve(_ count: Int) throws(StorageFailure) {
    let needed = position + count
    let size = min(map.count, max(needed, allocated + step))
    do {
      try file.allocate(size)
      allocated = size
    } catch {
      guard error.isFull, needed < size else { throw error }
      try file.allocate(needed)
      allocated = needed
    }
    map.populate(position..<allocated)
    step = min(Self.lastStep, 2 * step)
  }

  /// A sync wrote the pages that were made present ahead, as zeroes: go in small steps again while syncs go on.
  mutating func wasSynced() { step = Self.firstStep }
}
