import Glibc
import StrataWire

/// A client with nothing clever about it: a blocking socket, frames out and in.
final class RawClient {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let descriptor: Int32
  private var correlation: Int32 = 0
  /// Lives at least as long as its client.
  private let broker: AnyObject?

  /// Connects to a port of this machine. What does not come within two minutes fails the test.
  init(port: Int, of broker: AnyObject? = nil) throws {
    self.broker = broker
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let code = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failure(description: "can't connect to port \(port): errno \(errno)") }
    var limit = timeval(tv_sec: 120, tv_usec: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Is gone at once when this object is: what was on its way to it is refused.
  func abandon() {
    var now = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    shutdown(descriptor, Int32(SHUT_WR))
  }

  // MARK: Bytes

  /// Sends bytes as they are.
  func send(bytes: [UInt8]) throws {
    var at = 0
    while at < bytes.count {
      let sent = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress! + at, buffer.count - at, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { throw Failure(description: "the broker hung up while sending: errno \(errno)") }
      at += sent
    }
  }

  /// The next bytes, so many; nil when the broker hung up before the first.
  func receive(_ count: Int) throws -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var at = 0
    while at < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe recv(descriptor, buffer.baseAddress! + at, count - at, 0)
      }
      if got == 0 || got < 0 && errno == ECONNRESET {
        if at == 0 { return nil }
        throw Failure(description: "the broker hung up in the middle of an answer")
      }
      guard got > 0 else { throw Failure(description: "no answer came in time: errno \(errno)") }
      at += got
    }
    return bytes
  }

  /// The next frame without its length; nil when the broker hung up.
  func frame() throws -> [UInt8]? {
    guard let head = try receive(4) else { return nil }
    let length = head.reduce(0) { $0 << 8 | Int($1) }
    guard length > 0 else { return [] }
    guard let body = try receive(length) else { throw Failure(description: "the broker hung up after a length") }
    return body
  }

  /// Whether the broker has hung up.
  func isHungUp() throws -> Bool { try receive(1) == nil }

  // MARK: Messages

  /// Sends a request; `records` are the bytes of its splices, in order.
  func send(_ request: some WireRequest, version: Int16, records: [[UInt8]] = []) throws {
    correlation += 1
    try send(bytes: Self.frame(request, version: version, correlation: correlation, records: records))
  }

  /// The next response, which must be of the request sent last, or of the one `behind` before it.
  func response<Response: WireMessage>(
    _ response: Response.Type, version: Int16, behind: Int32 = 0
  ) throws -> Response {
    let frame = try responseFrame()
    var reader = WireReader(frame.span)
    let header = try ResponseHeader(from: &reader, api: Response.api, version: version)
    guard header.correlationID == correlation - behind else {
      throw Failure(description: "answer \(header.correlationID) came for request \(correlation - behind)")
    }
    let read = try Response(from: &reader, version: version)
    guard reader.remaining == 0 else { throw Failure(description: "\(reader.remaining) bytes follow the answer") }
    lastFrame = frame
    return read
  }

  /// The frame that the last response was read from, for its records.
  private(set) var lastFrame: [UInt8] = []

  private func responseFrame() throws -> [UInt8] {
    guard let frame = try frame() else { throw Failure(description: "the broker hung up instead of answering") }
    return frame
  }

  /// Sends a request and waits for its response.
  func call<Request: WireRequest>(
    _ request: Request, version: Int16? = nil, records: [[UInt8]] = []
  ) throws -> Request.Response {
    let version = version ?? Request.versions.upperBound
    try send(request, version: version, records: records)
    return try response(Request.Response.self, version: version)
  }

  /// A request as it goes over the wire.
  static func frame(
    _ request: some WireRequest, version: Int16, correlation: Int32 = 1, records: [[UInt8]] = []
  ) -> [UInt8] {
    var writer = WireWriter()
    let start = writer.beginFrame()
    RequestHeader(
      api: type(of: request).api, version: version, correlationID: correlation, clientID: "raw"
    ).write(to: &writer)
    request.write(to: &writer, version: version)
    writer.endFrame(start)
    let own = unsafe writer.withUnsafeBytes { unsafe [UInt8]($0) }
    var bytes: [UInt8] = []
    var at = 0
    for (splice, records) in zip(writer.splices, records) {
      bytes += own[at..<splice.position] + records
      at = splice.position
    }
    return bytes + own[at...]
  }
}
