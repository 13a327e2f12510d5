/// What a simulated file holds, twice: the *cache*, which reads and maps of this process and of its successor see,
/// and the *disk*, which a power failure leaves (SPEC §15.1). A sector of 512 bytes gets from one to the other whole.
final class SimulatedContent {
  static let sector = 512

  /// In the order of making, from 0.
  let serial: Int
  let kind: FileKind
  private let pool: SimulatedMemoryPool
  private(set) var cache: SimulatedMemory
  private(set) var disk: SimulatedMemory
  private(set) var cacheSize = 0
  private(set) var diskSize = 0
  /// Room taken ahead of the size.
  private(set) var reserved = 0
  /// The smallest size since the last sync: what the disk holds beyond it may be gone.
  private var cutTo = Int.max
  /// Sectors that a failed sync marked clean, though they are not on disk, with what they held then.
  private var lies: [Int: [UInt8]] = [:]
  /// Whether the cache may be written through a map.
  private(set) var isMapped = false
  /// By the simulated clock.
  var modified: Int64

  init(serial: Int, kind: FileKind, pool: SimulatedMemoryPool, now: Int64) {
    self.serial = serial
    self.kind = kind
    self.pool = pool
    modified = now
    cache = pool.take(0)
    disk = pool.take(0)
  }

  /// Bytes of the disk that the file takes.
  var room: Int { max(cacheSize, reserved) }

  // MARK: the cache

  func read(at position: Int, count: Int) -> [UInt8] {
    let end = min(cacheSize, position + count)
    return position < end ? cache.bytes(position..<end) : []
  }

  func write(_ bytes: Span<UInt8>, at position: Int) {
    guard bytes.count > 0 else { return }
    reach(position + bytes.count)
    cache.write(bytes, at: position)
    cacheSize = max(cacheSize, position + bytes.count)
    // Written again they are dirty again, whatever is written.
    if !lies.isEmpty {
      for sector in position / Self.sector...(position + bytes.count - 1) / Self.sector { lies[sector] = nil }
    }
  }

  func reserve(_ size: Int) { reserved = max(reserved, size) }

  func truncate(_ size: Int) {
    if size < cacheSize {
      cache.zero(size..<min(cache.capacity, Self.pageEnd(cacheSize)))
      cutTo = min(cutTo, size)
    }
    reach(size)
    cacheSize = size
    reserved = 0
  }

  func map(_ count: Int) -> SimulatedMemory {
    reach(count)
    cache.touch(count)
    isMapped = true
    return cache
  }

  /// The first byte past the end that a map was used to change, which would have ended a real process.
  func strayByte() -> Int? {
    // What follows the end inside its page may be stored to; it never reaches the file.
    let page = Self.pageEnd(cacheSize)
    guard isMapped, page < min(cache.touched, cache.capacity) else { return nil }
    return (page..<min(cache.touched, cache.capacity)).first { cache[$0] != 0 }
  }

  private static func pageEnd(_ size: Int) -> Int { (size + 4095) / 4096 * 4096 }

  private func reach(_ size: Int) {
    guard size > cache.capacity else { return }
    // Who had mapped a smaller range keeps the old memory: map first as large as the file will grow.
    let larger = pool.take(max(size, 2 * cache.capacity))
    larger.copy(0..<cacheSize, from: cache)
    cache = larger
    let largerDisk = pool.take(larger.capacity)
    largerDisk.copy(0..<diskSize, from: disk)
    disk = largerDisk
  }

  // MARK: from the cache to the disk

  private func range(ofSector sector: Int) -> Range<Int> { sector * Self.sector..<(sector + 1) * Self.sector }

  private var sectorCount: Int { (max(cacheSize, diskSize) + Self.sector - 1) / Self.sector }

  /// Whether the sector differs from the disk's and the system knows it.
  private func isDirty(_ sector: Int) -> Bool {
    let range = range(ofSector: sector)
    if cache.isEqual(range, to: disk) { return false }
    guard let held = lies[sector] else { return true }
    return cache.bytes(range) != held
  }

  /// Everything, but what a failed sync lied about, is on disk on return.
  func sync() {
    for sector in 0..<sectorCount where isDirty(sector) { put(sector) }
    settleSize(cacheSize)
    cutTo = .max
  }

