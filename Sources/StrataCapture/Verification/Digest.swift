/// A 64-bit FNV-1a hash over columns (SPEC §9.8): each value as a byte for its kind, its length where it has one, and
/// its bytes.
struct Digest: Hashable, Sendable {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Adds a column's value. A whole number in a column of floating-point numbers counts as one of those: databases keep
  /// either.
  mutating func add(_ column: ColumnValue, as content: ColumnKind.Content) {
    switch column {
    case .null: add(0)
    case .integer(let number) where content == .real: add(2, Double(number).bitPattern)
    case .integer(let number): add(1, UInt64(bitPattern: number))
    case .real(let number): add(2, number.bitPattern)
    case .text(let text):
      add(3, UInt64(text.utf8.count))
      for byte in text.utf8 { add(byte) }
    case .blob(let bytes):
      add(4, UInt64(bytes.count))
      for byte in bytes { add(byte) }
    }
  }

  private mutating func add(_ kind: UInt8, _ number: UInt64) {
    add(kind)
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
  }

  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
