import Synchronization

/// Time that passes only when told to.
final class Clock: Sendable {
  private let milliseconds = Mutex<Int64>(0)

  var now: Int64 { milliseconds.withLock { $0 } }
  func pass(_ more: Int64) { milliseconds.withLock { $0 += more } }
}
