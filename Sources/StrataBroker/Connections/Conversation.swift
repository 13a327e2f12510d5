/// Where a client and the broker stand (SPEC §12.1), without the socket: one request at a time, in order, as Kafka has
/// it. What arrives meanwhile waits, first in bounded memory here and then, because reading stops, in the client.
///
/// ```text
///          request               reply            all sent
///   ready ─────────▶ answering ─────────▶ sending ─────────▶ ready
///     ▲                  │ no reply (acks = 0)                 ▲
///     └──────────────────┴──── all sent at once ───────────────┘
/// ```
struct Conversation: Hashable, Sendable {
  enum Phase: Hashable, Sendable {
    /// The next request may be looked at.
    case ready
    /// A request is being answered; the number tells its reply from those of others.
    case answering(UInt32)
    /// The reply is on its way; the client has not taken all of it.
    case sending
    /// Nothing more is read or sent.
    case closed
  }

  /// Bytes of requests that may wait while one is answered; then reading stops.
  static let mostWaiting = 64 << 10

  private(set) var phase = Phase.ready
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

  /// The request was answered: all of it is sent, or there is nothing to send.
  mutating func answered(now: UInt64) {
    guard phase != .closed else { return }
    phase = .ready
    lastMoved = now
  }

  /// The reply is being sent.
  mutating func sending() {
    if phase != .closed { phase = .sending }
  }

  /// The connection is over.
  mutating func closed() { phase = .closed }

  /// Whether more is to be read when so many bytes wait.
  func wantsToRead(holding bytes: Int) -> Bool {
    switch phase {
    case .ready: true
    case .answering, .sending: bytes < Self.mostWaiting
    case .closed: false
    }
  }

  /// Whether no byte has moved for `limit` milliseconds.
  func isIdle(now: UInt64, limit: UInt64) -> Bool { now >= lastMoved && now - lastMoved > limit }
}
