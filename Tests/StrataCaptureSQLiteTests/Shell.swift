import Glibc
import Synchronization

struct ShellError: Error, CustomStringConvertible {
  let words: String
  var description: String { words }
}

/// The `sqlite3` shell: a foreign connection in a process of its own, with `foreign_keys` and `recursive_triggers` off.
struct Shell: Sendable {
  let path: String

  /// Runs `sql` to its end and returns what it printed; throws what it complained of when it failed, unless it is
  /// `tolerant` and goes on with the next statement.
  @discardableResult
  func callAsFunction(_ sql: String, tolerant: Bool = false) throws -> String {
    let process = try ShellProcess(path, tolerant: tolerant)
    try process.send(sql + "\n")
    return try process.finish()
  }
}

/// A `sqlite3` shell that is still running.
final class ShellProcess {
  private let process: pid_t
  private let input: Int32
  private let output: Int32

  /// One starts at a time: another's child must not inherit these pipes, for they would not close with us.
  private static let starting = Mutex(())

  private let isTolerant: Bool

  init(_ database: String, tolerant: Bool = false) throws {
    isTolerant = tolerant
    let arguments = ["sqlite3", "-batch"] + (tolerant ? [] : ["-bail"]) + [database]
    (process, input, output) = try Self.starting.withLock { _ in try Self.start(arguments) }
  }

  private static func start(_ arguments: [String]) throws -> (pid_t, Int32, Int32) {
    var toShell: [Int32] = [0, 0]
    var fromShell: [Int32] = [0, 0]
    guard unsafe pipe(&toShell) == 0, unsafe pipe(&fromShell) == 0 else { throw ShellError(words: "no pipe") }
    for end in toShell + fromShell { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, toShell[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromShell[1], 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromShell[1], 2)
    var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawnp(&process, "sqlite3", &actions, nil, &pointers, environ)
    close(toShell[0])
    close(fromShell[1])
    guard code == 0 else {
      throw ShellError(words: "the sqlite3 shell is not installed; tools/test installs it (apt-get install sqlite3)")
    }
    return (process, toShell[1], fromShell[0])
  }

  func send(_ text: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
      guard written > 0 else { throw ShellError(words: "the shell does not read (errno \(errno))") }
      bytes = bytes.dropFirst(written)
    }
  }

  /// The next line it prints.
  func line() throws -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while unsafe read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    throw ShellError(words: "the shell ended: \(String(decoding: bytes, as: UTF8.self))")
  }

  /// Ends its input and waits for it to end.
  func finish() throws -> String {
    close(input)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(output, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    close(output)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    let words = String(decoding: bytes, as: UTF8.self)
    guard status == 0 || isTolerant else { throw ShellError(words: words) }
    return words
  }

  /// Kills it with SIGKILL, in the middle of whatever it does.
  func kill() {
    _ = Glibc.kill(process, SIGKILL)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    close(input)
    close(output)
  }
}
