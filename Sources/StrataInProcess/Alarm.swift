import StrataEngine
import Synchronization

/// Raises a signal when a time is over.
final class Alarm: Sendable {
  private let rung: Rung
  private let task: Task<Void, Never>

  private final class Rung: Sendable {
    let value = Atomic(false)
  }

  /// Starts the time.
  init(after time: Duration, _ signal: Signal, _ sleep: @escaping InProcessTransport.Sleep) {
    let rung = Rung()
    self.rung = rung
    task = Task {
      do { try await sleep(time) } catch { return }
      rung.value.store(true, ordering: .releasing)
      signal.raise()
    }
  }

  /// Whether the time is over.
  var hasRung: Bool { rung.value.load(ordering: .acquiring) }

  /// Ends the waiting.
  func cancel() { task.cancel() }
}
