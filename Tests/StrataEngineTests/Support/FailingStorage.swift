import StrataLog
import Synchronization

/// Files in memory whose calls fail as told.
final class FailingStorage: Storage {
  private let files: MemoryStorage
  private let fault: Mutex<(call: StorageFailure.Call, path: String)?>

  init(_ files: MemoryStorage, _ call: StorageFailure.Call? = nil, _ path: String = "") {
    self.files = files
    fault = Mutex(call.map { ($0, path) })
  }

  /// From now on these calls fail of the path, or of those below it if it ends with a slash: reads as on a bad disk,
  /// writes as on a full one; none do if it is nil.
  func fail(_ call: StorageFailure.Call?, _ path: String = "") { fault.withLock { $0 = call.map { ($0, path) } } }

  fileprivate func check(_ call: StorageFailure.Call, _ path: String) throws(StorageFailure) {
    guard let fault = fault.withLock({ $0 }), fault.call == call,
      path == fault.path || fault.path.hasSuffix("/") && path.hasPrefix(fault.path)
    else { return }
    throw StorageFailure(call, path, code: call == .read ? 5 : 28)
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    if create { try check(.write, path) }
    return FailingFile(try files.open(path, create: create), self)
  }

  func list(_ directory: String) throws(StorageFailure) -> [String] { try files.list(directory) }
  func exists(_ path: String) -> Bool { files.exists(path) }
  func makeDirectory(_ path: String) throws(StorageFailure) { try files.makeDirectory(path) }
  func removeDirectory(_ path: String) throws(StorageFailure) { try files.removeDirectory(path) }
  func rename(_ path: String, to newPath: String) throws(StorageFailure) { try files.rename(path, to: newPath) }
  func remove(_ path: String) throws(StorageFailure) { try files.remove(path) }
  func syncDirectory(_ path: String) throws(StorageFailure) { try files.syncDirectory(path) }
  func lock(directory: String) throws(StorageFailure) -> any StorageLock { try files.lock(directory: directory) }
}

private final class FailingFile: StorageFile {
  private let file: any StorageFile
  private let storage: FailingStorage

  init(_ file: any StorageFile, _ storage: FailingStorage) {
    self.file = file
    self.storage = storage
  }

  var path: String { file.path }
  func size() throws(StorageFailure) -> Int { try file.size() }
  func modified() -> Timestamp? { file.modified() }
  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8] {
    try storage.check(.read, path)
    return try file.read(at: position, count: count)
  }
  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) {
    try storage.check(.write, path)
    try file.write(bytes, at: position)
  }
  func reserve(_ range: Range<Int>) throws(StorageFailure) {
    try storage.check(.write, path)
    try file.reserve(range)
  }
  func truncate(_ size: Int) throws(StorageFailure) { try file.truncate(size) }
  func sync() throws(StorageFailure) { try file.sync() }
  func map(_ count: Int) throws(StorageFailure) -> MappedRange { try file.map(count) }
}
