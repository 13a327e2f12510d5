import Synchronization

/// Runs `body`; fails when it takes longer than `limit`. A body that does not heed cancellation is left behind, so that
/// a transport that hangs fails its check and not the whole run.
func withDeadline<Value: Sendable>(
  _ limit: Duration, _ expected: String, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let answer = Answer<Value>()
  let timer = Task {
    try await Task.sleep(for: limit)
    answer.give(.failure(ConformanceFailure(expected: expected, seen: "nothing")))
  }
  let work = Task {
    do { answer.give(.success(try await body())) } catch { answer.give(.failure(error)) }
  }
  defer {
    timer.cancel()
    work.cancel()
  }
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { answer.wait($0) }
  } onCancel: {
    work.cancel()
  }
}

/// The first of several answers, for one who waits.
private final class Answer<Value: Sendable>: Sendable {
  private enum State {
    case open
    case waiting(CheckedContinuation<Value, any Error>)
    case given(Result<Value, any Error>)
    case done
  }

  private let state = Mutex(State.open)

  func give(_ result: Result<Value, any Error>) {
    let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
      switch state {
      case .open:
        state = .given(result)
        return nil
      case .waiting(let continuation):
        state = .done
        return continuation
      case .given, .done: return nil
      }
    }
    waiting?.resume(with: result)
  }

  func wait(_ continuation: CheckedContinuation<Value, any Error>) {
    let given: Result<Value, any Error>? = state.withLock { state in
      guard case .given(let result) = state else {
        state = .waiting(continuation)
        return nil
      }
      state = .done
      return result
    }
    if let given { continuation.resume(with: given) }
  }
}
