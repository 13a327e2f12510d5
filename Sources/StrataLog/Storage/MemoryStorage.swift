/// Files in this process's memory: for tests and engines without a disk. The same code runs over it; what is in it
/// lives as long as the object, so a log can be closed and opened again on it.
public final class MemoryStorage: Storage {
  private struct Tree: Sendable {
    var files: [String: MemoryFile] = [:]
    var directories: Set<String> = []
    var locked: Set<String> = []
  }

  private let tree = Guarded(Tree())
  private let room: MemoryRoom

  /// No files; `capacity` bounds their bytes together, past it the storage is full as a disk would be.
  public init(capacity: Int = .max) { room = MemoryRoom(capacity: capacity) }

  /// See ``Storage/open(_:create:)``.
  public func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    try tree.withLock { tree throws(StorageFailure) -> MemoryFile in
      if let file = tree.files[path] { return file }
      guard create, tree.directories.contains(parent(path)) else {
        throw StorageFailure(.open, path, code: Errno.missing)
      }
      let file = MemoryFile(path: path, room: room)
      tree.files[path] = file
      return file
    }
  }

  /// See ``Storage/list(_:)``.
  public func list(_ directory: String) throws(StorageFailure) -> [String] {
    try tree.withLock { tree throws(StorageFailure) -> [String] in
      guard tree.directories.contains(directory) else {
        throw StorageFailure(.directory, directory, code: Errno.missing)
      }
      return (Array(tree.files.keys) + tree.directories).compactMap { path in
        path != directory && parent(path) == directory ? name(path) : nil
      }
    }
  }

  /// See ``Storage/exists(_:)``.
  public func exists(_ path: String) -> Bool {
    tree.withLock { $0.files[path] != nil || $0.directories.contains(path) }
  }

  /// See ``Storage/makeDirectory(_:)``. The parent of the first directories need not exist.
  public func makeDirectory(_ path: String) throws(StorageFailure) {
    tree.withLock { _ = $0.directories.insert(path) }
  }

  /// See ``Storage/removeDirectory(_:)``.
  public func removeDirectory(_ path: String) throws(StorageFailure) {
    guard try list(path).isEmpty else { throw StorageFailure(.directory, path, code: Errno.notEmpty) }
    tree.withLock { _ = $0.directories.remove(path) }
  }

  /// See ``Storage/rename(_:to:)``.
  public func rename(_ path: String, to newPath: String) throws(StorageFailure) {
    try tree.withLock { tree throws(StorageFailure) in
      if let file = tree.files.removeValue(forKey: path) {
        tree.files[newPath] = file
      } else if tree.directories.remove(path) != nil {
        tree.directories.insert(newPath)
        for old in tree.directories where old.hasPrefix(path + "/") {
          tree.directories.remove(old)
          tree.directories.insert(newPath + old.dropFirst(path.count))
        }
        for (old, file) in tree.files where old.hasPrefix(path + "/") {
          tree.files[old] = nil
          tree.files[newPath + old.dropFirst(path.count)] = file
        }
      } else {
        throw StorageFailure(.directory, path, code: Errno.missing)
      }
    }
  }

  /// See ``Storage/remove(_:)``.
  public func remove(_ path: String) throws(StorageFailure) {
    guard tree.withLock({ $0.files.removeValue(forKey: path) }) != nil else {
      throw StorageFailure(.directory, path, code: Errno.missing)
    }
  }

  /// See ``Storage/syncDirectory(_:)``. Memory has nothing to sync.
  public func syncDirectory(_ path: String) throws(StorageFailure) {}

  /// See ``Storage/lock(directory:)``.
  public func lock(directory: String) throws(StorageFailure) -> any StorageLock {
    guard tree.withLock({ $0.locked.insert(directory).inserted }) else {
      throw StorageFailure(.lock, directory, code: Errno.inUse)
    }
    return MemoryLock { [self] in tree.withLock { _ = $0.locked.remove(directory) } }
  }
}

private func parent(_ path: String) -> String {
  path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
}

private func name(_ path: String) -> String {
  path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

/// A directory held by an entry in the storage.
private final class MemoryLock: StorageLock {
  private let letGo: Guarded<(@Sendable () -> Void)?>

  init(_ letGo: @escaping @Sendable () -> Void) { self.letGo = Guarded(letGo) }

  deinit { release() }

  func release() {
    let action = letGo.withLock { held in
      let action = held
      held = nil
      return action
    }
    action?()
  }
}
