import StrataLog
import StrataWire

/// Responses on their way to one client (SPEC §12.1), written one after the other and sent together. The slices of logs
/// that go into them are not copied.
struct Responses: ~Copyable {
  /// With so much to send, it is sent.
  private static let mostBytes = 64 << 10
  private static let mostSliceBytes = 1 << 20
  /// More than this is not kept for the next ones.
  private static let mostKept = 1 << 20

  private var writer = WireWriter(capacity: 4 << 10)
  private var slices: [LogSlice] = []

  /// Whether there is nothing to send.
  var isEmpty: Bool { writer.count == 0 }

  /// Whether it is time to send.
  var isFull: Bool { writer.count >= Self.mostBytes || writer.splicedByteCount >= Self.mostSliceBytes }

  /// Forgets what was written.
  mutating func begin() {
    writer.removeAll(keepingAtMost: Self.mostKept)
    slices.removeAll(keepingCapacity: true)
  }

  /// Writes a response behind the others; `more` go where it has `RecordBytes.splice`, in order.
  mutating func add(_ response: some WireMessage, _ more: [LogSlice], _ address: ReplyAddress) {
    let start = writer.beginFrame()
    ResponseHeader(correlationID: address.correlationID).write(to: &writer, api: address.api, version: address.version)
    response.write(to: &writer, version: address.version)
    writer.endFrame(start)
    slices += more
    assert(writer.splices.map(\.byteCount) == slices.map(\.byteCount), "a slice for each splice")
  }

  /// Sends all. True if the system took all at once; else the socket says when it has.
  func send(through socket: Socket) -> Bool {
    let splices = zip(writer.splices, slices).map { Splice(position: $0.position, slice: $1) }
    return unsafe writer.withUnsafeBytes { unsafe socket.send($0, splices) }
  }
}
