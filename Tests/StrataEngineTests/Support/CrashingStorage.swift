import StrataLog
import Synchronization

/// Files in memory whose holder dies: after so many changes every call fails, as for a process that is no more.
final class CrashingStorage: Storage {
  private let files: MemoryStorage
  private let left: Mutex<Int>

  init(_ files: MemoryStorage, changes: Int) {
    self.files = files
    left = Mutex(changes)
  }

  var hasCrashed: Bool { left.withLock { $0 < 0 } }

  private func change(_ path: String) throws(StorageFailure) {
    let isAlive = left.withLock { left in
      left -= left < 0 ? 0 : 1
      return left >= 0
    }
    if !isAlive { throw StorageFailure(.write, path, code: 5) }
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    if create { try change(path) }
    return try files.open(path, create: create)
  }

  func list(_ directory: String) throws(StorageFailure) -> [String] { try files.list(directory) }
  func exists(_ path: String) -> Bool { files.exists(path) }

  func makeDirectory(_ path: String) throws(StorageFailure) {
    try change(path)
    try files.makeDirectory(path)
  }

  func removeDirectory(_ path: String) throws(StorageFailure) {
    try change(path)
    try files.removeDirectory(path)
  }

  func rename(_ path: String, to newPath: String) throws(StorageFailure) {
    try change(path)
    try files.rename(path, to: newPath)
  }

  func remove(_ path: String) throws(StorageFailure) {
    try change(path)
    try files.remove(path)
  }

  func syncDirectory(_ path: String) throws(StorageFailure) { try change(path) }
  func lock(directory: String) throws(StorageFailure) -> any StorageLock { try files.lock(directory: directory) }
}
