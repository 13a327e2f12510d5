/// Integers as Kafka's files hold them: big-endian, at any byte.
extension Span<UInt8> {
  /// The integer at byte `position`; traps when it is not whole inside the span.
  func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(at position: Int) -> Integer {
    precondition(position >= 0 && position <= count - MemoryLayout<Integer>.size)
    // In bounds by the line above.
    return unsafe withUnsafeBytes { bytes in
      unsafe Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Integer.self))
    }
  }
}

extension UnsafeMutableRawPointer {
  /// Stores the integer at byte `position`, which the caller knows to be in bounds.
  func storeBigEndian(_ integer: some FixedWidthInteger & BitwiseCopyable, at position: Int) {
    unsafe storeBytes(of: integer.bigEndian, toByteOffset: position, as: type(of: integer).self)
  }
}

extension [UInt8] {
  /// Adds the integer's bytes.
  mutating func appendBigEndian(_ integer: some FixedWidthInteger) {
    for shift in stride(from: integer.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: integer >> shift))
    }
  }
}
