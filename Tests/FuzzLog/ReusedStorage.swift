import StrataLog

/// Files in memory that is taken once and used by every execution: maps and pages of their own would take most of the
/// time. One directory, one thread.
final class ReusedStorage: Storage, @unchecked Sendable {
  // Sendable because a target has one thread.
  private var files: [String: ReusedFile] = [:]
  private var used: [ReusedFile] = []
  private var spare: [ReusedFile] = []

  /// No files, as at first. Nothing may be open or mapped.
  func reset() {
    files.removeAll(keepingCapacity: true)
    for file in used { file.reset() }
    swap(&used, &spare)
    spare += used
    used.removeAll(keepingCapacity: true)
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    if let file = files[path] { return file }
    guard create else { throw StorageFailure(.open, path, code: 2) }
    return put(path)
  }

  /// The file of this name, which there was not.
  @discardableResult
  func put(_ path: String) -> ReusedFile {
    let file = spare.popLast() ?? ReusedFile()
    file.path = path
    used.append(file)
    files[path] = file
    return file
  }

  func list(_ directory: String) -> [String] {
    // In one order, whatever the dictionary's is: an input that was found must do the same again.
    files.keys.map { String($0.dropFirst(directory.utf8.count + 1)) }.sorted()
  }

  func exists(_ path: String) -> Bool { files[path] != nil || !path.utf8.contains(UInt8(ascii: "/")) }

  func makeDirectory(_ path: String) {}
  func removeDirectory(_ path: String) {}
  func syncDirectory(_ path: String) {}
  func lock(directory: String) throws(StorageFailure) -> any StorageLock {
    throw StorageFailure(.lock, directory, code: 11)
  }

  func rename(_ path: String, to newPath: String) throws(StorageFailure) {
    guard let file = files.removeValue(forKey: path) else { throw StorageFailure(.directory, path, code: 2) }
    files[newPath] = file
  }

  func remove(_ path: String) throws(StorageFailure) {
    guard files.removeValue(forKey: path) != nil else { throw StorageFailure(.directory, path, code: 2) }
  }
}

/// A file of a ``ReusedStorage``: memory that is zero behind the file's end.
@safe
final class ReusedFile: StorageFile, @unchecked Sendable {
  // Sendable because a target has one thread.
  static let capacity = 128 << 10

  fileprivate(set) var path = ""
  private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
  private var count = 0

  init() { unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0) }

  deinit { unsafe bytes.deallocate() }

  fileprivate func reset() { cut(to: 0) }

  private func cut(to size: Int) {
    unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[size..<count]).initializeMemory(as: UInt8.self, repeating: 0)
    count = size
  }

  func size() -> Int { count }
  func modified() -> Timestamp? { nil }
  func sync() {}

  func read(at position: Int, count wanted: Int) -> [UInt8] {
    let end = min(count, position + wanted)
    return position < end ? unsafe Array(bytes[position..<end]) : []
  }

  func write(_ span: Span<UInt8>, at position: Int) throws(StorageFailure) {
    try demand(position + span.count, .write)
    unsafe span.withUnsafeBytes {
      unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[position...]).copyMemory(from: $0)
    }
    count = max(count, position + span.count)
  }

  func reserve(_ range: Range<Int>) throws(StorageFailure) { try demand(range.upperBound, .reserve) }

  func truncate(_ size: Int) throws(StorageFailure) {
    try demand(size, .truncate)
    if size < count { cut(to: size) } else { count = size }
  }

  func map(_ size: Int) throws(StorageFailure) -> MappedRange {
    try demand(size, .map)
    // The memory is never given back while the storage is there, and the range goes with its log before that.
    return unsafe MappedRange(base: bytes.baseAddress!, count: size) {}
  }

  private func demand(_ size: Int, _ call: StorageFailure.Call) throws(StorageFailure) {
    if size > Self.capacity { throw StorageFailure(call, path, code: 28) }
  }
}
