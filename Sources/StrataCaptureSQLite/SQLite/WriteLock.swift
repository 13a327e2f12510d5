internal import Glibc

/// The lock of a database's only writing connection, held over a whole transaction.
///
/// `Mutex` gives its value to a closure that must not hand out what isn't `Sendable`; a transaction returns whatever
/// its body returns, so this is locked and unlocked by hand.
@safe final class WriteLock: @unchecked Sendable {
  /// At one address from `init` to `deinit`, as pthread demands.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  func lock() { unsafe pthread_mutex_lock(mutex) }
  func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
