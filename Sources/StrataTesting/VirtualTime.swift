public import StrataLog
import Synchronization

/// Time that stands still until a test moves it, so that retention, timestamps and expiry happen when the test says.
///
/// Safe from any thread. Never goes back.
public final class VirtualTime: TimeSource {
  private let milliseconds: Mutex<Int64>

  /// Time that begins at `start`, in milliseconds since 1970; by default at the start of 2020.
  public init(start: Timestamp = Timestamp(milliseconds: 1_577_836_800_000)) {
    milliseconds = Mutex(start.milliseconds)
  }

  /// The moment the test last moved to.
  public func now() -> Timestamp { milliseconds.withLock { Timestamp(milliseconds: $0) } }

  /// Moves on by a duration, at least 0, cut to whole milliseconds.
  public func advance(by duration: Duration) {
    precondition(duration >= .zero, "time never goes back")
    milliseconds.withLock { $0 += Int64(duration / .milliseconds(1)) }
  }
}
