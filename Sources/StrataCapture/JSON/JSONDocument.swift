import FoundationEssentials

/// A JSON text that values are decoded from.
///
/// Records are decoded by the hundred thousand, and FoundationEssentials' decoder was two thirds of a consumer's time.
/// This one does the plain cases and knows when it isn't sure; then FoundationEssentials has the last word
/// (``decodeJSON(_:from:)``).
final class JSONDocument {
  let bytes: [UInt8]
  let index: JSONIndex
  /// Something was asked for that this reader does otherwise than FoundationEssentials may.
  var isUnsure = false

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    index = try JSONIndex(bytes)
  }

  func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(type, DecodingError.Context(codingPath: [], debugDescription: "the value is of another kind"))
  }

  func decode<Value: Decodable>(_ type: Value.Type, at number: Int) throws -> Value {
    if type == [UInt8].self, let bytes = try blob(at: number) as? Value { return bytes }
    // These have forms of their own in FoundationEssentials.
    if type == Data.self || type == URL.self || type == Decimal.self { isUnsure = true }
    return try Value(from: JSONValueDecoder(document: self, number: number))
  }

  // MARK: - Values

  func isNull(at number: Int) -> Bool { index.values[number].kind == .null }

  func bool(at number: Int) throws -> Bool {
    switch index.values[number].kind {
    case .yes: return true
    case .no: return false
    default: throw mismatch(Bool.self)
    }
  }

  func integer<Number: FixedWidthInteger>(_ type: Number.Type, at number: Int) throws -> Number {
    let value = index.values[number]
    guard value.kind == .number else { throw mismatch(type) }
    var place = Int(value.start)
    let isNegative = bytes[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var result: Number = 0
    while place < value.end {
      let byte = bytes[place]
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
        // 1.0 and 1e2 are whole numbers, too.
        isUnsure = true
        throw mismatch(type)
      }
      let digit = Number(byte - UInt8(ascii: "0"))
      let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      guard !overflow, !carry else { throw mismatch(type) }
      result = sum
      place += 1
    }
    return result
  }

  func floating<Number: LosslessStringConvertible>(_ type: Number.Type, at number: Int) throws -> Number {
    let value = index.values[number]
    guard value.kind == .number else { throw mismatch(type) }
    let text = String(decoding: bytes[Int(value.start)..<Int(value.end)], as: UTF8.self)
    guard let result = Number(text) else { throw mismatch(type) }
    if let double = result as? Double, !double.isFinite { isUnsure = true }
    if let single = result as? Float, !single.isFinite { isUnsure = true }
    return result
  }

  func string(at number: Int) throws -> String {
    let value = index.values[number]
    let text = bytes[Int(value.start)..<Int(value.end)]
    switch value.kind {
    case .string:
      guard let string = String(validating: text, as: UTF8.self) else { throw mismatch(String.self) }
      return string
    case .escapedString: return try unescape(text)
    default: throw mismatch(String.self)
    }
  }

  /// Whether a key is this one.
  func isKey(_ key: String, at number: Int) -> Bool {
    let value = index.values[number]
    if value.kind == .escapedString { return (try? string(at: number)) == key }
    guard key.utf8.count == Int(value.end - value.start) else { return false }
    var place = Int(value.start)
    for byte in key.utf8 {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  private func blob(at number: Int) throws -> [UInt8] {
    let value = index.values[number]
    guard value.kind == .array else { throw mismatch([UInt8].self) }
    return try (number + 1..<Int(value.after)).map { try integer(UInt8.self, at: $0) }
  }

  private func unescape(_ text: ArraySlice<UInt8>) throws -> String {
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): result.append(0x0a)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0d)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0c)
      case let same? where same == UInt8(ascii: "\"") || same == UInt8(ascii: "\\") || same == UInt8(ascii: "/"):
        result.append(same)
      case UInt8(ascii: "u"): result += Array(String(try scalar(&rest)).utf8)
      default: throw mismatch(String.self)
      }
    }
    guard let string = String(validating: result, as: UTF8.self) else { throw mismatch(String.self) }
    return string
  }

  /// The character after `\u`, of two halves where it takes two.
  private func scalar(_ rest: inout ArraySlice<UInt8>) throws -> Character {
    let high = try unit(&rest)
    if let scalar = Unicode.Scalar(high) { return Character(scalar) }
    guard high < 0xdc00, rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") else {
      throw mismatch(String.self)
    }
    let low = try unit(&rest)
    guard low >= 0xdc00, low < 0xe000, let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    else { throw mismatch(String.self) }
    return Character(scalar)
  }

  private func unit(_ rest: inout ArraySlice<UInt8>) throws -> UInt32 {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw mismatch(String.self) }
    rest = rest.dropFirst(4)
    return unit
  }
}

/// Decodes a value of JSON, as FoundationEssentials' decoder with its default settings does.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
  if let document = try? JSONDocument(bytes), let value = try? document.decode(type, at: 0), !document.isUnsure {
    return value
  }
  return try JSONDecoder().decode(type, from: Data(bytes))
}
