/// Memory that stands for the pages of a simulated file, all zeroes when it is taken; it goes back to its pool with
/// the last reference, be that the file's or a map's.
@safe
final class SimulatedMemory: @unchecked Sendable {
  // Sendable because a simulation has one thread; the base is this object's own from init to deinit.
  let base: UnsafeMutableRawPointer
  let capacity: Int
  private let pool: SimulatedMemoryPool
  /// Bytes from the start that may be other than zero.
  private(set) var touched = 0

  fileprivate init(_ base: UnsafeMutableRawPointer, capacity: Int, pool: SimulatedMemoryPool) {
    unsafe self.base = base
    self.capacity = capacity
    self.pool = pool
  }

  deinit { unsafe pool.giveBack(base, capacity: capacity, touched: touched) }

  /// Says that bytes below `end` may be written by others from now on.
  func touch(_ end: Int) { touched = max(touched, end) }

  func copy(_ range: Range<Int>, from other: SimulatedMemory) {
    guard !range.isEmpty else { return }
    precondition(range.lowerBound >= 0 && range.upperBound <= min(capacity, other.capacity))
    touch(range.upperBound)
    unsafe (base + range.lowerBound).copyMemory(from: other.base + range.lowerBound, byteCount: range.count)
  }

  func write(_ bytes: Span<UInt8>, at position: Int) {
    precondition(position >= 0 && position <= capacity - bytes.count)
    touch(position + bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe (base + position).copyMemory(from: start, byteCount: source.count)
    }
  }

  func zero(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
    unsafe (base + range.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: range.count)
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Whether both have the same bytes there.
  func isEqual(_ range: Range<Int>, to other: SimulatedMemory) -> Bool {
    var at = range.lowerBound
    // Eight at a time: every sector of every file is asked at each sync.
    while range.upperBound - at >= 8 {
      let here = unsafe base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let there = unsafe other.base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      if here != there { return false }
      at += 8
    }
    while at < range.upperBound {
      let here = unsafe base.load(fromByteOffset: at, as: UInt8.self)
      let there = unsafe other.base.load(fromByteOffset: at, as: UInt8.self)
      if here != there { return false }
      at += 1
    }
    return true
  }

  subscript(position: Int) -> UInt8 {
    get { unsafe base.load(fromByteOffset: position, as: UInt8.self) }
    set {
      touch(position + 1)
      unsafe base.storeBytes(of: newValue, toByteOffset: position, as: UInt8.self)
    }
  }
}

/// Where the memory of simulated files comes from: what one simulation gave back the next one takes.
@safe
package final class SimulatedMemoryPool: @unchecked Sendable {
  // Sendable because each simulating thread has a pool of its own.
  static let usual = 64 << 10
  private var free: [UnsafeMutableRawPointer] = unsafe []

  /// Nothing yet.
  package init() {}

  deinit { while let base = unsafe free.popLast() { unsafe base.deallocate() } }

  /// At least `count` bytes of zeroes.
  func take(_ count: Int) -> SimulatedMemory {
    let capacity = count <= Self.usual ? Self.usual : count
    if capacity == Self.usual, let base = unsafe free.popLast() {
      return unsafe SimulatedMemory(base, capacity: capacity, pool: self)
    }
    let base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 4096)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    return unsafe SimulatedMemory(base, capacity: capacity, pool: self)
  }

  fileprivate func giveBack(_ base: UnsafeMutableRawPointer, capacity: Int, touched: Int) {
    guard capacity == Self.usual else { return unsafe base.deallocate() }
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: min(touched, capacity))
    unsafe free.append(base)
  }
}
