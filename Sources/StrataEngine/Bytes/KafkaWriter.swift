/// Writes Kafka's plain encodings: big-endian integers, texts and bytes after their length (SPEC §7.5).
struct KafkaWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// A text of at most 32,767 bytes; nil is length −1.
  mutating func put(text: String?) {
    guard let text else { return put(Int16(-1)) }
    put(Int16(clamping: text.utf8.count))
    bytes += text.utf8.prefix(Int(Int16.max))
  }

  /// Bytes; nil is length −1.
  mutating func put(field: [UInt8]?) {
    guard let field else { return put(Int32(-1)) }
    put(Int32(clamping: field.count))
    bytes += field
  }

  /// A count and what follows, one by one.
  mutating func put<Element>(all elements: [Element], _ put: (inout Self, Element) -> Void) {
    self.put(Int32(clamping: elements.count))
    for element in elements { put(&self, element) }
  }
}

/// Reads what ``KafkaWriter`` writes; nil instead of a value where the bytes end or a length can't be.
package struct KafkaReader {
  private let bytes: [UInt8]
  private(set) var position = 0

  /// At the first of the bytes.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  /// The next number; nil at the end.
  package mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    let size = Number.bitWidth / 8
    guard remaining >= size else { return nil }
    var value: Number = 0
    for _ in 0..<size {
      value = value << 8 | Number(truncatingIfNeeded: bytes[position])
      position += 1
    }
    return value
  }

  /// A text; the outer nil is a flaw, the inner one is the absent text.
  mutating func text() -> String?? {
    guard let length = number(Int16.self) else { return nil }
    guard length >= 0 else { return .some(nil) }
    guard let part = take(Int(length)) else { return nil }
    return .some(String(decoding: part, as: UTF8.self))
  }

  /// A text after its length and one as a varint; nil for a flaw and for the absent text.
  mutating func compactText() -> String? {
    var length: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard let byte = number(UInt8.self) else { return nil }
      length |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 {
        guard length > 0, length - 1 <= UInt64(remaining) else { return nil }
        return take(Int(length) - 1).map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return nil
  }

  /// Bytes; the outer nil is a flaw, the inner one is the absent field.
  mutating func field() -> [UInt8]?? {
    guard let length = number(Int32.self) else { return nil }
    guard length >= 0 else { return .some(nil) }
    guard let part = take(Int(length)) else { return nil }
    return .some(Array(part))
  }

  /// A count and so many elements, each at least `size` bytes: a count that can't be is refused before memory is taken.
  mutating func all<Element>(of size: Int, _ read: (inout Self) -> Element?) -> [Element]? {
    guard let count = number(Int32.self), count >= 0, Int(count) <= remaining / size else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let element = read(&self) else { return nil }
      elements.append(element)
    }
    return elements
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard remaining >= count else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }
}
