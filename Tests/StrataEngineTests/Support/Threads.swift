import Glibc

/// Runs `body`, which blocks, on a thread of its own: the tests' tasks share too few.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  return try await withCheckedThrowingContinuation { continuation in
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(
      Start { continuation.resume(with: Swift.Result { try body() }) }
    ).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        // Retained for this thread above.
        if let context = unsafe context { unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, start)
    precondition(code == 0, "no thread")
    pthread_detach(thread)
  }
}

/// What a new thread is to run.
private final class Start: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
