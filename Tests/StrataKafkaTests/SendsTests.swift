import Testing

@testable import StrataKafka

/// SPEC §13.3: reports are entered by ticket, and the first failure is told.
@Suite struct SendsTests {
  private func report(_ send: UInt32, _ place: Int, offset: Int64 = 0, code: Int32 = 0) -> Client.Report {
    Client.Report(ticket: UInt64(send) << 32 | UInt64(place), offset: offset, code: code)
  }

  @Test("each report finds its record, whatever the order, and the last one wakes the sender")
  func offsets() {
    var sends = Sends()
    let (first, second) = (Sends.Send(3), Sends.Send(1))
    let (one, two) = (sends.open(first), sends.open(second))
    (first.produced, second.produced) = (3, 1)
    let woken = sends.enter([report(one, 2, offset: 12), report(two, 0, offset: 7), report(one, 0, offset: 10)]).0
    #expect(woken.count == 1)
    #expect(woken.first === second.wake)
    #expect(sends.enter([report(one, 1, offset: 11)]).0.contains { $0 === first.wake })
    #expect(first.offsets == [10, 11, 12])
    #expect(second.offsets == [7])
  }

  @Test("no report is the last one before the last record is offered")
  func early() {
    var sends = Sends()
    let send = Sends.Send(2)
    let number = sends.open(send)
    #expect(sends.enter([report(number, 0)]).0.isEmpty)
    send.wantsRoom = true
    #expect(sends.enter([report(number, 1)]).0.count == 1)
  }

  @Test("a record's own failure is told, not that of those it stopped")
  func failures() {
    var sends = Sends()
    let send = Sends.Send(3)
    let number = sends.open(send)
    send.produced = 3
    let purged: Int32 = -152
    #expect(!sends.enter([report(number, 2, code: purged)]).failed)
    #expect(sends.enter([report(number, 0, code: 10)]).failed)
    #expect(!sends.enter([report(number, 1, code: purged)]).failed)
    #expect(send.failure == 10)
    let woken = sends.breakOff()
    #expect(woken?.count == 1)
    let again = sends.breakOff()
    #expect(again == nil)
    #expect(sends.isBroken)
  }

  @Test("closing waits for sends that nobody waits for any more")
  func abandoned() async {
    var sends = Sends()
    let number = sends.open(Sends.Send(1))
    let last = sends.abandon(number, produced: 1)
    #expect(last == nil)
    let report = report(number, 0)
    await withCheckedContinuation { continuation in
      let isIdle = sends.waitForAll(continuation)
      #expect(!isIdle)
      let closing = sends.enter([report]).1
      #expect(closing != nil)
      closing?.resume()
    }
  }
}
