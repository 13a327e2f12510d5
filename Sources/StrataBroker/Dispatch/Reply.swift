import StrataLog
import StrataWire

/// Which request a response answers.
struct ReplyAddress: Hashable, Sendable {
  let connection: UInt64
  /// The connection's count of requests: a reply that comes too late answers none.
  let request: UInt32
  let api: API
  let version: Int16
  let correlationID: Int32
}

/// The answer to a request that could not be answered at once. Any thread may send it; it goes out on the loop, soon
/// after. It is sent once: what comes after the first, or when the client is gone, is dropped.
struct Reply<Response: WireMessage>: Sendable {
  /// Which request it answers.
  let address: ReplyAddress
  private let mailbox: Mailbox

  init(_ address: ReplyAddress, _ mailbox: Mailbox) {
    self.address = address
    self.mailbox = mailbox
  }

  /// Sends the response; `slices` go where it has `RecordBytes.splice`, in order, the empty ones left out.
  func send(_ response: Response, slices: [LogSlice] = []) {
    mailbox.post { [address] loop in loop.deliver(response, slices, to: address) }
  }

  /// Closes the connection instead, with the reason in the log.
  func close(_ reason: String) {
    mailbox.post { [address] loop in loop.endAwaiting(address, reason) }
  }
}
