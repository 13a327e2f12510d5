internal import CStrata

/// Where one thread sleeps until another wakes it. Woken before it sleeps, it does not sleep: nothing is missed in
/// between.
@safe
package final class Sleeper: @unchecked Sendable {
  // Sendable because what the pointer leads to is touched in C only, with its own mutex held; it is this object's own
  // from init to deinit.
  private let place: UnsafeMutableRawPointer

  /// Nobody has woken it yet.
  package init() {
    // strata_sleeper_make ends the process rather than return null.
    unsafe place = strata_sleeper_make()!
  }

  deinit { unsafe strata_sleeper_free(place) }

  /// Wakes who sleeps, or who will sleep next. Never blocks for long.
  package func wake() { unsafe strata_sleeper_wake(place) }

  /// Sleeps until woken, but not past `deadline`; whether it was woken.
  @discardableResult
  package func sleep(until deadline: ContinuousClock.Instant? = nil) -> Bool {
    let left = deadline.map { ContinuousClock.now.duration(to: $0).nanoseconds } ?? .max
    return unsafe strata_sleeper_sleep(place, max(0, left)) == 1
  }
}

extension Duration {
  /// Whole nanoseconds, at most what fits.
  fileprivate var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? 0 : .max) : whole + attoseconds / 1_000_000_000
  }
}
