import FuzzKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A client without manners: sends bytes, looks for bytes, and goes.
final class FuzzClient {
  private let socket: CInt

  /// Connects to the broker at a loopback port. Clients call from many addresses, or closed connections that the system
  /// remembers would use up the ports of one.
  init(port: Int, number: UInt64) throws {
    socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw FuzzFailure("no socket: errno \(errno)") }
    let source = Self.address(0x7F00_0002 + UInt32(number % 250), port: 0)
    // Where the system has one loopback address only, that one has to do.
    _ = unsafe Self.with(source) { unsafe bind(socket, $0, $1) }
    let broker = Self.address(0x7F00_0001, port: UInt16(port))
    if unsafe Self.with(broker, { unsafe connect(socket, $0, $1) }) == 0 { return }
    // libFuzzer's alarm interrupts calls; what was begun goes on.
    guard errno == EINTR, isReady(POLLOUT, milliseconds: 20_000) else {
      throw FuzzFailure("the broker takes no connection: errno \(errno)")
    }
  }

  private static func address(_ host: UInt32, port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return address
  }

  private static func with(_ address: sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
    // A socket address of the internet may be passed as one of any family: the call is told its size.
    unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Sends as much as the broker takes.
  func send(_ bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
    }
  }

  /// Receives until four bytes come that a frame begins with, the broker hangs up, or time is over; true for the first.
  @discardableResult
  func receive(until wanted: [UInt8], milliseconds: Int32) -> Bool {
    var last: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      guard isReady(POLLIN, milliseconds: milliseconds) else { return false }
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { return false }
      last = last.suffix(3) + chunk[..<count]
      if last.firstRange(of: wanted) != nil { return true }
    }
  }

  private func isReady(_ event: CInt, milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: socket, events: Int16(event), revents: 0)
    while true {
      let count = unsafe poll(&waiting, 1, milliseconds)
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }

  /// Closes at once, with nothing left behind.
  func close() {
    var now = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    _ = Glibc.close(socket)
  }
}
