import Synchronization

/// Wakes who waits, level-triggered: raised once, it stays raised until it is lowered, so that nothing that happens
/// between a look and a wait is missed (SPEC §7.4).
///
/// Who waits lowers the signal, looks for work, and waits if there is none. Who makes work raises it afterwards. A host
/// with a loop of its own has itself called instead: ``init(onRaise:)``, ``whenRaised(_:)``.
public final class Signal: Sendable {
  private typealias Waiter = CheckedContinuation<Bool, Never>

  private struct State {
    var isRaised = false
    var waiters: [(number: UInt64, waiter: Waiter)] = []
    /// Waits that were cancelled before they began.
    var cancelled: Set<UInt64> = []
    var count: UInt64 = 0
    var hooks: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// A signal that is not raised.
  public init() {}

  /// A signal that is not raised and calls `hook` when it is, as ``whenRaised(_:)`` says.
  package init(onRaise hook: @escaping @Sendable () -> Void) { whenRaised(hook) }

  /// From now on `hook` is called each time the signal, lowered before, is raised: by the thread that raises it, which
  /// may hold locks, so it does no more than tell somebody else.
  package func whenRaised(_ hook: @escaping @Sendable () -> Void) { state.withLock { $0.hooks.append(hook) } }

  /// Raises the signal and wakes all who wait. Never blocks; any thread may call it.
  public func raise() {
    let (woken, hooks) = state.withLock { state in
      defer {
        state.isRaised = true
        state.waiters = []
      }
      return (state.waiters, state.isRaised ? [] : state.hooks)
    }
    for (_, waiter) in woken { waiter.resume(returning: true) }
    for hook in hooks { hook() }
  }

  /// Takes the signal back. Look for work after this, not before.
  public func lower() { state.withLock { $0.isRaised = false } }

  /// Returns once the signal is raised, at once if it is. Throws when the task is cancelled first.
  public func wait() async throws(CancellationError) {
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    let isRaised = await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: Waiter) in
        let answer: Bool? = state.withLock { state in
          if state.isRaised { return true }
          if state.cancelled.contains(number) { return false }
          state.waiters.append((number, waiter))
          return nil
        }
        if let answer { waiter.resume(returning: answer) }
      }
    } onCancel: {
      let waiter: Waiter? = state.withLock { state in
        state.cancelled.insert(number)
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
        return state.waiters.remove(at: index).waiter
      }
      waiter?.resume(returning: false)
    }
    state.withLock { _ = $0.cancelled.remove(number) }
    if !isRaised { throw CancellationError() }
  }
}
