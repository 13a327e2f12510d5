/// Reads a message's primitives from a frame (SPEC §11.2), front to back, copying nothing but strings and byte fields.
///
/// Every length is checked against the bytes that remain, and everything that takes memory is first paid for from
/// ``budget``: bytes of a stranger never decide how much memory is taken.
package struct WireReader: ~Escapable {
  /// How much memory the values of one message may take, in bytes, unless said otherwise. Records cost nothing: they
  /// stay in the frame.
  package static let defaultBudget = 32 << 20

  /// What an allocation costs beside its content: the header of an array or string.
  private static let allocation = 32

  private let frame: Span<UInt8>
  /// Where the next value begins.
  package private(set) var position = 0
  /// Bytes of memory that may still be taken.
  package private(set) var budget: Int
  /// Whether lengths are compact and structs end in tagged fields; set by the message being read.
  package var isFlexible = false

  /// Reads `bytes` from their beginning.
  @_lifetime(copy bytes)
  package init(_ bytes: Span<UInt8>, budget: Int = Self.defaultBudget) {
    frame = bytes
    self.budget = budget
  }

  /// Bytes not read yet.
  package var remaining: Int { frame.count - position }

  /// Begins a message: refuses a version that its codec lacks, and turns to that version's lengths.
  @_lifetime(self: copy self)
  mutating func begin<Message: WireMessage>(_ message: Message.Type, _ version: Int16) throws(WireError) {
    guard Message.versions.contains(version) else { throw .unsupportedVersion(Message.api, version) }
    isFlexible = version >= Message.firstFlexible
  }

  /// Steps over `count` bytes and says where they begin.
  @inline(__always) @_lifetime(self: copy self)
  private mutating func take(_ count: Int) throws(WireError) -> Int {
    guard count <= remaining else { throw .truncated(at: position, needed: count, remaining: remaining) }
    defer { position += count }
    return position
  }

  @inline(__always) @_lifetime(self: copy self)
  private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>() throws(WireError) -> Integer {
    let at = try take(MemoryLayout<Integer>.size)
    // In bounds: `take` has checked it.
    return unsafe frame.withUnsafeBytes { bytes in
      unsafe Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: at, as: Integer.self))
    }
  }

  /// Pays for memory about to be taken: `count` bytes and what an allocation costs beside them.
  @inline(__always) @_lifetime(self: copy self)
  private mutating func claim(_ count: Int) throws(WireError) {
    if count == 0 { return }
    guard count <= budget - Self.allocation else { throw .overBudget(at: position, asked: count) }
    budget -= count + Self.allocation
  }
}

// MARK: - Numbers

extension WireReader {
  /// INT8.
  @_lifetime(self: copy self)
  package mutating func int8() throws(WireError) -> Int8 { try integer() }
  /// INT16.
  @_lifetime(self: copy self)
  package mutating func int16() throws(WireError) -> Int16 { try integer() }
  /// UINT16.
  @_lifetime(self: copy self)
  package mutating func uint16() throws(WireError) -> UInt16 { try integer() }
  /// INT32.
  @_lifetime(self: copy self)
  package mutating func int32() throws(WireError) -> Int32 { try integer() }
  /// INT64.
  @_lifetime(self: copy self)
  package mutating func int64() throws(WireError) -> Int64 { try integer() }
  /// BOOLEAN: any byte but zero is true.
  @_lifetime(self: copy self)
  package mutating func bool() throws(WireError) -> Bool { try int8() != 0 }
  /// INT16 as an error code.
  @_lifetime(self: copy self)
  package mutating func error() throws(WireError) -> ErrorCode { ErrorCode(rawValue: try integer()) }
  /// UUID.
  @_lifetime(self: copy self)
  package mutating func uuid() throws(WireError) -> WireUUID { WireUUID(high: try integer(), low: try integer()) }

