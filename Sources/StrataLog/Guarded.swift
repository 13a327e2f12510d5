internal import CStrata

/// A value that one thread at a time may touch, behind a POSIX mutex.
///
/// The shape of `Synchronization.Mutex`, which is not used here: contended, it takes turns in the kernel where the
/// thread sanitizer sees nothing and reports races that are none, and it is slower there by orders (a
/// priority-inheriting futex).
@safe @usableFromInline
package struct Guarded<Value>: ~Copyable, @unchecked Sendable {
  // Sendable because the value is reached only with the mutex held, and sent in. Both pointers are this value's own,
  // from init to deinit.
  @usableFromInline let mutex: UnsafeMutableRawPointer
  @usableFromInline let value: UnsafeMutablePointer<Value>

  /// Guards `value`, which nobody else may hold on to.
  package init(_ value: consuming sending Value) {
    // strata_mutex_make ends the process rather than return null.
    unsafe mutex = strata_mutex_make()!
    unsafe self.value = .allocate(capacity: 1)
    unsafe self.value.initialize(to: value)
  }

  deinit {
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
    unsafe strata_mutex_free(mutex)
  }

  /// Runs `body` while nobody else is inside; never call it again from there. Inlinable, for another module's calls not
  /// to be those of a function for all types at once.
  @inlinable
  package borrowing func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe lock(mutex)
    defer { unsafe unlock(mutex) }
    return unsafe try body(&value.pointee)
  }
}

// What other modules see of C.
@usableFromInline func lock(_ mutex: UnsafeMutableRawPointer) { unsafe strata_mutex_lock(mutex) }
@usableFromInline func unlock(_ mutex: UnsafeMutableRawPointer) { unsafe strata_mutex_unlock(mutex) }
