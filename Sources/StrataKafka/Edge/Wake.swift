import Synchronization

/// Wakes the one task that waits, level-triggered: raised once, it stays so until it is lowered, and nothing that
/// happens between a look and a wait is missed.
///
/// Who waits lowers it, looks for work, and waits if there is none. Who makes work raises it afterwards.
final class Wake: Sendable {
  private enum State {
    case lowered
    case raised
    case waiting(CheckedContinuation<Bool, Never>)
  }

  private let state = Mutex(State.lowered)

  /// Raises it; any thread may.
  func raise() {
    let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
      defer { state = .raised }
      guard case .waiting(let continuation) = state else { return nil }
      return continuation
    }
    waiting?.resume(returning: true)
  }

  /// Takes it back. Look for work after this, not before. Only the task that waits calls it.
  func lower() { state.withLock { $0 = .lowered } }

  /// Returns once it is raised; false when the task was cancelled.
  func wait() async -> Bool {
    await withTaskCancellationHandler {
      let isWoken = await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          if case .raised = state { return true }
          // Cancelled before this: the handler ran and found nobody. After it, the handler finds the continuation.
          if Task.isCancelled { return false }
          state = .waiting(continuation)
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
      return isWoken
    } onCancel: {
      let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
        guard case .waiting(let continuation) = state else { return nil }
        state = .lowered
        return continuation
      }
      waiting?.resume(returning: false)
    }
  }
}

/// Does something when a time is over, unless it is cancelled before.
struct Alarm: Sendable {
  private final class Rung: Sendable { let value = Atomic(false) }
  private let rung = Rung()
  private let task: Task<Void, Never>

  /// Starts the time.
  init(after time: Duration, _ ring: @escaping @Sendable () -> Void) {
    let rung = rung
    task = Task {
      do { try await Task.sleep(for: time) } catch { return }
      rung.value.store(true, ordering: .releasing)
      ring()
    }
  }

  /// Whether the time is over.
  var hasRung: Bool { rung.value.load(ordering: .acquiring) }

  /// Ends the waiting.
  func cancel() { task.cancel() }
}