  /// UNSIGNED_VARINT: seven bits a byte, low ones first, at most 32 bits.
  @_lifetime(self: copy self)
  package mutating func unsignedVarint() throws(WireError) -> UInt32 {
    let start = position
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while true {
      let byte = frame[try take(1)]
      guard shift < 28 || byte <= 15 else { throw .varintOverrun(at: start) }
      value |= UInt32(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
  }
}

// MARK: - Strings, bytes, records

extension WireReader {
  /// The length before a string: two bytes, or a varint of length + 1. Nil is null.
  @_lifetime(self: copy self)
  private mutating func stringLength() throws(WireError) -> Int? {
    let length = isFlexible ? Int(try unsignedVarint()) - 1 : Int(try int16())
    return length < 0 ? nil : length
  }

  /// The length before bytes or an array: four bytes, or a varint of length + 1. Nil is null.
  @_lifetime(self: copy self)
  private mutating func length() throws(WireError) -> Int? {
    let length = isFlexible ? Int(try unsignedVarint()) - 1 : Int(try int32())
    return length < 0 ? nil : length
  }

  /// STRING, COMPACT_STRING. What is no UTF-8 is mended with U+FFFD, as Kafka does.
  @_lifetime(self: copy self)
  package mutating func string() throws(WireError) -> String {
    let at = position
    guard let string = try nullableString() else { throw .null(at: at) }
    return string
  }

  /// NULLABLE_STRING, COMPACT_NULLABLE_STRING. What is no UTF-8 is mended with U+FFFD, as Kafka does.
  @_lifetime(self: copy self)
  package mutating func nullableString() throws(WireError) -> String? {
    guard let count = try stringLength() else { return nil }
    let at = try take(count)
    // Shorter ones lie in the value itself.
    if count > 15 { try claim(count) }
    let text = frame.extracting(at..<at + count)
    do { return String(copying: try UTF8Span(validating: text)) } catch {
      return String(decoding: copy(text), as: UTF8.self)
    }
  }

  /// BYTES, COMPACT_BYTES, copied.
  @_lifetime(self: copy self)
  package mutating func bytes() throws(WireError) -> [UInt8] {
    let at = position
    guard let bytes = try nullableBytes() else { throw .null(at: at) }
    return bytes
  }

  /// NULLABLE_BYTES, COMPACT_NULLABLE_BYTES, copied.
  @_lifetime(self: copy self)
  package mutating func nullableBytes() throws(WireError) -> [UInt8]? {
    guard let count = try length() else { return nil }
    return try copy(count)
  }

  /// RECORDS and its kin: only their place in the frame is noted.
  @_lifetime(self: copy self)
  package mutating func records() throws(WireError) -> RecordBytes {
    guard let count = try length() else { return .null }
    let at = try take(count)
    return .frame(at..<at + count)
  }

  @_lifetime(self: copy self)
  private mutating func copy(_ count: Int) throws(WireError) -> [UInt8] {
    let at = try take(count)
    try claim(count)
    return copy(frame.extracting(at..<at + count))
  }

  private func copy(_ span: Span<UInt8>) -> [UInt8] {
    // The pointer doesn't leave the closure.
    unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}

// MARK: - Arrays, structs, tags

extension WireReader {
  /// ARRAY, COMPACT_ARRAY of what can't be null.
  @_lifetime(self: copy self)
  package mutating func array<Element: WireElement>(_ version: Int16) throws(WireError) -> [Element] {
    let at = position
    guard let elements: [Element] = try nullableArray(version) else { throw .null(at: at) }
    return elements
  }

  /// ARRAY, COMPACT_ARRAY that may be null. The count is believed only as far as the remaining bytes could hold it.
  @_lifetime(self: copy self)
  package mutating func nullableArray<Element: WireElement>(_ version: Int16) throws(WireError) -> [Element]? {
    guard let count = try length() else { return nil }
    guard count <= remaining / Element.minimumSize else {
      throw .tooMany(at: position, count: count, remaining: remaining)
    }
    try claim(count * MemoryLayout<Element>.stride)
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try Element(from: &self, version: version)) }
    return elements
  }

  /// The byte before a struct that may be null.
  @_lifetime(self: copy self)
  package mutating func isPresent() throws(WireError) -> Bool { try int8() >= 0 }

  /// How many tagged fields follow.
  @_lifetime(self: copy self)
  mutating func tagCount() throws(WireError) -> Int {
    let count = Int(try unsignedVarint())
    // Each has at least a byte of tag and one of length.
    guard count <= remaining / 2 else { throw .tooMany(at: position, count: count, remaining: remaining) }
    return count
  }

  /// The number of a tagged field and where its content lies.
  @_lifetime(self: copy self)
  mutating func tag() throws(WireError) -> (number: UInt32, start: Int, count: Int) {
    let number = try unsignedVarint()
    let count = Int(try unsignedVarint())
    guard count <= remaining else { throw .truncated(at: position, needed: count, remaining: remaining) }
    return (number, position, count)
  }

  /// A known field has been read: it must have ended where it said.
  func endTag(_ tag: (number: UInt32, start: Int, count: Int)) throws(WireError) {
    guard position == tag.start + tag.count else {
      throw .tagLength(tag: tag.number, at: tag.start, said: tag.count, read: position - tag.start)
    }
  }

  /// Keeps a field that this version doesn't know.
  @_lifetime(self: copy self)
  mutating func unknownTag(_ tag: (number: UInt32, start: Int, count: Int)) throws(WireError) -> TaggedField {
    // An array that grows has up to twice its size.
    try claim(2 * MemoryLayout<TaggedField>.stride)
    return TaggedField(tag: tag.number, bytes: try copy(tag.count))
  }

  /// The tagged fields of a struct that knows none.
  @_lifetime(self: copy self)
  package mutating func unknownTags() throws(WireError) -> [TaggedField] {
    let count = try tagCount()
    var fields: [TaggedField] = []
    for _ in 0..<count { fields.append(try unknownTag(try tag())) }
    return fields
  }
}
