import BenchmarkTable
package import Glibc

/// Another program under way, with what it prints in a file.
package final class Program {
  package let id: pid_t
  private let name: String
  private let log: String
  private var isOver = false

  /// Starts a program; both its outputs go to the file `log`.
  package init(_ name: String, _ arguments: [String], log: String) throws {
    self.name = name
    self.log = log
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Each word is copied for the call and freed after it; nil ends the list.
    var words = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var id: pid_t = 0
    let code = unsafe posix_spawn(&id, name, &actions, nil, &words, environ)
    guard code == 0 else { throw BenchmarkError("\(name) can't be run (error \(code))") }
    self.id = id
  }

  deinit { stop() }

  /// Waits for its end and answers what it printed; a status other than 0 is an error that shows the last lines.
  package func output() throws -> String {
    let status = wait()
    let printed = contents(of: log)
    guard status == 0 else {
      throw BenchmarkError("\(name) ended with status \(status):\n\(lastLines(printed))")
    }
    return printed
  }

  /// Waits for its end; its status, or 128 and the signal that ended it.
  package func status() -> Int32 { wait() }

  /// Asks it to end, and waits until it has.
  package func stop() {
    guard !isOver else { return }
    kill(id, SIGTERM)
    _ = wait()
  }

  /// The last lines of what it printed so far.
  package var lastWords: String { lastLines(contents(of: log)) }

  private func wait() -> Int32 {
    guard !isOver else { return 0 }
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    isOver = true
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  private func lastLines(_ text: String) -> String {
    text.split(separator: "\n").suffix(5).map { "  \($0)" }.joined(separator: "\n")
  }
}

/// A file as text; empty where there is none.
package func contents(of path: String) -> String {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    // read(2) fills at most the array's bytes.
    let got = unsafe read(descriptor, &piece, piece.count)
    guard got > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += piece[..<got]
  }
}
