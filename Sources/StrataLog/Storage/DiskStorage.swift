internal import CStrata

/// Files of the file system.
public final class DiskStorage: Storage {
  /// Files of the file system; paths are its own.
  public init() {}

  /// See ``Storage/open(_:create:)``.
  public func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    let descriptor = unsafe strata_open(path, create ? 1 : 0)
    try check(descriptor, .open, path)
    return DiskFile(path: path, descriptor: descriptor)
  }

  /// See ``Storage/list(_:)``.
  public func list(_ directory: String) throws(StorageFailure) -> [String] {
    var names: [String] = []
    let code = unsafe withUnsafeMutablePointer(to: &names) { names in
      // The callback runs before the call returns, with the pointer given here.
      unsafe strata_list(directory, names) { names, name in
        guard let names = unsafe names, let name = unsafe name else { return }
        unsafe names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
      }
    }
    try check(code, .directory, directory)
    return names
  }

  /// See ``Storage/exists(_:)``.
  public func exists(_ path: String) -> Bool { unsafe strata_exists(path) == 1 }

  /// See ``Storage/makeDirectory(_:)``.
  public func makeDirectory(_ path: String) throws(StorageFailure) {
    try unsafe check(strata_make_directory(path), .directory, path)
  }

  /// See ``Storage/removeDirectory(_:)``.
  public func removeDirectory(_ path: String) throws(StorageFailure) {
    try unsafe check(strata_remove_directory(path), .directory, path)
  }

  /// See ``Storage/rename(_:to:)``.
  public func rename(_ path: String, to newPath: String) throws(StorageFailure) {
    try unsafe check(strata_rename(path, newPath), .directory, path)
  }

  /// See ``Storage/remove(_:)``.
  public func remove(_ path: String) throws(StorageFailure) { try unsafe check(strata_remove(path), .directory, path) }

  /// See ``Storage/syncDirectory(_:)``.
  public func syncDirectory(_ path: String) throws(StorageFailure) {
    try unsafe check(strata_sync_directory(path), .sync, path)
  }

  /// See ``Storage/lock(directory:)``.
  public func lock(directory: String) throws(StorageFailure) -> any StorageLock {
    let descriptor = unsafe strata_lock(directory + "/.lock")
    try check(descriptor, .lock, directory)
    return DiskLock(descriptor: descriptor)
  }
}

/// Turns a negative errno into a failure.
func check(_ code: some SignedInteger, _ call: StorageFailure.Call, _ path: String) throws(StorageFailure) {
  if code < 0 { throw StorageFailure(call, path, code: Int32(-code)) }
}
