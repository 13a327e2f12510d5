/// Writes columns as a JSON object, in declared order, by their properties' names; what is null is left out, as
/// `Codable` leaves it out.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  /// Appends the object. Throws ``CaptureError/Code/schema`` for a value of another kind than declared, or one JSON has
  /// no word for.
  mutating func append(_ values: [ColumnValue], as columns: [TableShape.Column]) throws(CaptureError) {
    bytes.reserveCapacity(bytes.count + 32 * columns.count)
    bytes.append(UInt8(ascii: "{"))
    var first = true
    for (column, value) in zip(columns, values) {
      if case .null = value, column.kind.isOptional { continue }
      if !first { bytes.append(UInt8(ascii: ",")) }
      first = false
      append(column.property)
      bytes.append(UInt8(ascii: ":"))
      switch (column.kind.content, value) {
      case (.integer, .integer(let number)): append(number)
      case (.boolean, .integer(let number)): append(plain: number != 0 ? "true" : "false")
      case (.real, .integer(let number)): append(number)
      case (.real, .real(let number)) where number.isFinite: append(number)
      case (.text, .text(let text)): append(text)
      case (.blob, .blob(let blob)): append(blob)
      default:
        throw CaptureError(
          .schema, "write column \(column.name) of key \(values[0]) as JSON",
          "it holds \(value), declared is \(column.kind.content.rawValue)")
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a string with its quotes.
  mutating func append(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: [
          UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"), digits[Int(byte >> 4)],
          digits[Int(byte & 15)],
        ])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a whole number.
  mutating func append(_ number: some FixedWidthInteger) {
    var rest = UInt64(number.magnitude)
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Appends a finite number as the shortest text that reads back as it.
  mutating func append(_ number: Double) {
    if let whole = Int32(exactly: number), whole != 0 { append(whole) } else { append(plain: number.description) }
  }

  /// Appends bytes as an array of numbers, as `Codable` writes `[UInt8]`.
  mutating func append(_ blob: [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (n, byte) in blob.enumerated() {
      if n > 0 { bytes.append(UInt8(ascii: ",")) }
      append(byte)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Appends text that needs no quotes.
  mutating func append(plain text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends one byte of punctuation.
  mutating func append(mark: Unicode.Scalar) { bytes.append(UInt8(ascii: mark)) }
}
