/// Where a client and the broker stand (SPEC §12.1), without the socket: one request at a time, in order, as Kafka has
/// it. What arrives meanwhile waits, first in bounded memory here and then, because reading stops, in the client.
///
/// ```text
///          request                reply, or none is due
///   ready ─────────▶ answering ───────────────────────▶ ready
/// ```
///
/// Replies to requests that arrived together are sent together. While the client has not taken all of them, no further
/// request is looked at.
struct Conversation: Hashable, Sendable {
  enum Phase: Hashable, Sendable {
    /// Nothing is being answered.
    case ready
    /// A request is being answered; the number tells its reply from those of others.
    case answering(UInt32)
    /// Nothing more is read or sent.
    case closed
  }

  /// Bytes of requests that may wait while one is answered; then reading stops.
  static let mostWaiting = 64 << 10

  private(set) var phase = Phase.ready
  /// Sends that the client has not taken all of.
  private(set) var unsent = 0
  /// Requests so far.
  private(set) var count: UInt32 = 0
  /// When the last byte moved either way, in the loop's milliseconds.
  private(set) var lastMoved: UInt64

  /// A client has come.
  init(now: UInt64) { lastMoved = now }

  /// Bytes were received.
  mutating func received(now: UInt64) { lastMoved = now }

  /// A request is handed over to be answered; returns its number.
  mutating func begin() -> UInt32 {
    count &+= 1
    phase = .answering(count)
    return count
  }

  /// Whether a reply to this request may be sent: it is the one being answered, and the client is still there.
  func awaits(_ request: UInt32) -> Bool { phase == .answering(request) }

  /// Whether the next request may be looked at.
  var isReady: Bool { phase == .ready && unsent == 0 }

  /// The request was answered, or wants no answer.
  mutating func answered() {
    if phase != .closed { phase = .ready }
  }

  /// Replies are being sent, which the client has not taken all of.
  mutating func sending() { unsent += 1 }

  /// The client has taken them.
  mutating func sent(now: UInt64) {
    unsent -= 1
    lastMoved = now
  }

  /// The connection is over.
  mutating func closed() { phase = .closed }

  /// Whether more is to be read when so many bytes wait.
  func wantsToRead(holding bytes: Int) -> Bool {
    phase != .closed && (isReady || bytes < Self.mostWaiting)
  }

  /// Whether no byte has moved for `limit` milliseconds.
  func isIdle(now: UInt64, limit: UInt64) -> Bool { now >= lastMoved && now - lastMoved > limit }
}
