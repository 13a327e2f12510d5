/// Writes Kafka's encodings: big-endian integers, texts and bytes after their length (SPEC §7.5), and the compact ones,
/// whose lengths are varints and one more than they say.
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

  /// A number from 0 in as few bytes as it takes, seven bits each, the lowest first.
  mutating func put(varint value: Int) {
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A text.
  mutating func put(compact text: String) {
    put(varint: text.utf8.count + 1)
    bytes += text.utf8
  }

  /// Elements, one by one; nil is the absent list.
  mutating func put<Element>(compact elements: [Element]?, _ put: (inout Self, Element) -> Void) {
    self.put(varint: elements.map { $0.count + 1 } ?? 0)
    for element in elements ?? [] { put(&self, element) }
  }

  /// Tagged fields, in the order of their tags.
  mutating func put(tags: [(tag: Int, bytes: [UInt8])]) {
    put(varint: tags.count)
    for (tag, field) in tags {
      put(varint: tag)
      put(varint: field.count)
      bytes += field
    }
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
    guard let length = varint(), length > 0, let part = take(length - 1) else { return nil }
    return String(decoding: part, as: UTF8.self)
  }

  /// A number of at most 35 bits in groups of seven.
  mutating func varint() -> Int? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard let byte = number(UInt8.self) else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(value) }
    }
    return nil
  }

  /// Tagged fields; those of one tag that stands twice count once.
  mutating func tags() -> [Int: [UInt8]]? {
    guard let count = varint(), count <= remaining / 2 else { return nil }
    var tags: [Int: [UInt8]] = [:]
    for _ in 0..<count {
      guard let tag = varint(), let length = varint(), let part = take(length) else { return nil }
      tags[tag] = Array(part)
    }
    return tags
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
    guard let count = number(Int32.self) else { return nil }
    return elements(Int(count), of: size, read)
  }

  /// The same, compact; the outer nil is a flaw, the inner one is the absent list.
  mutating func compact<Element>(of size: Int, _ read: (inout Self) -> Element?) -> [Element]?? {
    guard let length = varint() else { return nil }
    guard length > 0 else { return .some(nil) }
    guard let elements = elements(length - 1, of: size, read) else { return nil }
    return .some(elements)
  }

  private mutating func elements<Element>(
    _ count: Int, of size: Int, _ read: (inout Self) -> Element?
  ) -> [Element]? {
    guard count >= 0, count <= remaining / size else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(count)
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
