import Glibc

/// A directory of a test's own, removed with all in it when the test lets go of it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    let given = unsafe getenv("TMPDIR")
    var root = P_tmpdir
    if let given = unsafe given { root = unsafe String(cString: given) }
    var random = SystemRandomNumberGenerator()
    path = "\(root)/strata-sqlite-\(getpid())-\(String(random.next(), radix: 36))"
    guard unsafe mkdir(path, 0o700) == 0 else { throw ShellError(words: "no temporary directory in \(root)") }
  }

  deinit {
    let entries = unsafe opendir(path)
    guard let directory = unsafe entries else { return }
    while true {
      let next = unsafe readdir(directory)
      guard let entry = unsafe next else { break }
      // The name is a C string within the entry, which stays until the next call.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { _ = unsafe unlink("\(path)/\(name)") }
    }
    _ = unsafe closedir(directory)
    _ = unsafe rmdir(path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}
