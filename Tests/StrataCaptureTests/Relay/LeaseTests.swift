import Testing

@testable import StrataCapture

/// SPEC §9.3
@Suite struct LeaseTests {
  @Test("a holder renews at half time and asks anew when its time is over")
  func holds() {
    var lease = Lease(duration: 1_000)
    #expect(lease.willSend(now: 0) == .ask)
    #expect(lease.granted(term: 7, now: 0) == .publish(term: 7))
    #expect(lease.willSend(now: 499) == .publish(term: 7))
    #expect(lease.willSend(now: 500) == .renew(term: 7))
    lease.renewed(now: 500)
    #expect(lease.willSend(now: 999) == .publish(term: 7))
    #expect(lease.willSend(now: 1_499) == .renew(term: 7))
    #expect(lease.willSend(now: 1_500) == .ask)
    #expect(lease.term == 7)
  }

  @Test("who is refused waits for the end of the other's lease, and then asks")
  func refused() {
    var lease = Lease(duration: 1_000)
    #expect(lease.refused(until: 300) == .wait(untilMilliseconds: 300))
    #expect(lease.willSend(now: 299) == .wait(untilMilliseconds: 300))
    #expect(lease.willSend(now: 300) == .ask)
    #expect(lease.term == nil)
  }

  @Test("a fenced holder sends nothing under its old term, whatever the time")
  func fenced() {
    var lease = Lease(duration: 1_000)
    _ = lease.granted(term: 7, now: 0)
    lease.fenced()
    lease.renewed(now: 1)
    #expect(lease.willSend(now: 1) == .ask)
    #expect(lease.term == nil)
    #expect(lease.granted(term: 9, now: 2) == .publish(term: 9))
  }
}
