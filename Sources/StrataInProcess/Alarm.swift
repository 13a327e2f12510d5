import StrataEngine
import Synchronization

/// Raises a signal when a time is over. Set at most once, when there is really something to wait for.
final class Alarm: Sendable {
  private let signal: Signal
  private let rung = Atomic(false)
  private let task = Mutex<Task<Void, Never>?>(nil)

  init(_ signal: Signal) { self.signal = signal }

  /// Whether the time is over.
  var hasRung: Bool { rung.load(ordering: .acquiring) }

  /// Starts the time; does nothing if it runs already.
  func set(_ time: Duration, _ sleep: @escaping InProcessTransport.Sleep) {
    task.withLock { task in
      guard task == nil else { return }
      task = Task { [self] in
        do { try await sleep(time) } catch { return }
        rung.store(true, ordering: .releasing)
        signal.raise()
      }
    }
  }

  /// Ends the waiting.
  func cancel() { task.withLock { $0?.cancel() } }
}
