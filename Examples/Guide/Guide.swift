import Glibc
import Strata
import Synchronization
import Testing

/// The snippets of the pages in `Documentation/`, run: each page shows the body of one of these tests, and what it
/// prints. `directory` is where a reader would write a path of their own.
@Suite(.timeLimit(.minutes(5))) final class Guide: Sendable {
  /// Where a data directory can be made; removed with this object.
  let directory: String
  private let parent: String
  private let printed = Mutex<[String]>([])

  init() throws {
    // Copied at once.
    let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
    var template = Array((place + "/strata-guide-XXXXXX").utf8CString)
    // mkdtemp writes six letters into the array, which is its own.
    guard unsafe mkdtemp(&template) != nil else { throw NoDirectory() }
    parent = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    directory = parent + "/events"
  }

  deinit { removeTree(parent) }

  /// Instead of the standard output.
  func print(_ what: Any) { printed.withLock { $0.append("\(what)") } }

  /// Each line that was printed, with the directory's name as a reader would have it.
  var lines: [String] {
    printed.withLock {
      $0.map { $0.split(separator: directory, omittingEmptySubsequences: false).joined(separator: "events") }
    }
  }

  private struct NoDirectory: Error {}
}

private func removeTree(_ path: String) {
  let storage = DiskStorage()
  for name in (try? storage.list(path)) ?? [] {
    // What can't be removed as a file is a directory.
    do { try storage.remove(path + "/" + name) } catch { removeTree(path + "/" + name) }
  }
  try? storage.removeDirectory(path)
}
