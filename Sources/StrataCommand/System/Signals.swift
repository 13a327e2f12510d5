import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What an interrupt from the keyboard or a request to end does to this process.
///
/// The main thread does nothing but wait for signals, so that what answers them is ordinary code. (An asynchronous main
/// would hand it to the runtime, whose own wait lets every signal through.) With nobody to answer, the process ends as
/// it would have.
enum Signals {
  private static let answer = Mutex<(@Sendable () -> Void)?>(nil)

  /// Runs `body` on other threads, answers signals on this one, and ends the process with what `body` returns. Called
  /// once, before there are other threads, for threads inherit what is blocked.
  static func runMain(_ body: @escaping @Sendable () async -> Int32) -> Never {
    _ = signal(SIGPIPE, SIG_IGN)
    var waited = sigset_t()
    unsafe sigemptyset(&waited)
    unsafe sigaddset(&waited, SIGINT)
    unsafe sigaddset(&waited, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &waited, nil)
    Task.detached { exit(await body()) }
    while true {
      var signal: Int32 = 0
      guard unsafe sigwait(&waited, &signal) == 0 else { continue }
      // An answer is given once: who asks a second time means it.
      guard let answer = answer.withLock({ $0.take() }) else { _exit(128 + signal) }
      answer()
    }
  }

  /// Ends this process, as a request to end would, when its standard input ends.
  static func endWithInput() {
    var thread = pthread_t()
    // The thread owns nothing and reads into a byte of its own; with no room for it, input is not watched.
    let created = unsafe pthread_create(
      &thread, nil,
      { _ in
        while let bytes = try? Posix.read(0, 1, name: "standard input"), !bytes.isEmpty {}
        kill(getpid(), SIGTERM)
        return nil
      }, nil)
    if created == 0 { pthread_detach(thread) }
  }

  /// Runs `body` in a task that is cancelled by the first signal.
  static func cancelling<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result
  {
    // Under the lock: a signal that comes as soon as the task runs already has its answer.
    let task = answer.withLock { answer in
      let task = Task { try await body() }
      answer = { task.cancel() }
      return task
    }
    defer { answer.withLock { $0 = nil } }
    return try await task.value
  }
}
