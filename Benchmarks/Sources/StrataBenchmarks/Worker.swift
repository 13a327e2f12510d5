import BenchmarkTable
import Glibc
import Synchronization

/// A thread of its own, for work that blocks.
final class Worker: Sendable {
  private struct State {
    var thread = pthread_t()
    var failure: (any Error)?
  }

  private let body: @Sendable () throws -> Void
  private let state = Mutex(State())

  /// Starts it.
  init(_ body: @escaping @Sendable () throws -> Void) throws {
    self.body = body
    var thread = pthread_t()
    // The thread holds this object until it has run.
    let held = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, held.toOpaque())
    guard code == 0 else {
      unsafe held.release()
      throw BenchmarkError("no thread can be made (error \(code))")
    }
    state.withLock { $0.thread = thread }
  }

  private func run() {
    do { try body() } catch { state.withLock { $0.failure = error } }
  }

  /// Waits for its end; throws what it threw. To be called once.
  func join() throws {
    let thread = state.withLock { $0.thread }
    _ = pthread_join(thread, nil)
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}

/// Nanoseconds on a clock that only goes forward.
func nanoseconds() -> UInt64 {
  var time = timespec()
  // The structure is this function's own.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Kept busy until the time has come: a sleep would be late by more than what is measured.
func spin(until time: UInt64) { while nanoseconds() < time {} }
