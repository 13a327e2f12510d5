#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Questions about paths, and the few changes the command makes to directories.
enum Files {
  /// Joins a directory and a name.
  static func path(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// The directory a path lies in.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The same path whatever the directory is that this process works in.
  static func absolute(_ path: String) throws(CommandError) -> String {
    guard !path.hasPrefix("/") else { return path }
    // getcwd allocates the string; it is copied, then freed once.
    guard let current = unsafe getcwd(nil, 0) else { throw .failed("\(path): \(Posix.reason())") }
    defer { unsafe free(current) }
    return self.path(unsafe String(cString: current), path)
  }

  static func isDirectory(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  static func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

  /// How many bytes a file has.
  static func size(_ path: String) -> Int? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The lines of a small text file.
  static func lines(_ path: String) throws -> [String] {
    let descriptor = try Posix.open(path)
    defer { Posix.close(descriptor) }
    let input = ByteInput(name: path) { try Posix.read(descriptor, $0, name: path) }
    var lines: [String] = []
    while let line = try input.line() { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  /// The number by which the file system knows a file; nil where there is none.
  static func inode(_ path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// What a symbolic link names; nil for what is none.
  static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    // readlink(2) writes at most the array's bytes and no NUL.
    let count = unsafe readlink(path, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// The names in a directory, sorted, without `.` and `..`.
  static func list(_ directory: String) throws(CommandError) -> [String] {
    guard let handle = unsafe opendir(directory) else {
      throw .failed("\(directory): can't be listed: \(Posix.reason())")
    }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    // Each entry is valid until the next call; its name, which NUL ends, is copied at once.
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a directory and those above it; one that is there is fine.
  static func makeDirectory(_ path: String) throws(CommandError) {
    if isDirectory(path) { return }
    let above = parent(of: path)
    if above != path, !isDirectory(above) { try makeDirectory(above) }
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw .failed("\(path): can't be made: \(Posix.reason())")
    }
  }

  /// A new empty directory inside `parent`, which is made if it is missing; under the system's place for temporary ones
  /// if it is nil.
  static func makeTemporaryDirectory(_ purpose: String, in parent: String? = nil) throws(CommandError) -> String {
    if let parent { try makeDirectory(parent) }
    let root = parent ?? Posix.environment("TMPDIR") ?? P_tmpdir
    var template = Array(path(root, "strata-\(purpose)-XXXXXX").utf8CString)
    // mkdtemp writes only over the six letters at the end of the template, which is ours.
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
    }
    guard let made else {
      throw .failed("no temporary directory in \(root): \(Posix.reason())", advice: "set TMPDIR to one with room")
    }
    return made
  }

  /// Gives a file another name in one step, replacing what had it.
  static func rename(_ path: String, to target: String) throws(CommandError) {
    guard systemRename(path, target) == 0 else {
      throw .failed("\(path): can't be renamed to \(target): \(Posix.reason())")
    }
  }

  /// Removes a file, or a directory with everything in it. What is not there is removed.
  static func remove(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in (try? list(path)) ?? [] { remove(Self.path(path, name)) }
      _ = unsafe rmdir(path)
    } else {
      _ = unsafe unlink(path)
    }
  }

  /// Where this program's file lies, its links followed; nil if the system won't say.
  static var executable: String? {
    #if os(Linux)
      let asked = "/proc/self/exe"
    #else
      let asked = CommandLine.arguments[0]
    #endif
    guard let resolved = unsafe realpath(asked, nil) else { return nil }
    // realpath allocated the string; it is copied, then freed once.
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

private func systemRename(_ path: String, _ target: String) -> Int32 { unsafe rename(path, target) }
