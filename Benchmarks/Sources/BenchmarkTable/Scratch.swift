import Glibc

/// A directory for one run, removed at its end.
package struct Scratch {
  package let path: String

  /// A new directory inside `parent`, or inside the system's place for temporary files.
  package init(inside parent: String?) throws {
    let place = parent ?? environment("TMPDIR") ?? P_tmpdir
    var template = Array((place + "/strata-bench-XXXXXX").utf8CString)
    // mkdtemp writes the six letters into the array, which is its own.
    guard unsafe mkdtemp(&template) != nil else { throw BenchmarkError("no directory can be made in \(place)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a directory in it and what is inside.
  package func remove(_ name: String = "") {
    let root = name.isEmpty ? path : path + "/" + name
    for entry in entries(of: root) {
      // Names come from the directory itself; what is no directory is a file.
      if unsafe unlink(root + "/" + entry) != 0 { remove(name.isEmpty ? entry : name + "/" + entry) }
    }
    _ = unsafe rmdir(root)
  }
}

/// Names in a directory.
func entries(of folder: String) -> [String] {
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

/// Calls `body` with the path of each file below a directory.
package func forEachFile(_ folder: String, _ body: (String) -> Void) {
  for entry in entries(of: folder) {
    let path = folder + "/" + entry
    var status = stat()
    // The path lives through the call, which fills the structure.
    guard unsafe lstat(path, &status) == 0 else { continue }
    if status.st_mode & S_IFMT == S_IFDIR { forEachFile(path, body) } else { body(path) }
  }
}

/// Why a run ended early.
package struct BenchmarkError: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// The value of an environment variable.
package func environment(_ name: String) -> String? {
  // The string is copied at once.
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}
