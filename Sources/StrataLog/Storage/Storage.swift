/// Where a log keeps its bytes (SPEC §5.4): file operations and mapped ranges, no more. ``DiskStorage`` and
/// ``MemoryStorage``.
///
/// Paths are `/`-separated and mean what the storage makes of them. Every operation is synchronous and may be called
/// from any thread.
public protocol Storage: AnyObject, Sendable {
  /// Opens a file for reading and writing; makes it, empty, when `create` says so and there is none.
  func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile
  /// The names in a directory, in no order.
  func list(_ directory: String) throws(StorageFailure) -> [String]
  /// Whether there is a file or directory of this name.
  func exists(_ path: String) -> Bool
  /// Makes a directory; one that is there already is no failure. Its parent must exist.
  func makeDirectory(_ path: String) throws(StorageFailure)
  /// Removes an empty directory.
  func removeDirectory(_ path: String) throws(StorageFailure)
  /// Renames a file or directory, replacing a file of the new name.
  func rename(_ path: String, to newPath: String) throws(StorageFailure)
  /// Removes a file; who has it open or mapped keeps the bytes.
  func remove(_ path: String) throws(StorageFailure)
  /// Names made, changed and removed in the directory are on disk on return.
  func syncDirectory(_ path: String) throws(StorageFailure)
  /// Takes a directory for this holder alone, by a file `.lock` in it; fails with ``StorageFailure/isInUse`` while
  /// another has it, in this process or elsewhere. Released by the system when the process dies.
  func lock(directory: String) throws(StorageFailure) -> any StorageLock
}

/// One open file; closed when the last reference goes.
public protocol StorageFile: AnyObject, Sendable {
  /// As it was opened.
  var path: String { get }
  /// Bytes.
  func size() throws(StorageFailure) -> Int
  /// When it was last written, if the storage knows.
  func modified() -> Timestamp?
  /// Up to `count` bytes from `position`, fewer only at the end.
  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8]
  /// Writes all the bytes, growing the file as needed.
  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure)
  /// Reserves room for the bytes `range`, so that writing them does not find the disk full; the file's size stays. A
  /// full disk shows here.
  func reserve(_ range: Range<Int>) throws(StorageFailure)
  /// Cuts or grows the file to `size`, and gives back what was reserved past it.
  func truncate(_ size: Int) throws(StorageFailure)
  /// What was written, through the file or its maps, and its size are on disk on return. Never call again after it
  /// failed.
  func sync() throws(StorageFailure)
  /// Maps the file's first `count` bytes, shared with every other map of it. The map may reach past the end of the
  /// file, but what lies there must not be touched before the file has grown over it.
  func map(_ count: Int) throws(StorageFailure) -> MappedRange
}

/// A directory held; see ``Storage/lock(directory:)``.
public protocol StorageLock: AnyObject, Sendable {
  /// Lets go; the same happens when the last reference goes.
  func release()
}

extension Storage {
  /// All bytes of a file.
  package func contents(_ path: String) throws(StorageFailure) -> [UInt8] {
    let file = try open(path, create: false)
    return try file.read(at: 0, count: try file.size())
  }

  /// All bytes of a file; nil where the disk does not give them.
  package func readable(_ path: String) throws(StorageFailure) -> [UInt8]? {
    do throws(StorageFailure) {
      return try contents(path)
    } catch {
      guard error.isUnreadable else { throw error }
      return nil
    }
  }

  /// The name of `path` in its directory is on disk on return.
  package func syncParent(of path: String) throws(StorageFailure) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try syncDirectory(parent.isEmpty ? "/" : parent)
  }

  /// Puts a file of these bytes in the place of `path` at once: after a crash there is the old one or the new one,
  /// whole. The name is on disk when ``syncDirectory(_:)`` has been called.
  package func replace(_ path: String, with bytes: Span<UInt8>) throws(StorageFailure) {
    let temporary = path + ".tmp"
    let file = try open(temporary, create: true)
    try file.truncate(0)
    try file.write(bytes, at: 0)
    try file.sync()
    try rename(temporary, to: path)
  }
}
