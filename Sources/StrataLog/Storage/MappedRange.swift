/// Bytes of a file in memory; unmapped when the last reference goes, so a slice that retains it stays valid whatever
/// becomes of the file.
@safe
public final class MappedRange: @unchecked Sendable {
  // Sendable because the log never changes a byte that it has published, and publishes with release; who writes below
  // that is the one holder of the log's writer lock.
  let base: UnsafeMutableRawPointer
  /// Bytes mapped.
  public let count: Int
  private let release: @Sendable () -> Void

  /// Takes `count` bytes at `base`, which stay valid until `release` is called.
  public init(base: UnsafeMutableRawPointer, count: Int, release: @escaping @Sendable () -> Void) {
    unsafe self.base = unsafe base
    self.count = count
    self.release = release
  }

  deinit { release() }

  /// The bytes from `start`, so many; they must be inside the file.
  @_lifetime(borrow self)
  public func span(from start: Int, count: Int) -> Span<UInt8> {
    precondition(start >= 0 && count >= 0 && start <= self.count - count, "a span inside the map")
    let first = unsafe base.assumingMemoryBound(to: UInt8.self) + start
    // Valid as long as self is: it owns the map.
    return unsafe _overrideLifetime(Span(_unsafeStart: first, count: count), borrowing: self)
  }
}

extension MappedRange {
  /// Copies the bytes to `position`, where there is room for them.
  func put(_ bytes: Span<UInt8>, at position: Int) {
    precondition(position >= 0 && position <= count - bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      // In bounds by the line above.
      unsafe (base + position).copyMemory(from: start, byteCount: source.count)
    }
  }

  /// What lies at `position` counts for no batch any more: no offset is as high.
  func voidBatch(at position: Int) {
    precondition(position >= 0 && position <= count - BatchHeader.size)
    // In bounds by the line above.
    unsafe (base + position).storeBigEndian(Int64.max, at: 0)
  }
}
