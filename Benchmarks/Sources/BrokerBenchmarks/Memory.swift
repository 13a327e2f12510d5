import BenchmarkTable
import Glibc

/// The memory that a broker's files will lie in. A machine that is itself a guest gives free memory back to its host,
/// and has it come again page by page when it is written: two seconds of processor time a GB where a plain write takes
/// 0.2, charged to whoever happens to write. So, before each load, as much is written and let go as the load needs.
struct Memory {
  private static let bytes = 1_536 << 20
  private static let priced = 64 << 20

  /// A file that is written and removed.
  let path: String

  /// Has the system hold memory for the next load, and answers what a plain `write(2)` costs then: seconds of processor
  /// time a GB.
  func warm() throws -> Double {
    try write(Self.bytes)
    let before = clock()
    try write(Self.priced)
    return Double(clock() - before) / Double(CLOCKS_PER_SEC) / (Double(Self.priced) / 1e9)
  }

  private func write(_ count: Int) throws {
    // The path lives through the calls.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchmarkError("\(path) can't be created") }
    defer {
      close(descriptor)
      _ = unsafe unlink(path)
    }
    let piece = [UInt8](repeating: 1, count: 1 << 20)
    for _ in 0..<count / piece.count {
      // write(2) reads the array's bytes.
      guard unsafe Glibc.write(descriptor, piece, piece.count) == piece.count else {
        throw BenchmarkError("\(path) can't be written: is the disk full?")
      }
    }
  }
}
