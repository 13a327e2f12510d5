internal import CRDKafka

/// Sends under way in one librdkafka producer, and what was reported of each: a value that is told and answers whom to
/// wake.
struct Sends {
  /// A send under way. Its owner's lock guards all but `wake`.
  final class Send: @unchecked Sendable {
    let wake = Wake()
    /// By record: where it lies.
    var offsets: [Int64]
    /// How many records the library took; unknown until the last one has been offered.
    var produced = Int.max
    /// Of how many it reported.
    var reported = 0
    /// Waits for reports because the queue was full.
    var wantsRoom = false
    /// Zero, or the number of the first error that tells more than that everything was stopped.
    var failure: Int32 = 0
    /// Whoever sent has stopped waiting.
    var isAbandoned = false

    init(_ count: Int) { offsets = Array(repeating: -1, count: count) }
  }

  /// Errors of records that were fine: another one's failure stopped them.
  static let stopped = Set(
    [
      RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR__FATAL,
      RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, RD_KAFKA_RESP_ERR__DESTROY,
    ].map(\.rawValue))

  private(set) var isBroken = false
  private var sends: [UInt32: Send] = [:]
  private var last: UInt32 = 0
  private var closing: CheckedContinuation<Void, Never>?

  /// Adds a send and answers its number.
  mutating func open(_ send: Send) -> UInt32 {
    last &+= 1
    sends[last] = send
    return last
  }

  /// Removes a send; answers who waited for the last one.
  mutating func close(_ number: UInt32) -> CheckedContinuation<Void, Never>? {
    sends[number] = nil
    return sends.isEmpty ? closing.take() : nil
  }

  /// Nobody waits for the send any more; it goes with its last report. Answers as ``close(_:)`` does.
  mutating func abandon(_ number: UInt32, produced: Int) -> CheckedContinuation<Void, Never>? {
    guard let send = sends[number] else { return nil }
    send.isAbandoned = true
    send.produced = produced
    return send.reported == produced ? close(number) : nil
  }

  /// Enters reports. Answers whom to wake, who waited for the last send, and whether a record failed by itself.
  mutating func enter(_ reports: [Client.Report]) -> ([Wake], CheckedContinuation<Void, Never>?, failed: Bool) {
    var current: (number: UInt32, send: Send)?
    var failed = false
    for report in reports {
      let number = UInt32(truncatingIfNeeded: report.ticket >> 32)
      if current?.number != number { current = sends[number].map { (number, $0) } }
      guard let send = current?.send else { continue }
      send.reported += 1
      if report.code == 0 {
        send.offsets[Int(report.ticket & 0xffff_ffff)] = report.offset
      } else {
        let isOwn = !Self.stopped.contains(report.code)
        failed = failed || isOwn
        if send.failure == 0 || isOwn && Self.stopped.contains(send.failure) { send.failure = report.code }
      }
    }
    var woken: [Wake] = []
    for (number, send) in sends {
      let isOver = send.reported == send.produced
      if isOver, send.isAbandoned { sends[number] = nil }
      if isOver || send.wantsRoom { woken.append(send.wake) }
    }
    return (woken, sends.isEmpty ? closing.take() : nil, failed)
  }

  /// Nothing more is taken. Answers whom to wake, nil if it was so before.
  mutating func breakOff() -> [Wake]? {
    guard !isBroken else { return nil }
    isBroken = true
    return sends.values.map(\.wake)
  }

  /// True if no send is under way; else the continuation is resumed after the last.
  mutating func waitForAll(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
    if sends.isEmpty { return true }
    closing = continuation
    return false
  }
}
