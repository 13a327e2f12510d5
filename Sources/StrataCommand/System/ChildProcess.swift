#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that runs beside this one, with its standard output on a pipe.
///
/// One task owns it. Whoever started it reads to the end and calls ``wait()``.
final class ChildProcess {
  /// How a process ended.
  enum End: Hashable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// The signal that no process survives.
  static let killSignal = SIGKILL
  /// The signal that asks a process to end.
  static let endSignal = SIGTERM

  let program: String
  private let id: pid_t
  private let descriptor: Int32
  /// Holds the child's input open: it ends with this process, however that ends. Nil if the child has ours.
  private var input: Int32?
  private var end: End?

  /// Starts `program`, looked up in PATH if it has no slash. Throws when it can't be. With `errors` its standard error
  /// is added to that file, and its standard input is one that says nothing and ends with this process.
  init(_ program: String, _ arguments: [String], errors: String? = nil) throws(CommandError) {
    self.program = program
    let ends = try Self.pipe(keeping: 0, for: program)
    defer { Posix.close(ends[1]) }
    let input = errors == nil ? nil : try Self.pipe(keeping: 1, for: program)
    defer { if let input { Posix.close(input[0]) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addclose(&actions, ends[1])
    if let input, let errors {
      unsafe posix_spawn_file_actions_adddup2(&actions, input[0], 0)
      unsafe posix_spawn_file_actions_addclose(&actions, input[0])
      unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The child starts with signals as a shell would give them, not with ours blocked and ignored.
    var none = sigset_t()
    var ours = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigemptyset(&ours)
    for signal in [SIGPIPE, SIGINT, SIGTERM] { unsafe sigaddset(&ours, signal) }
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &ours)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // Each word is copied for the call and freed after it; nil ends the list.
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var id: pid_t = 0
    let code = unsafe posix_spawnp(&id, program, &actions, &attributes, &words, environ)
    guard code == 0 else {
      Posix.close(ends[0])
      if let input { Posix.close(input[1]) }
      throw .failed("\(program): can't be run: \(Posix.reason(code))")
    }
    self.id = id
    descriptor = ends[0]
    self.input = input?[1]
  }

  /// Both ends of a new pipe. The one kept must not reach other children: they would keep the pipe open.
  private static func pipe(keeping kept: Int, for program: String) throws(CommandError) -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard unsafe systemPipe(&ends) == 0 else { throw .failed("\(program): no pipe: \(Posix.reason())") }
    _ = fcntl(ends[kept], F_SETFD, FD_CLOEXEC)
    return ends
  }

  deinit {
    Posix.close(descriptor)
    closeInput()
    if end == nil {
      // Nobody waits for it any more: it is ended and reaped, for a process must not outlive its reader.
      kill(SIGKILL)
      _ = wait()
    }
  }

  /// What it prints.
  var output: ByteInput {
    let descriptor = self.descriptor
    return ByteInput(name: program) { count in try Posix.read(descriptor, count, name: "output of the child") }
  }

  /// Writes everything it prints to a descriptor, until its end.
  func copyOutput(to target: Int32) throws {
    while true {
      let bytes = try Posix.read(descriptor, 1 << 16, name: "output of \(program)")
      if bytes.isEmpty { return }
      try Posix.write(bytes, to: target)
    }
  }

  /// Ends the child's input, where it has one of its own.
  func closeInput() {
    if let input { Posix.close(input) }
    input = nil
  }

  /// Sends a signal.
  func kill(_ signal: Int32 = SIGKILL) { _ = systemKill(id, signal) }

  /// Waits for its end. Called again, it answers the same.
  func wait() -> End {
    if let end { return end }
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    let result: End = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
    end = result
    return result
  }
}

private func systemKill(_ id: pid_t, _ signal: Int32) -> Int32 { kill(id, signal) }

private func systemPipe(_ ends: UnsafeMutablePointer<Int32>) -> Int32 { unsafe pipe(ends) }
