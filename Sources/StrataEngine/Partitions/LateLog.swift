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

  /// Whether it is open.
  var isOpen: Bool { unsafe held.load(ordering: .acquiring) != nil }

  /// The log, if it is open.
  @inline(__always)
  func load() -> Log? { unsafe held.load(ordering: .acquiring)?.takeUnretainedValue() }

  /// Calls `body` with the log, if it is open, and counts no reference to it for that: it is held as long as this is.
  @inline(__always)
  func withLog<Answer, Failure: Error>(_ body: (Log) throws(Failure) -> Answer) throws(Failure) -> Answer? {
    guard let log = unsafe held.load(ordering: .acquiring) else { return nil }
    // What lends the log throws no errors of a type.
    var answer: Answer?
    var failure: Failure?
    unsafe log._withUnsafeGuaranteedRef { log in
      do throws(Failure) { answer = try body(log) } catch let error { failure = error }
    }
    if let failure { throw failure }
    return answer
  }

  /// The log was opened, by one thread at a time and once.
  func store(_ log: Log) {
    precondition(load() == nil)
    // Stored with release, after all that opening made of it.
    unsafe held.store(.passRetained(log), ordering: .releasing)
  }
}
