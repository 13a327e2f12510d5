internal import CStrata

/// An open file of the file system.
final class DiskFile: StorageFile {
  let path: String
  private let descriptor: Int32

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { strata_close(descriptor) }

  func size() throws(StorageFailure) -> Int {
    let size = strata_size(descriptor)
    try check(size, .read, path)
    return Int(size)
  }

  func modified() -> Timestamp? {
    let time = strata_modified_milliseconds(descriptor)
    return time < 0 ? nil : Timestamp(milliseconds: time)
  }

  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8] {
    guard count > 0 else { return [] }
    var code: Int64 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      code = unsafe strata_read(descriptor, buffer.baseAddress, count, Int64(position))
      initialized = Int(max(0, code))
    }
    try check(code, .read, path)
    return bytes
  }

  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) {
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe strata_write(descriptor, buffer.baseAddress, buffer.count, Int64(position))
    }
    try check(code, .write, path)
  }

  func reserve(_ range: Range<Int>) throws(StorageFailure) {
    try check(strata_reserve(descriptor, Int64(range.lowerBound), Int64(range.upperBound)), .reserve, path)
  }

  func truncate(_ size: Int) throws(StorageFailure) {
    try check(strata_truncate(descriptor, Int64(size)), .truncate, path)
  }

  func sync() throws(StorageFailure) { try check(strata_sync(descriptor), .sync, path) }

  func map(_ count: Int) throws(StorageFailure) -> MappedRange {
    var base: UnsafeMutableRawPointer?
    try check(unsafe strata_map(descriptor, max(count, 1), &base), .map, path)
    guard let base = unsafe base else { throw StorageFailure(.map, path, code: Errno.noMemory) }
    return unsafe mapped(base, count)
  }
}

/// Owns what `strata_map` gave: `count` bytes at `base`.
func mapped(_ base: UnsafeMutableRawPointer, _ count: Int) -> MappedRange {
  // A pointer may not cross into a Sendable closure; its address may, and stays good until the range lets go.
  let address = UInt(bitPattern: base)
  return unsafe MappedRange(base: base, count: count) {
    unsafe strata_unmap(UnsafeMutableRawPointer(bitPattern: address), max(count, 1))
  }
}

/// A directory held by a file lock: the descriptor's, so that a second one in this process is refused as well.
final class DiskLock: StorageLock {
  private let descriptor: Guarded<Int32?>

  init(descriptor: Int32) { self.descriptor = Guarded(descriptor) }

  deinit { release() }

  func release() {
    descriptor.withLock { held in
      if let open = held { strata_unlock(open) }
      held = nil
    }
  }
}
