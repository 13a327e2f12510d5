import BenchmarkTable
import Glibc

/// A client of a broker that sends requests made before and drops the answers, without an allocation.
@safe
final class RequestSender {
  private let descriptor: Int32
  private let answer: UnsafeMutableRawBufferPointer

  /// A connection to a port of this machine.
  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    unsafe answer = .allocate(byteCount: 2 << 20, alignment: 8)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // The address is as large as is said.
    let code = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw BenchmarkError("no connection to port \(port)") }
  }

  deinit {
    close(descriptor)
    unsafe answer.deallocate()
  }

  /// Sends a request, waits for the whole answer and tells how long it was.
  func ask(_ request: [UInt8]) throws -> Int {
    // Both calls stay inside the array and the buffer, which outlive them.
    var sent = 0
    while sent < request.count {
      let count = unsafe request.withUnsafeBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe write(descriptor, $0 + sent, bytes.count - sent) } ?? 0
      }
      guard count > 0 else { throw BenchmarkError("the broker takes no request") }
      sent += count
    }
    var received = 0
    var due = 4
    while received < due {
      let count =
        unsafe answer.baseAddress.map {
          unsafe read(descriptor, $0 + received, min(due, answer.count) - received)
        } ?? 0
      guard count > 0 else { throw BenchmarkError("the broker gave no answer") }
      received += count
      if received == 4 { due = 4 + Int(UInt32(bigEndian: unsafe answer.load(as: UInt32.self))) }
    }
    return due
  }
}