  /// Sectors that differ may get to the disk by themselves; a part of them, on each call another one.
  func writeBack(_ chance: inout SeededRandom) {
    let parts = chance.below(4) + 1
    var end = diskSize
    for sector in 0..<sectorCount where chance.below(4) < parts && isDirty(sector) {
      put(sector)
      end = max(end, min(cacheSize, (sector + 1) * Self.sector))
    }
    if cutTo == .max { settleSize(end) }
  }

  /// A sync that fails: some sectors got to the disk, the others never will, and all are said to be clean.
  func syncLying(_ chance: inout SeededRandom) {
    for sector in 0..<sectorCount where isDirty(sector) {
      if chance.below(3) == 0 { put(sector) } else { lies[sector] = cache.bytes(range(ofSector: sector)) }
    }
    if chance.below(2) == 0, cutTo == .max { settleSize(max(diskSize, cacheSize)) }
  }

  private func put(_ sector: Int) {
    disk.copy(range(ofSector: sector), from: cache)
    lies[sector] = nil
  }

  private func settleSize(_ size: Int) {
    // What lies past the end, as stores of a map may, is not in the file.
    if size < disk.touched { disk.zero(size..<disk.touched) }
    diskSize = size
  }

  // MARK: ends

  /// The power fails: each sector that is not on disk gets there or does not, and so does the size.
  func losePower(_ chance: inout SeededRandom) {
    let kept = [0, 1, 4, 7, 8][chance.below(5)]
    let small = min(diskSize, cacheSize)
    let large = max(diskSize, cacheSize)
    let size =
      switch chance.below(4) {
      case 0: diskSize
      case 3: small + chance.below(large - small + 1)
      default: cacheSize
      }
    for sector in 0..<sectorCount {
      if isDirty(sector), chance.below(8) < kept {
        put(sector)
      } else if (sector + 1) * Self.sector > cutTo, chance.below(4) == 0 {
        // The cut got to the disk and what was written there later did not.
        disk.zero(max(cutTo, sector * Self.sector)..<(sector + 1) * Self.sector)
      }
    }
    settleSize(size)
    let fresh = pool.take(disk.capacity)
    fresh.copy(0..<diskSize, from: disk)
    cache = fresh
    forget(size: diskSize)
  }

  /// The process dies: what it wrote stays, in memory that its remains can't reach.
  func loseProcess() {
    if isMapped {
      let fresh = pool.take(cache.capacity)
      fresh.copy(0..<min(cache.capacity, Self.pageEnd(cacheSize)), from: cache)
      cache = fresh
    }
    isMapped = false
  }

  private func forget(size: Int) {
    cacheSize = size
    reserved = 0
    cutTo = .max
    lies = [:]
    isMapped = false
  }

  // MARK: damage

  /// Whether these bytes are on disk as the cache shows them.
  func isSettled(_ range: Range<Int>) -> Bool {
    range.upperBound <= min(cacheSize, diskSize) && cache.isEqual(range, to: disk)
  }

  /// Changes what is there, in the cache and, unless only reading it went wrong, on the disk.
  func spoil(at position: Int, with bytes: [UInt8], onDisk: Bool) {
    cache.write(bytes.span, at: position)
    if onDisk { disk.write(bytes.span, at: position) }
  }

  /// What the disk holds.
  func diskBytes(_ range: Range<Int>) -> [UInt8] { disk.bytes(range) }

  // MARK: torn stores

  /// What the maps show, to be torn at later.
  func copyOfMap() -> [UInt8]? { isMapped ? cache.bytes(0..<min(cache.capacity, cache.touched)) : nil }

  /// Takes back some of the stores since `before` was copied, as if the process had died among them: the last ones,
  /// and the first eight bytes, for a batch gets its offset when the rest of it is in place.
  func tearStores(since before: [UInt8], _ chance: inout SeededRandom) {
    let changed = before.indices.filter { before[$0] != cache[$0] }
    guard let first = changed.first, let last = changed.last else { return }
    let cut = first + chance.below(last - first + 2)
    for position in changed where cut <= last && (position >= cut || position < first + 8) {
      cache[position] = before[position]
    }
  }
}
