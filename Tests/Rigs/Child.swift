import Glibc
import StrataTransport
import Synchronization

/// A child process that ends when its standard input does: when it is told, or with this process.
final class Child: Sendable {
  struct Ends: Sendable {
    var process: pid_t
    var input: Int32
    var output: Int32
  }

  private let ends: Mutex<Ends?>

  init(_ ends: Ends) { self.ends = Mutex(ends) }

  deinit { finish(with: "") }

  /// Has it end but keep its files, and waits for that.
  func end() { finish(with: "keep\n") }

  private func finish(with word: String) {
    guard let ends = ends.withLock({ $0.take() }) else { return }
    _ = unsafe write(ends.input, word, word.utf8.count)
    close(ends.input)
    close(ends.output)
    var status: Int32 = 0
    while unsafe waitpid(ends.process, &status, 0) < 0, errno == EINTR {}
  }

  func replace(_ new: Ends) { ends.withLock { $0 = new } }

  static func spawn(_ program: String, _ arguments: [String]) throws -> Ends {
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else {
      throw TransportError(.unavailable, program, "no pipe: errno \(errno)")
    }
    // Our ends must reach no other child, or this one would never see its input end.
    for descriptor in [input[1], output[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    unsafe posix_spawn_file_actions_addclose(&actions, input[0])
    unsafe posix_spawn_file_actions_addclose(&actions, output[1])
    // A pool's threads block signals; a child that inherited that could not be told to end.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // Each word is copied for the call and freed after it; nil ends the list.
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, program, &actions, &attributes, &words, environ)
    close(input[0])
    close(output[1])
    guard code == 0 else { throw TransportError(.unavailable, program, "can't be run: errno \(code)") }
    return Ends(process: process, input: input[1], output: output[0])
  }
}
