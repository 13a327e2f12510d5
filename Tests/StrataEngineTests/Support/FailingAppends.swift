import StrataLog
import Synchronization

/// Files in memory of which those below a path take no more bytes for a while, as on a full disk.
final class FailingAppends: Storage {
  private let files: MemoryStorage
  private let full = Mutex<String?>(nil)

  init(_ files: MemoryStorage) { self.files = files }

  /// From now on writes below `path` fail.
  func fails(_ path: String?) { full.withLock { $0 = path } }

  fileprivate func check(_ path: String) throws(StorageFailure) {
    if let full = full.withLock({ $0 }), path.hasPrefix(full) { throw StorageFailure(.write, path, code: 28) }
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    if create { try check(path) }
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
  private let storage: FailingAppends

  init(_ file: any StorageFile, _ storage: FailingAppends) {
    self.file = file
    self.storage = storage
  }

  var path: String { file.path }
  func size() throws(StorageFailure) -> Int { try file.size() }
  func modified() -> Timestamp? { file.modified() }
  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8] {
    try file.read(at: position, count: count)
  }
  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) {
    try storage.check(path)
    try file.write(bytes, at: position)
  }
  func reserve(_ range: Range<Int>) throws(StorageFailure) {
    try storage.check(path)
    try file.reserve(range)
  }
  func truncate(_ size: Int) throws(StorageFailure) { try file.truncate(size) }
  func sync() throws(StorageFailure) { try file.sync() }
  func map(_ count: Int) throws(StorageFailure) -> MappedRange { try file.map(count) }
}
