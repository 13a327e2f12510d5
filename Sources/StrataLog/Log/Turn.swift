internal import CStrata

/// Whose turn it is to sync (SPEC §5.3): one at a time, and who waits is told whenever a turn ends.
///
/// A lock would not do: the one that has synced takes it again before the others have woken, and they wait through
/// another sync to find that theirs was done long ago.
@safe
final class Turn: @unchecked Sendable {
  // Sendable because the flag is touched only with the mutex held. The pointers are this object's own, from init to
  // deinit.
  private let mutex: UnsafeMutableRawPointer
  private let ended: UnsafeMutableRawPointer
  private var isTaken = false

  init() {
    // Neither call returns null: they end the process rather.
    unsafe mutex = strata_mutex_make()!
    unsafe ended = strata_condition_make()!
  }

  deinit {
    unsafe strata_condition_free(ended)
    unsafe strata_mutex_free(mutex)
  }

  /// Runs `body` in a turn of its own; or not at all, once `isDone` says that somebody else's has done it. Never call
  /// it again from there.
  func take<Result, Failure: Error>(
    unless isDone: () -> Bool, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    unsafe strata_mutex_lock(mutex)
    while !isDone() {
      guard isTaken else {
        isTaken = true
        unsafe strata_mutex_unlock(mutex)
        defer { end() }
        return try body()
      }
      unsafe strata_condition_wait(ended, mutex)
    }
    unsafe strata_mutex_unlock(mutex)
    return nil
  }

  /// Runs `body` in a turn of its own.
  func take<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    unsafe strata_mutex_lock(mutex)
    while isTaken { unsafe strata_condition_wait(ended, mutex) }
    isTaken = true
    unsafe strata_mutex_unlock(mutex)
    defer { end() }
    return try body()
  }

  private func end() {
    unsafe strata_mutex_lock(mutex)
    isTaken = false
    unsafe strata_condition_broadcast(ended)
    unsafe strata_mutex_unlock(mutex)
  }
}
