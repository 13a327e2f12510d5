import BenchmarkTable
import Glibc

/// A file that the peer writes with plain system calls.
struct RawFile: ~Copyable {
  let descriptor: Int32

  init(_ path: String) throws {
    // The path lives through the call.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw BenchmarkError("\(path) can't be created") }
  }

  deinit { close(descriptor) }

  /// One write(2) of the bytes.
  func write(_ bytes: [UInt8]) throws {
    // The array lives through the call.
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw BenchmarkError("a raw write was cut short: is the disk full?") }
  }

  /// One pwrite(2) of the bytes.
  func write(_ bytes: [UInt8], at position: Int) throws {
    // The array lives through the call.
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.pwrite(descriptor, $0.baseAddress, $0.count, off_t(position))
    }
    guard count == bytes.count else { throw BenchmarkError("a raw write was cut short: is the disk full?") }
  }
}

/// The same for several threads.
final class SharedRawFile: Sendable {
  let file: RawFile
  init(_ path: String) throws { file = try RawFile(path) }
}
