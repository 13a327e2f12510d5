import FoundationEssentials

/// Writes `Codable` values as JSON, for records: the plain cases; where it isn't sure, FoundationEssentials writes.
final class JSONWriter {
  var text = JSONText()
  /// Something was asked for that this writer does otherwise than FoundationEssentials may.
  var isUnsure = false
  /// How many containers are open.
  private var closings: [Unicode.Scalar] = []

  /// Writes a value and closes the container it opened.
  func write<Value: Encodable>(_ value: Value) throws {
    if let bytes = value as? [UInt8] { return text.append(bytes) }
    // These have forms of their own in FoundationEssentials.
    if value is Data || value is URL || value is Decimal { isUnsure = true }
    let depth = closings.count
    let start = text.bytes.count
    try value.encode(to: JSONValueEncoder(writer: self, depth: depth))
    while closings.count > depth { text.append(mark: closings.removeLast()) }
    if text.bytes.count == start { isUnsure = true }
  }

  /// Opens a container; a value that opens two is left to FoundationEssentials.
  func open(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, depth: Int) {
    if closings.count != depth { isUnsure = true }
    text.append(mark: opening)
    closings.append(closing)
  }

  /// A comma, unless the container has just been opened.
  func separate() {
    let last = text.bytes.last
    if last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { text.append(mark: ",") }
  }

  func write(key: any CodingKey) {
    separate()
    text.append(key.stringValue)
    text.append(mark: ":")
  }

  func write(_ number: Double) {
    // JSON has no word for it: FoundationEssentials says so.
    if !number.isFinite { isUnsure = true }
    text.append(number)
  }

  func write(_ number: Float) {
    if !number.isFinite { isUnsure = true }
    text.append(plain: number.description)
  }

  func write(_ value: Bool) { text.append(plain: value ? "true" : "false") }
  func writeNull() { text.append(plain: "null") }

  /// A writer whose text nobody reads, for what is left to FoundationEssentials.
  func aside() -> JSONValueEncoder {
    isUnsure = true
    return JSONValueEncoder(writer: JSONWriter(), depth: 0)
  }
}

/// Encodes a value as JSON, as FoundationEssentials' encoder with its default settings does.
func encodeJSON(_ value: some Encodable) throws -> [UInt8] {
  let writer = JSONWriter()
  if (try? writer.write(value)) != nil, !writer.isUnsure { return writer.text.bytes }
  return [UInt8](try JSONEncoder().encode(value))
}

struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
  let writer: JSONWriter
  let depth: Int

  /// Not kept: who looks at it is served by FoundationEssentials.
  var codingPath: [any CodingKey] {
    writer.isUnsure = true
    return []
  }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    writer.open("{", "}", depth: depth)
    return KeyedEncodingContainer(JSONMemberWriter<Key>(writer: writer))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    writer.open("[", "]", depth: depth)
    return JSONElementWriter(writer: writer)
  }
  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() throws { writer.writeNull() }
  func encode(_ value: Bool) throws { writer.write(value) }
  func encode(_ value: String) throws { writer.text.append(value) }
  func encode(_ value: Double) throws { writer.write(value) }
  func encode(_ value: Float) throws { writer.write(value) }
  func encode(_ value: Int) throws { writer.text.append(value) }
  func encode(_ value: Int8) throws { writer.text.append(value) }
  func encode(_ value: Int16) throws { writer.text.append(value) }
  func encode(_ value: Int32) throws { writer.text.append(value) }
  func encode(_ value: Int64) throws { writer.text.append(value) }
  func encode(_ value: UInt) throws { writer.text.append(value) }
  func encode(_ value: UInt8) throws { writer.text.append(value) }
  func encode(_ value: UInt16) throws { writer.text.append(value) }
  func encode(_ value: UInt32) throws { writer.text.append(value) }
  func encode(_ value: UInt64) throws { writer.text.append(value) }
  func encode<Value: Encodable>(_ value: Value) throws { try writer.write(value) }
}

private struct JSONMemberWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: JSONWriter

  var codingPath: [any CodingKey] {
    writer.isUnsure = true
    return []
  }

  func encodeNil(forKey key: Key) throws {
    writer.write(key: key)
    writer.writeNull()
  }
  func encode(_ value: Bool, forKey key: Key) throws {
    writer.write(key: key)
    writer.write(value)
  }
  func encode(_ value: String, forKey key: Key) throws {
    writer.write(key: key)
    writer.text.append(value)
  }
  func encode(_ value: Double, forKey key: Key) throws {
    writer.write(key: key)
    writer.write(value)
  }
  func encode(_ value: Int, forKey key: Key) throws {
    writer.write(key: key)
    writer.text.append(value)
  }
  func encode(_ value: Int64, forKey key: Key) throws {
    writer.write(key: key)
    writer.text.append(value)
  }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    writer.write(key: key)
    try writer.write(value)
  }
  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    writer.aside().container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { writer.aside().unkeyedContainer() }
  func superEncoder() -> any Encoder { writer.aside() }
  func superEncoder(forKey key: Key) -> any Encoder { writer.aside() }
}

private struct JSONElementWriter: UnkeyedEncodingContainer {
  let writer: JSONWriter
  private(set) var count = 0

  init(writer: JSONWriter) { self.writer = writer }

  var codingPath: [any CodingKey] {
    writer.isUnsure = true
    return []
  }

  mutating func encodeNil() throws {
    writer.separate()
    writer.writeNull()
    count += 1
  }
  mutating func encode<Value: Encodable>(_ value: Value) throws {
    writer.separate()
    try writer.write(value)
    count += 1
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    writer.aside().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { writer.aside().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { writer.aside() }
}
