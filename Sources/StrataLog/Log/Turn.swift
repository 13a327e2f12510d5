internal import CStrata

/// Whose turn it is to sync (SPEC §5.3): one at a time, in the order in which they came; and who waits for what a turn
/// has done is told when it ends, and nobody else but the next.
///
/// A lock would not do: the one that has synced takes it again before the others have woken, and they wait through
/// another sync to find that theirs was done long ago. Nor a condition that all wait for: of sixty-four writers each
/// would wake twice for a sync.
@safe
final class Turn: @unchecked Sendable {
  /// One that waits, on its own stack until it was woken.
  private struct Waiting {
    let target: Int64
    /// Woken to take the turn; else what it waits for is done.
    var isNext = false
    var semaphore = strata_semaphore()
  }

  // Sendable because all that changes is touched only with the mutex held, and a waiting one's fields by who took it
  // off the list before it is woken. The pointer is this object's own, from init to deinit.
  private let mutex: UnsafeMutableRawPointer
  private var isTaken = false
  private var waiting: [UnsafeMutablePointer<Waiting>] = unsafe []
  /// Empty, with room.
  private var spare: [UnsafeMutablePointer<Waiting>] = unsafe []
  /// Up to where turns have come.
  private var reached = Int64.min

  init() {
    // strata_mutex_make ends the process rather than return null.
    unsafe mutex = strata_mutex_make()!
  }

  deinit { unsafe strata_mutex_free(mutex) }

  /// Runs `body` in a turn of its own; or not at all, once `progress`, which never falls, has come to `target` by
  /// somebody else's. Never call it again from there.
  func take<Result, Failure: Error>(
    through target: Int64, progress: () -> Int64, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard wait(through: target) else { return nil }
    defer { end(reaching: progress()) }
    return progress() >= target ? nil : try body()
  }

  /// Runs `body` in a turn of its own.
  func take<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    _ = wait(through: .max)
    defer { end(reaching: .min) }
    return try body()
  }

  /// Waits for a turn, and has it on return; or for turns of others to come to `target`, and answers false.
  private func wait(through target: Int64) -> Bool {
    unsafe strata_mutex_lock(mutex)
    if reached >= target || !isTaken {
      defer { unsafe strata_mutex_unlock(mutex) }
      guard reached < target else { return false }
      isTaken = true
      return true
    }
    var own = Waiting(target: target)
    return unsafe withUnsafeMutablePointer(to: &own) { own in
      // The place stays until this thread was woken, by whom it is no longer listed.
      unsafe strata_semaphore_make(&own.pointee.semaphore)
      unsafe waiting.append(own)
      unsafe strata_mutex_unlock(mutex)
      unsafe strata_semaphore_wait(&own.pointee.semaphore)
      unsafe strata_semaphore_free(&own.pointee.semaphore)
      return unsafe own.pointee.isNext
    }
  }

  /// Hands the turn to the first of those who still need one, and wakes those who don't.
  private func end(reaching progress: Int64) {
    unsafe strata_mutex_lock(mutex)
    reached = max(reached, progress)
    // Woken with the mutex let go, or they would queue for it. The list is swapped for a used one, so that nothing is
    // allocated.
    var woken = unsafe waiting
    unsafe waiting = unsafe spare
    unsafe spare = []
    var next: UnsafeMutablePointer<Waiting>? = nil
    unsafe woken.removeAll { waiter in
      guard unsafe waiter.pointee.target > reached else { return false }
      if unsafe next == nil { unsafe next = waiter } else { unsafe waiting.append(waiter) }
      return true
    }
    isTaken = unsafe next != nil
    unsafe strata_mutex_unlock(mutex)
    for index in unsafe woken.indices { unsafe strata_semaphore_post(&woken[index].pointee.semaphore) }
    if let next = unsafe next {
      // Last, for what the others append next to be part of its sync.
      unsafe next.pointee.isNext = true
      unsafe strata_semaphore_post(&next.pointee.semaphore)
    }
    unsafe woken.removeAll(keepingCapacity: true)
    unsafe strata_mutex_lock(mutex)
    unsafe spare = unsafe woken
    unsafe strata_mutex_unlock(mutex)
  }
}
