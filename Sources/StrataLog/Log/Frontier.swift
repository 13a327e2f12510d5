/// Up to where a log is on disk: a segment, a byte of it and the offset due there.
struct Frontier: Hashable, Sendable {
  var base: Offset
  var byteCount: Int
  var offset: Int64
}

/// The sidecar file that keeps a log's frontier (SPEC §6.3): what lies below it was on disk when it was written, so
/// nothing there is ever cut.
///
/// Two slots, 4096 bytes apart, written in turns; the later one whose sum is right counts. It is written after a sync
/// has succeeded and needs no sync of its own: whenever it reaches the disk, it is true.
///
///      0               4               8                               16
///     ┌───────────────┬───────────────┬───────────────────────────────┐
///     │    "STRF"     │   version 0   │            number             │   the higher number is the later slot
///     ├───────────────┴───────────────┼───────────────────────────────┤
///     │        segment's base         │           byteCount           │
///     ├───────────────────────────────┼───────────────┬───────────────┘
///     │            offset             │    CRC-32C    │   big-endian; the sum is over the 40 bytes before
///     └───────────────────────────────┴───────────────┘
struct FrontierFile: Sendable {
  static let name = "strata.frontier"
  static let slotDistance = 4096
  static let slotSize = 44
  /// How many bytes of log may be on disk while the file says nothing of them.
  static let syncDistance = 64 << 20

  private let path: String
  private let storage: any Storage
  private var file: (any StorageFile)?
  /// The number of the latest slot.
  private var number: UInt64
  private var unsyncedBytes = 0
  private var failure: StorageFailure?

  /// What the directory's file says, and the file to go on with.
  static func read(
    _ directory: String, _ storage: any Storage
  ) throws(StorageFailure) -> (file: FrontierFile, frontier: Frontier?) {
    let path = directory + "/" + name
    guard storage.exists(path) else { return (FrontierFile(path, storage, number: 0), nil) }
    let file = try storage.open(path, create: false)
    var latest: (number: UInt64, frontier: Frontier)?
    for n in 0..<2 {
      let slot = try file.read(at: n * slotDistance, count: slotSize)
      // One in the other's place was misdirected: it may be an old one, and the turns would be lost.
      guard let read = Frontier.reading(slot: slot.span), read.number % 2 == n, read.number >= latest?.number ?? 0
      else { continue }
      latest = read
    }
    return (FrontierFile(path, storage, number: latest?.number ?? 0), latest?.frontier)
  }

  /// Whether there is a file that something was written to.
  static func wasWritten(_ directory: String, _ storage: any Storage) throws(StorageFailure) -> Bool {
    let path = directory + "/" + name
    return storage.exists(path) ? try storage.open(path, create: false).size() > 0 : false
  }

  private init(_ path: String, _ storage: any Storage, number: UInt64) {
    self.path = path
    self.storage = storage
    self.number = number
  }

  /// The file is there, for the directory to be synced with its name.
  mutating func make() throws(StorageFailure) {
    if file == nil { file = try storage.open(path, create: true) }
  }

  /// Writes the frontier, which has moved by `bytes`, into the slot whose turn it is. A failure loses no record: the
  /// frontier stays behind, and the next open reads more.
  mutating func write(_ frontier: Frontier, moved bytes: Int) {
    guard failure == nil else { return }
    number += 1
    unsyncedBytes += bytes
    do throws(StorageFailure) {
      try make()
      try file?.write(frontier.slot(number: number).span, at: Int(number % 2) * Self.slotDistance)
    } catch { failure = error }
    if unsyncedBytes >= Self.syncDistance { settle() }
  }

  /// Both slots say the frontier, and are on disk on return: an older one may name a segment that is about to go. What
  /// failed before is tried again.
  mutating func pin(_ frontier: Frontier) throws(StorageFailure) {
    failure = nil
    for _ in 0..<2 { write(frontier, moved: 1) }
    settle()
    if let failure { throw failure }
  }

  /// What was written is on disk on return.
  mutating func settle() {
    guard failure == nil, unsyncedBytes > 0 else { return }
    do throws(StorageFailure) { try file?.sync() } catch { failure = error }
    unsyncedBytes = 0
  }
}

extension Frontier {
  private static let magic: UInt32 = 0x5354_5246

  fileprivate func slot(number: UInt64) -> [UInt8] {
    var slot: [UInt8] = []
    slot.reserveCapacity(FrontierFile.slotSize)
    slot.appendBigEndian(Self.magic)
    slot.appendBigEndian(UInt32(0))
    slot.appendBigEndian(number)
    slot.appendBigEndian(base.value)
    slot.appendBigEndian(Int64(byteCount))
    slot.appendBigEndian(offset)
    slot.appendBigEndian(crc32c(slot.span))
    return slot
  }

  /// What a slot says; nil when it was never written, is torn, or not of this version.
  static func reading(slot: Span<UInt8>) -> (number: UInt64, frontier: Frontier)? {
    guard slot.count == FrontierFile.slotSize, slot.bigEndian(at: 0) == magic, slot.bigEndian(at: 4) == 0 as UInt32,
      slot.bigEndian(at: 40) == crc32c(slot.extracting(0..<40))
    else { return nil }
    let base: Int64 = slot.bigEndian(at: 16)
    let byteCount: Int64 = slot.bigEndian(at: 24)
    let offset: Int64 = slot.bigEndian(at: 32)
    let number: UInt64 = slot.bigEndian(at: 8)
    // Where there are bytes there are records.
    guard base >= 0, byteCount >= 0, offset >= base, offset <= Offset.most, (byteCount == 0) == (offset == base),
      number < .max
    else { return nil }
    return (number, Frontier(base: Offset(base), byteCount: Int(byteCount), offset: offset))
  }
}
