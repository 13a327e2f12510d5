import StrataEngine
import StrataLog
import StrataWire

/// A frame while it is being handled: who sent it, and how its answer is told from others.
struct Exchange {
  let loop: BrokerLoop
  let client: Client
  let header: RequestHeader
  let reply: ReplyAddress

  var version: Int16 { header.version }
}

/// A request in the hands of its handler.
struct Call<Response: WireMessage> {
  private let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  /// Everything else: engine, settings, alarms, and what handlers keep between calls.
  var broker: BrokerLoop { exchange.loop }
  /// The version of request and response.
  var version: Int16 { exchange.version }
  /// What the client calls itself.
  var clientID: String? { exchange.header.clientID }
  /// The address that the client calls from, without port.
  var clientHost: String { exchange.client.host }
  /// The connection's number, which no other ever has.
  var connection: UInt64 { exchange.client.number }
  /// Host and port that this client is to find the broker at.
  var advertised: (host: String, port: Int32) { broker.advertised(to: exchange.client) }

  /// For an answer that comes later: to be sent once, from any thread.
  func reply() -> Reply<Response> { Reply(exchange.reply, broker.mailbox) }

  /// Does something on the loop in so many milliseconds; ``BrokerLoop/cancel(_:)`` takes it back.
  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> Alarms.Token {
    broker.after(milliseconds, body)
  }

  /// Shows the request's records where they lie in its frame; nil if it has none. Only while the handler runs: the
  /// bytes are gone when it returns.
  func withRecords<Result>(_ records: RecordBytes, _ body: (Span<UInt8>) -> Result) -> Result? {
    switch records {
    case .frame(let range): broker.frame.show(range, body)
    case .bytes(let bytes): body(bytes.span)
    case .null, .splice: nil
    }
  }
}

/// The bytes of the frame that is being handled.
@safe
struct CurrentFrame {
  private var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  /// Shows a frame until ``hide()``; whoever has it sees to that before its bytes go.
  mutating func set(_ frame: Span<UInt8>) { unsafe frame.withUnsafeBytes { unsafe bytes = $0 } }

  /// Shows nothing.
  mutating func hide() { unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0) }

  /// Shows a part; nil when it is not inside a frame that is being handled.
  func show<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result? {
    guard range.lowerBound >= 0, unsafe range.upperBound <= bytes.count else { return nil }
    // Between `set` and `hide` the bytes stay where they are.
    return unsafe body(UnsafeRawBufferPointer(rebasing: bytes[range]).assumingMemoryBound(to: UInt8.self).span)
  }
}
