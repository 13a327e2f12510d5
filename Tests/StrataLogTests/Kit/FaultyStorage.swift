import Synchronization

@testable import StrataLog

/// A storage over another that fails as told, and counts.
final class FaultyStorage: Storage {
  struct Fault: Sendable {
    var call: StorageFailure.Call
    var suffix: String
    var code: Int32
    /// Calls that still succeed before the fault shows.
    var after = 0
  }

  private let storage: any Storage
  private let fault = Mutex<Fault?>(nil)
  private let counts = Mutex<[StorageFailure.Call: Int]>([:])
  /// Called before each call that may fail, with the path; to hold it while others come.
  let before = Mutex<(@Sendable (StorageFailure.Call, String) -> Void)?>(nil)

  /// Whether a fault heals by itself when it has shown.
  let isFaultOnce = Mutex(false)

  init(_ storage: any Storage = MemoryStorage()) { self.storage = storage }

  func fail(_ call: StorageFailure.Call, _ suffix: String = "", code: Int32 = Errno.io, after: Int = 0) {
    fault.withLock { $0 = Fault(call: call, suffix: suffix, code: code, after: after) }
  }

  func heal() { fault.withLock { $0 = nil } }

  func count(_ call: StorageFailure.Call) -> Int { counts.withLock { $0[call] ?? 0 } }

  func check(_ call: StorageFailure.Call, _ path: String) throws(StorageFailure) {
    let before = before.withLock { $0 }
    before?(call, path)
    counts.withLock { $0[call, default: 0] += 1 }
    let failure = fault.withLock { fault -> StorageFailure? in
      guard let told = fault, told.call == call, path.hasSuffix(told.suffix) else { return nil }
      if told.after > 0 {
        fault?.after -= 1
        return nil
      }
      if isFaultOnce.withLock({ $0 }) { fault = nil }
      return StorageFailure(call, path, code: told.code)
    }
    if let failure { throw failure }
  }

  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    try check(.open, path)
    return FaultyFile(try storage.open(path, create: create), self)
  }
  func list(_ directory: String) throws(StorageFailure) -> [String] { try storage.list(directory) }
  func exists(_ path: String) -> Bool { storage.exists(path) }
  func makeDirectory(_ path: String) throws(StorageFailure) { try storage.makeDirectory(path) }
  func removeDirectory(_ path: String) throws(StorageFailure) { try storage.removeDirectory(path) }
  func rename(_ path: String, to newPath: String) throws(StorageFailure) { try storage.rename(path, to: newPath) }
  func remove(_ path: String) throws(StorageFailure) {
    try check(.directory, path)
    try storage.remove(path)
  }
  func syncDirectory(_ path: String) throws(StorageFailure) { try check(.sync, path) }
  func lock(directory: String) throws(StorageFailure) -> any StorageLock { try storage.lock(directory: directory) }
}

private final class FaultyFile: StorageFile {
  private let file: any StorageFile
  private let storage: FaultyStorage

  init(_ file: any StorageFile, _ storage: FaultyStorage) {
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
    try storage.check(.reserve, path)
    try file.reserve(range)
  }
  func truncate(_ size: Int) throws(StorageFailure) {
    try storage.check(.truncate, path)
    try file.truncate(size)
  }
  func sync() throws(StorageFailure) {
    try storage.check(.sync, path)
    try file.sync()
  }
  func map(_ count: Int) throws(StorageFailure) -> MappedRange {
    try storage.check(.map, path)
    return try file.map(count)
  }
}
