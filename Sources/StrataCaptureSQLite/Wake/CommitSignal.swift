internal import StrataCapture
internal import Synchronization

/// The wake-up of whoever waits for commits: by our own connection's hook in this process, by ``WALWatcher`` for all
/// others.
///
/// Level-triggered: a commit while nobody waits makes the next wait return at once.
final class CommitSignal: Sendable {
  private struct Waiter {
    let id: UInt64
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    /// The first wait returns at once: what was committed before anyone watched is unknown.
    var hasCommitted = true
    var isClosed = false
    var waiters: [Waiter] = []
    var lastID: UInt64 = 0
    var watcher: WALWatcher?
  }

  /// What the watcher's thread has to do next.
  enum Duty: Equatable {
    /// Nobody waits: sleep until called.
    case rest
    /// Watch, and call ``expire(_:)`` at the latest then.
    case watch(until: ContinuousClock.Instant)
    /// Let go of everything.
    case stop
  }

  private let path: String
  private let settings: SQLiteSettings
  private let distances: ClosedRange<Duration>
  private let state = Mutex(State())

  init(path: String, settings: SQLiteSettings, distances: ClosedRange<Duration> = WALWatcher.distances) {
    self.path = path
    self.distances = distances
    self.settings = settings
  }

  /// A commit was made: whoever waits goes on.
  func committed() {
    let woken = state.withLock { state in
      if state.waiters.isEmpty { state.hasCommitted = true }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Waits for a commit since the wait before, `atMost` so long, or until the task is cancelled.
  func wait(atMost: Duration) async throws(CaptureError) {
    let watcher = try startWatcher()
    let deadline = ContinuousClock.now + atMost
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waits = state.withLock { state in
          // A cancellation that came before its handler could find the waiter is seen here.
          if state.hasCommitted || state.isClosed || Task.isCancelled {
            state.hasCommitted = false
            return false
          }
          state.waiters.append(Waiter(id: id, deadline: deadline, continuation: continuation))
          return true
        }
        if waits { watcher.call() } else { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
      }
      waiter?.continuation.resume()
    }
    if state.withLock({ $0.isClosed }) { throw closed() }
  }

  /// What the watcher's thread has to do now.
  var duty: Duty {
    state.withLock { state in
      if state.isClosed { return .stop }
      guard let first = state.waiters.map(\.deadline).min() else { return .rest }
      return .watch(until: first)
    }
  }

  /// Lets go of those whose time is over.
  func expire(_ now: ContinuousClock.Instant) {
    let over = state.withLock { state in
      let over = state.waiters.filter { $0.deadline <= now }
      state.waiters.removeAll { $0.deadline <= now }
      return over
    }
    for waiter in over { waiter.continuation.resume() }
  }

  /// Ends all waits and the watcher's thread.
  func close() {
    let watcher = state.withLock { state in
      state.isClosed = true
      return state.watcher.take()
    }
    committed()
    watcher?.stop()
  }

  private func startWatcher() throws(CaptureError) -> WALWatcher {
    try state.withLock { state throws(CaptureError) in
      if let watcher = state.watcher { return watcher }
      if state.isClosed { throw closed() }
      let watcher = try WALWatcher(path: path, settings: settings, distances: distances, signal: self)
      try watcher.start()
      state.watcher = watcher
      return watcher
    }
  }

  private func closed() -> CaptureError {
    CaptureError(.misuse, "wait for commits to \(path)", "the database is closed")
  }
}
