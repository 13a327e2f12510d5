import StrataLog

/// The files of a directory and of those in it, by path: to be damaged and laid out again.
struct FileTree {
  var files: [String: [UInt8]] = [:]
  var directories: [String]

  init(_ directory: String, of storage: MemoryStorage) throws {
    directories = [directory]
    var next = 0
    while next < directories.count {
      for name in try storage.list(directories[next]) {
        let path = "\(directories[next])/\(name)"
        if (try? storage.list(path)) == nil {
          files[path] = try storage.contents(path)
        } else {
          directories.append(path)
        }
      }
      next += 1
    }
  }

  var byteCount: Int { files.values.reduce(0) { $0 + $1.count } }

  /// The same files in a storage of their own.
  func laidOut(capacity: Int = .max) throws -> MemoryStorage {
    let storage = MemoryStorage(capacity: capacity)
    for directory in directories { try storage.makeDirectory(directory) }
    for (path, bytes) in files { try storage.open(path, create: true).write(bytes.span, at: 0) }
    return storage
  }
}
