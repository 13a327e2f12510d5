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
/// One thread waits for the signals, so that what answers them is ordinary code. With nobody to answer, the process
/// ends as it would have.
enum Signals {
  private static let answer = Mutex<(@Sendable () -> Void)?>(nil)

  /// Takes the signals over. Called once, before there are other threads, for threads inherit what is blocked.
  static func takeOver() {
    _ = signal(SIGPIPE, SIG_IGN)
    var waited = sigset_t()
    unsafe sigemptyset(&waited)
    unsafe sigaddset(&waited, SIGINT)
    unsafe sigaddset(&waited, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &waited, nil)
    var thread = pthread_t()
    unsafe pthread_create(
      &thread, nil,
      { _ in
        var waited = sigset_t()
        unsafe sigemptyset(&waited)
        unsafe sigaddset(&waited, SIGINT)
        unsafe sigaddset(&waited, SIGTERM)
        while true {
          var signal: Int32 = 0
          guard unsafe sigwait(&waited, &signal) == 0 else { continue }
          // An answer is given once: who asks a second time means it.
          guard let answer = Signals.answer.withLock({ $0.take() }) else { _exit(128 + signal) }
          answer()
        }
      }, nil)
  }

  /// Runs `body` in a task that is cancelled by the first signal.
  static func cancelling<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result
  {
    let task = Task { try await body() }
    answer.withLock { $0 = { task.cancel() } }
    defer { answer.withLock { $0 = nil } }
    return try await task.value
  }
}
