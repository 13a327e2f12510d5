import StrataLog
import Synchronization

/// A log that is opened when it is first asked for, and stays.
///
/// What `AtomicLazyReference` does, whose `load` is compiled for all types at once and takes 650 instructions to find
/// out which it has: as many as half of an append.
@safe
struct LateLog: ~Copyable, @unchecked Sendable {
  // Sendable because the one reference is stored once, atomically, and held until deinit.
  private let held = unsafe Atomic<Unmanaged<Log>?>(nil)

  deinit { unsafe held.load(ordering: .acquiring)?.release() }

  /// The log, if it is open.
  @inline(__always)
  func load() -> Log? { unsafe held.load(ordering: .acquiring)?.takeUnretainedValue() }

  /// The log was opened, by one thread at a time and once.
  func store(_ log: Log) {
    precondition(load() == nil)
    // Stored with release, after all that opening made of it.
    unsafe held.store(.passRetained(log), ordering: .releasing)
  }
}
