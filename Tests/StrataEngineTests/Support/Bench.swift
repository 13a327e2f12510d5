import StrataEngine
import StrataLog
import Synchronization

/// Time that a test moves.
final class HandTime: TimeSource {
  private let milliseconds = Mutex<Int64>(1_000_000)
  func now() -> Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  func pass(_ time: Int64) { milliseconds.withLock { $0 += time } }
}

/// An engine in memory that can be closed and opened again, with its time in the test's hand.
final class Bench {
  let files = MemoryStorage()
  let time = HandTime()

  func open(_ storage: (any Storage)? = nil, seed: UInt64 = 1) throws(EngineError) -> Engine {
    try Engine(storage: storage ?? files, directory: "d", time: time, random: Seeded(seed))
  }
}

extension Engine {
  /// The error that `body` ends with, or nil.
  static func refusal(_ body: () throws(EngineError) -> Void) -> EngineError? {
    do throws(EngineError) {
      try body()
      return nil
    } catch { return error }
  }
}
