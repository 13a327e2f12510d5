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
@safe
struct TailBuffer: @unchecked Sendable {
  // Sendable because the pointer is the map's, which is held beside it and is written by who has the writer's lock.
  /// The file's name in the log's directory.
  static let name = "strata.tail"
  static let firstHalf = 16 << 10
  static let lastHalf = 512 << 10
  /// A larger batch goes straight to the `.log`.
  static let largestBatch = 64 << 10

  private let path: String
  private let storage: any Storage
  private var map: MappedRange? { didSet { unsafe base = map?.base } }
  /// The map's, for appends to count no references.
  private var base: UnsafeMutableRawPointer?
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

  /// Copies a batch, for which there is room, behind those that are there, with what the log decided of it.
  @inline(__always)
  mutating func put(_ bytes: Span<UInt8>, _ batch: IncomingBatch, baseOffset: Int64) {
    precondition(bytes.count >= BatchHeader.size && bytes.count <= room)
    // There is room, so there is a map, and in it two halves.
    let place = unsafe base! + (filling * half + count)
    // The offset is no part of the copy: it comes last.
    unsafe bytes.withUnsafeBytes { source in
      unsafe (place + 8).copyMemory(from: source.baseAddress! + 8, byteCount: source.count - 8)
    }
    unsafe batch.write(
      into: place, records: bytes.extracting(droppingFirst: BatchHeader.size), baseOffset: baseOffset)
    count += bytes.count
  }

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
