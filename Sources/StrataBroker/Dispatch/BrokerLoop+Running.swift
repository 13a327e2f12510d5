import StrataEngine
import StrataLog

/// The loop's life: started, told the time, stopped (SPEC §12.1).
extension BrokerLoop {
  /// How long those who are slow to take their answer have when the broker stops, in milliseconds.
  private static let farewell: Int64 = 1_000

  /// Runs until ``stop()`` was called and everything is closed.
  func run(_ listener: Listener, _ wake: Wake) {
    mailbox.adoptThread()
    (self.listener, self.wake) = (listener, wake)
    startUpkeep()
    loop.run { settle() }
  }

  /// Does what was posted, and sets the alarm to what is due next; to be called before the loop may sleep.
  private func settle() {
    while true {
      let letters = mailbox.takeAll()
      if letters.isEmpty { break }
      for letter in letters { letter(self) }
    }
    if isStopping { endRestful() }
    setAlarm()
  }

  /// Takes no more clients, has what waits answered and lets the loop end.
  func stop() {
    guard !isStopping else { return }
    isStopping = true
    listener?.close()
    listener = nil
    parkedFetches.finishAll(self)
    for answer in stopping { answer() }
    stopping = []
    after(Self.farewell) { [unowned self] in
      for client in clients.values { end(client, nil) }
    }
  }

  /// Closes the connections that are owed nothing more, and everything when there are none left.
  private func endRestful() {
    for client in clients.values where client.conversation.unsent == 0 { end(client, nil) }
    guard clients.isEmpty else { return }
    mailbox.close()
    wake?.close()
    alarm?.close()
    (wake, alarm) = (nil, nil)
    loop.stop()
  }

  // MARK: Time

  /// Does something in so many milliseconds, at least one.
  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> Alarms.Token {
    alarms.add(at: now &+ UInt64(max(1, milliseconds)), body)
  }

  /// It is not done, unless it was.
  func cancel(_ token: Alarms.Token) { alarms.cancel(token) }

  /// Does what is due.
  func ring() {
    alarmDue = nil
    while let body = alarms.takeDue(now) { body() }
  }

  private func setAlarm() {
    let next = alarms.next
    guard next != alarmDue else { return }
    alarmDue = next
    guard let next else { return alarm?.clear() ?? () }
    alarm?.set(in: next > now ? next - now : 0)
  }
}
