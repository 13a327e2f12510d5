import StrataLog

/// Files in memory of which the disk does not give one.
final class UnreadableStorage: Storage {
  private let files: any Storage
  private let path: String

  init(_ files: any Storage, _ path: String) {
    self.files = files
    self.path = path
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    let file = try files.open(path, create: create)
    return path == self.path ? UnreadableFile(file) : file
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

private final class UnreadableFile: StorageFile {
  private let file: any StorageFile
  init(_ file: any StorageFile) { self.file = file }

  var path: String { file.path }
  func size() throws(StorageFailure) -> Int { try file.size() }
  func modified() -> Timestamp? { file.modified() }
  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8] {
    throw StorageFailure(.read, path, code: 5)
  }
  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) { try file.write(bytes, at: position) }
  func reserve(_ range: Range<Int>) throws(StorageFailure) { try file.reserve(range) }
  func truncate(_ size: Int) throws(StorageFailure) { try file.truncate(size) }
  func sync() throws(StorageFailure) { try file.sync() }
  func map(_ count: Int) throws(StorageFailure) -> MappedRange { try file.map(count) }
}
