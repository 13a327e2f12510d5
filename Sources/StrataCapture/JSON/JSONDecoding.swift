/// Reads one value of a ``JSONDocument`` for `Codable`.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
  let document: JSONDocument
  let number: Int

  /// Not kept: who looks at it is served by FoundationEssentials.
  var codingPath: [any CodingKey] {
    document.isUnsure = true
    return []
  }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try JSONMembers(document, number))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try JSONElements(document, number) }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { document.isNull(at: number) }
  func decode(_ type: Bool.Type) throws -> Bool { try document.bool(at: number) }
  func decode(_ type: String.Type) throws -> String { try document.string(at: number) }
  func decode(_ type: Double.Type) throws -> Double { try document.floating(type, at: number) }
  func decode(_ type: Float.Type) throws -> Float { try document.floating(type, at: number) }
  func decode(_ type: Int.Type) throws -> Int { try document.integer(type, at: number) }
  func decode(_ type: Int8.Type) throws -> Int8 { try document.integer(type, at: number) }
  func decode(_ type: Int16.Type) throws -> Int16 { try document.integer(type, at: number) }
  func decode(_ type: Int32.Type) throws -> Int32 { try document.integer(type, at: number) }
  func decode(_ type: Int64.Type) throws -> Int64 { try document.integer(type, at: number) }
  func decode(_ type: UInt.Type) throws -> UInt { try document.integer(type, at: number) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try document.integer(type, at: number) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try document.integer(type, at: number) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try document.integer(type, at: number) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try document.integer(type, at: number) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try document.decode(type, at: number) }
}

/// An object's members. Most are asked for in the order they stand in, so looking goes on where the last was found.
private final class JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let document: JSONDocument
  let object: Int
  let end: Int
  /// The key found last, or the first.
  private var cursor: Int

  init(_ document: JSONDocument, _ object: Int) throws {
    let value = document.index.values[object]
    guard value.kind == .object else { throw document.mismatch([String: Any].self) }
    self.document = document
    self.object = object
    end = Int(value.after)
    cursor = object + 1
  }

  private func next(_ key: Int) -> Int { Int(document.index.values[key + 1].after) }

  /// The value of a key; nil if there is none.
  private func find(_ key: Key) -> Int? {
    guard cursor < end else { return nil }
    let name = key.stringValue
    if document.isKey(name, at: cursor) { return cursor + 1 }
    var place = next(cursor)
    while place < end {
      if document.isKey(name, at: place) {
        cursor = place
        return place + 1
      }
      place = next(place)
    }
    place = object + 1
    while place < cursor {
      if document.isKey(name, at: place) {
        cursor = place
        return place + 1
      }
      place = next(place)
    }
    return nil
  }

  private func place(_ key: Key) throws -> Int {
    guard let place = find(key) else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: [], debugDescription: "the object has no such key"))
    }
    return place
  }

  private func present(_ key: Key) -> Int? {
    guard let place = find(key), !document.isNull(at: place) else { return nil }
    return place
  }

  var codingPath: [any CodingKey] {
    document.isUnsure = true
    return []
  }
  var allKeys: [Key] {
    var keys: [Key] = []
    var place = object + 1
    while place < end {
      if let name = try? document.string(at: place), let key = Key(stringValue: name) { keys.append(key) }
      place = next(place)
    }
    return keys
  }
  func contains(_ key: Key) -> Bool { find(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { document.isNull(at: try place(key)) }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try document.bool(at: place(key)) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try document.string(at: place(key)) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try document.floating(type, at: place(key)) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try document.floating(type, at: place(key)) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try document.integer(type, at: place(key)) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try document.integer(type, at: place(key)) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try document.integer(type, at: place(key)) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try document.integer(type, at: place(key)) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try document.integer(type, at: place(key)) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try document.integer(type, at: place(key)) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try document.integer(type, at: place(key)) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try document.integer(type, at: place(key)) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try document.integer(type, at: place(key)) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try document.integer(type, at: place(key)) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try document.decode(type, at: place(key))
  }

  // The kinds that columns have, without asking three times.
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try present(key).map { try document.bool(at: $0) }
  }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try present(key).map { try document.string(at: $0) }
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try present(key).map { try document.floating(type, at: $0) }
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try present(key).map { try document.integer(type, at: $0) }
  }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try present(key).map { try document.integer(type, at: $0) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { KeyedDecodingContainer(try JSONMembers<Nested>(document, place(key))) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try JSONElements(document, place(key))
  }
  func superDecoder() throws -> any Decoder {
    document.isUnsure = true
    throw document.mismatch((any Decoder).self)
  }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    JSONValueDecoder(document: document, number: try place(key))
  }
}

/// An array's elements.
private struct JSONElements: UnkeyedDecodingContainer {
  let document: JSONDocument
  let end: Int
  let count: Int?
  private(set) var currentIndex = 0
  private var place: Int

  init(_ document: JSONDocument, _ array: Int) throws {
    let value = document.index.values[array]
    guard value.kind == .array else { throw document.mismatch([Any].self) }
    self.document = document
    end = Int(value.after)
    place = array + 1
    var count = 0
    var next = place
    while next < end {
      count += 1
      next = Int(document.index.values[next].after)
    }
    self.count = count
  }

  var isAtEnd: Bool { place >= end }
  var codingPath: [any CodingKey] {
    document.isUnsure = true
    return []
  }

  /// Takes the next element, if `body` does.
  private mutating func take<Value>(_ type: Any.Type, _ body: (JSONDocument, Int) throws -> Value) throws -> Value {
    guard place < end else {
      throw DecodingError.valueNotFound(
        type, DecodingError.Context(codingPath: [], debugDescription: "the array has no more elements"))
    }
    let value = try body(document, place)
    place = Int(document.index.values[place].after)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard place < end, document.isNull(at: place) else { return false }
    return try take(Any.self) { _, _ in true }
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try take(type) { try $0.decode(type, at: $1) }
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try take(type) { KeyedDecodingContainer(try JSONMembers<Nested>($0, $1)) }
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try take([Any].self) { try JSONElements($0, $1) }
  }
  mutating func superDecoder() throws -> any Decoder {
    try take(Any.self) { JSONValueDecoder(document: $0, number: $1) }
  }
}
