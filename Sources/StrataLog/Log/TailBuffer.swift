/// Bytes that were appended and are not in the `.log` yet (SPEC §5.1): two halves of the file `strata.tail`, which is
/// mapped and never synced, so that what is in it outlives the process. One half takes appends while the other is
/// being drained.
///
///      0                       half                     2 · half
///     ┌──────────────┬────────┬────────────────────────┐
///     │ whole batches│  room  │ being drained, or free │
///     └──────────────┴────────┴────────────────────────┘
///
/// It costs a file system nothing to write back the few pages over and over, where the pages of a mapped `.log` would
/// be protected, faulted and written again with each sync.
struct TailBuffer: Sendable {
  /// The file's name in the log's directory.
  static let name = "strata.tail"
  static let firstHalf = 16 << 10
  static let lastHalf = 512 << 10
  /// A larger batch goes straight to the `.log`.
  static let largestBatch = 64 << 10

  private let path: String
  private let storage: any Storage
  private(set) var map: MappedRange?
  /// Bytes of a half; 0 before the first append.
  private(set) var half = 0
  private var filling = 0
  /// Bytes of batches in the half that takes appends.
  private(set) var count = 0
  /// Whether nothing is left to drain in the other half.
  private var isOtherFree = true
  /// Bytes that were in a half when it was taken last.
  private var taken = 0

  init(_ directory: String, _ storage: any Storage) {
    path = directory + "/" + Self.name
    self.storage = storage
  }

  /// Bytes that the next batch may have.
  var room: Int { half - count }

  /// Where the next batch goes in the map.
  var position: Int { filling * half + count }

  /// A batch of so many bytes is in place.
  mutating func add(_ bytes: Int) { count += bytes }

  /// The filled half, to be drained; appends go to the other from now on. Nil while there is nothing to drain or the
  /// other half has not been drained.
  mutating func take() -> (map: MappedRange, range: Range<Int>)? {
    guard let map, count > 0, isOtherFree else { return nil }
    let range = filling * half..<filling * half + count
    filling = 1 - filling
    taken = count
    count = 0
    isOtherFree = false
    voidStarts(map)
    return (map, range)
  }

  /// What was drained is no batch any more where a replay would begin to look in the half that takes appends: a process
  /// that dies among the stores of the next one would leave the old offset with the new records.
  private func voidStarts(_ map: MappedRange) {
    let range = filling * half..<(filling + 1) * half
    var start = 0
    while start < range.upperBound {
      if range.contains(start) { map.voidBatch(at: start) }
      start = max(Self.firstHalf, 2 * start)
    }
  }

  /// What was taken is in the `.log`.
  mutating func wasDrained() { isOtherFree = true }

  /// Doubles the halves until a batch of `bytes` fits, or once when it had not fitted into the half that was taken
  /// last. Both must be empty. The room is written, so that a store into the map never finds the disk full.
  mutating func grow(toHold bytes: Int) throws(StorageFailure) {
    precondition(count == 0 && isOtherFree)
    guard half < Self.lastHalf, bytes <= Self.largestBatch, bytes > half - taken else { return }
    var larger = max(Self.firstHalf, 2 * half)
    while larger < bytes { larger *= 2 }
    let file = try storage.open(path, create: true)
    let size = try file.size()
    if size < 2 * larger { try file.write([UInt8](repeating: 0, count: 2 * larger - size).span, at: size) }
    let map = try file.map(2 * larger)
    self.map = map
    half = larger
    taken = 0
    filling = 0
    voidStarts(map)
  }

  /// Empty and gone from the storage, as it was before the first append. Both halves must be empty.
  mutating func remove() throws(StorageFailure) {
    precondition(count == 0 && isOtherFree)
    guard map != nil else { return }
    try storage.remove(path)
    map = nil
    half = 0
  }
}
