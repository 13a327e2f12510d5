internal import CUV
import StrataLog
import Synchronization

/// How any thread has something done on the loop (SPEC §12.1). The loop empties it before it sleeps, so who posts from
/// the loop itself need not wake it.
final class Mailbox: Sendable {
  /// Something to do on the loop.
  typealias Letter = @Sendable (BrokerLoop) -> Void

  private struct State {
    var letters: [Letter] = []
    var wake: Wake?
    var isOver = false
  }

  private let state = Guarded(State())
  /// The loop's thread, 0 before it runs.
  private let thread = Atomic<UInt>(0)

  /// The loop can be woken by this.
  func connect(_ wake: Wake) { state.withLock { $0.wake = wake } }

  /// The loop is over: nothing is taken any more.
  func close() {
    let dropped = state.withLock { state in
      defer { state = State(isOver: true) }
      return state
    }
    // Let go here, not under the lock: what a letter holds may post when it goes.
    _ = dropped
  }

  /// The calling thread is the loop's.
  func adoptThread() { thread.store(Self.current, ordering: .releasing) }

  private static var current: UInt { UInt(uv_thread_self()) }

  /// Has the loop do it soon. Never blocks; what is posted when the loop is over is dropped.
  func post(_ letter: @escaping Letter) {
    let isOnLoop = thread.load(ordering: .acquiring) == Self.current
    let wake: Wake? = state.withLock { state in
      guard !state.isOver else { return nil }
      state.letters.append(letter)
      return isOnLoop ? nil : state.wake
    }
    wake?.raise()
  }

  /// All that was posted, in order; to be called on the loop.
  func takeAll() -> [Letter] {
    state.withLock { state in
      guard !state.letters.isEmpty else { return [] }
      defer { state.letters = [] }
      return state.letters
    }
  }
}
