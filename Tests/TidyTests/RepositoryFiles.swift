#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A text file of the repository, by its path from the root.
struct TextFile: Sendable {
  let path: String
  let text: String

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  func isSwift(under folders: String...) -> Bool {
    path.hasSuffix(".swift") && folders.contains { path.hasPrefix($0 + "/") }
  }

  /// Whether the text has the word anywhere: fast, so that large data files cost nothing.
  func mentions(_ word: String) -> Bool {
    // Both live through the call, and neither has a zero inside.
    unsafe text.withCString { text in unsafe word.withCString { unsafe strstr(text, $0) } != nil }
  }

  var isCode: Bool { path.hasSuffix(".swift") || path.hasSuffix(".c") || path.hasSuffix(".h") }
}

/// A place that breaks a rule, as a compiler would print it.
struct Violation: Hashable, Sendable, CustomStringConvertible {
  var path: String
  var line: Int
  var what: String

  init(_ file: TextFile, line: Int, _ what: String) {
    self.path = file.path
    self.line = line
    self.what = what
  }

  var description: String { "\(path):\(line): \(what)" }
}

/// Every text file of the repository, read once. Build products and what a tool keeps in a folder of its own are left
/// out.
let repository: [TextFile] = {
  // This file lies two folders below the root.
  let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  var files: [TextFile] = []
  var folders = [""]
  while let folder = folders.popLast() {
    for name in entries(of: root + "/" + folder) {
      let path = folder.isEmpty ? name : folder + "/" + name
      if isFolder(root + "/" + path) {
        if !name.hasPrefix(".") || name == ".ci" { folders.append(path) }
      } else if let text = contents(of: root + "/" + path) {
        files.append(TextFile(path, text))
      }
    }
  }
  return files.sorted { $0.path < $1.path }
}()

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

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  // lstat: a link to a folder elsewhere is no part of the repository.
  return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The file's text; nil if it is no text: bytes that are no UTF-8, or a zero among them.
private func contents(of path: String) -> String? {
  // The path is a string that lives through the call.
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    // The buffer outlives the call, and read fills no more than its count.
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count <= 0 { break }
    bytes += buffer[..<count]
  }
  return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
}
