import Glibc

/// A directory for one run, removed at its end.
struct Scratch {
  let path: String

  /// A new directory inside `parent`, or inside the system's place for temporary files.
  init(inside parent: String?) throws {
    let place = parent ?? environment("TMPDIR") ?? P_tmpdir
    var template = Array((place + "/strata-bench-XXXXXX").utf8CString)
    // mkdtemp writes the six letters into the array, which is its own.
    guard unsafe mkdtemp(&template) != nil else { throw BenchmarkError("no directory can be made in \(place)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a directory in it and what is inside.
  func remove(_ name: String = "") {
    let root = name.isEmpty ? path : path + "/" + name
    for entry in entries(of: root) {
      // Names come from the directory itself; what is no directory is a file.
      if unsafe unlink(root + "/" + entry) != 0 { remove(name.isEmpty ? entry : name + "/" + entry) }
    }
    _ = unsafe rmdir(root)
  }

  private func entries(of folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // d_name is an array inside the entry, ended by a zero that readdir wrote.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

/// Why a run ended early.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

func environment(_ name: String) -> String? {
  // The string is copied at once.
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

/// A file that the peer writes with plain system calls.
struct RawFile: ~Copyable {
  let descriptor: Int32

  init(_ path: String) throws {
    // The path lives through the call.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw BenchmarkError("\(path) can't be created") }
  }

  deinit { close(descriptor) }

  /// One write(2) of the bytes.
  func write(_ bytes: [UInt8]) throws {
    // The array lives through the call.
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw BenchmarkError("a raw write was cut short: is the disk full?") }
  }
}
