#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a broker's lines go unless its settings say otherwise.
enum StandardError {
  static func put(_ line: String) {
    let bytes = Array("strata broker: \(line)\n".utf8)
    // A line that can't be written is dropped: there is nowhere left to say so.
    unsafe bytes.withUnsafeBytes { bytes in _ = unsafe write(2, bytes.baseAddress, bytes.count) }
  }
}
