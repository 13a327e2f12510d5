internal import CStrata

/// The latest offset of each key in a stretch of a log, twelve bytes a slot: 64 bits of the key's hash, and the offset
/// less the stretch's first. The other 64 bits say where to look for it, so that a key is taken for another only if
/// both agree nearly whole: once in some 10¹⁰ compactions of five million keys.
@safe
struct LatestOffsets: ~Copyable {
  /// Bytes for a key when it is full.
  static let bytesForKey = Double(slotSize) / fullness
  private static let slotSize = 12
  /// So much of it may be taken: beyond, a look takes too long.
  private static let fullness = 0.9

  /// Offsets are counted from here.
  let first: Int64
  /// Keys that it holds at most.
  let capacity: Int
  private(set) var count = 0
  /// The last offset that it was given; below `first` when there was none.
  private(set) var last: Int64
  private let slots: Int
  private let base: UnsafeMutableRawPointer
  private let hashes: UnsafeMutablePointer<UInt64>
  private let offsets: UnsafeMutablePointer<UInt32>

  /// Room for as many keys as `memoryBytes` hold, and no more than `keys`; for one at least. Offsets are from `first`
  /// on. Throws when there is no memory.
  init(from first: Int64, keys: Int, memoryBytes: Int) throws(StorageFailure) {
    self.first = first
    last = first - 1
    let wanted = Int((Double(max(1, keys)) / Self.fullness).rounded(.up)) + 1
    slots = max(2, min(wanted, memoryBytes / Self.slotSize))
    capacity = max(1, Int(Double(slots) * Self.fullness))
    var base: UnsafeMutableRawPointer?
    let result = unsafe strata_map(-1, slots * Self.slotSize, &base)
    guard result == 0, let base = unsafe base else {
      throw StorageFailure(.map, "memory for the keys of a compaction", code: -result)
    }
    unsafe strata_advise_scattered(base, slots * Self.slotSize)
    unsafe self.base = unsafe base
    unsafe hashes = base.bindMemory(to: UInt64.self, capacity: slots)
    unsafe offsets = (base + slots * 8).bindMemory(to: UInt32.self, capacity: slots)
  }

  deinit { unsafe strata_unmap(base, slots * Self.slotSize) }

  /// Bytes of its memory.
  var byteCount: Int { slots * Self.slotSize }

  /// The key is about to be put or looked for: memory is asked for its slot, which it takes longest to get.
  @inline(__always)
  func prefetch(_ key: KeyHash) {
    let slot = home(of: key)
    // In bounds: a slot is below their number.
    unsafe strata_prefetch(hashes + slot)
    unsafe strata_prefetch(offsets + slot)
  }

  /// A later record of this key was found. False, and nothing is changed, when there is no room for it.
  @inline(__always)
  mutating func put(_ key: KeyHash, _ offset: Int64) -> Bool {
    guard offset - first < Int64(UInt32.max) else { return false }
    let slot = slot(of: key)
    // In bounds: a slot is below their number.
    if unsafe hashes[slot] == 0 {
      guard count < capacity else { return false }
      count += 1
      unsafe hashes[slot] = Self.mark(key)
    }
    unsafe offsets[slot] = UInt32(truncatingIfNeeded: offset - first)
    last = offset
    return true
  }

  /// A record was passed that is of no key's.
  mutating func pass(_ offset: Int64) { last = offset }

  /// The latest offset of this key; nil if none is known.
  @inline(__always)
  func offset(of key: KeyHash) -> Int64? {
    let slot = slot(of: key)
    return unsafe hashes[slot] == 0 ? nil : first + Int64(offsets[slot])
  }

  /// Where the key is, or may go: there is a free slot, as it is never full.
  @inline(__always)
  private func slot(of key: KeyHash) -> Int {
    let mark = Self.mark(key)
    var slot = home(of: key)
    while unsafe hashes[slot] != mark, unsafe hashes[slot] != 0 {
      slot += 1
      if slot == slots { slot = 0 }
    }
    return slot
  }

  /// Where looking for the key begins.
  @inline(__always)
  private func home(of key: KeyHash) -> Int {
    Int(truncatingIfNeeded: key.high.multipliedFullWidth(by: UInt64(truncatingIfNeeded: slots)).high)
  }

  /// Zero means that the slot is free.
  @inline(__always)
  private static func mark(_ key: KeyHash) -> UInt64 { key.low == 0 ? 1 : key.low }
}
