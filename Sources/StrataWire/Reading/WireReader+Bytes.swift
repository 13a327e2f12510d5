/// Strings, bytes and records (SPEC §11.2, §11.4).
extension WireReader {
  /// The length before a string: two bytes, or a varint of length + 1. Nil is null.
  @_lifetime(self: copy self)
  private mutating func stringLength() throws(WireError) -> Int? {
    let length = isFlexible ? Int(try unsignedVarint()) - 1 : Int(try int16())
    return length < 0 ? nil : length
  }

  /// The length before bytes or an array: four bytes, or a varint of length + 1. Nil is null.
  @_lifetime(self: copy self)
  mutating func length() throws(WireError) -> Int? {
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
  mutating func copy(_ count: Int) throws(WireError) -> [UInt8] {
    let at = try take(count)
    try claim(count)
    return copy(frame.extracting(at..<at + count))
  }

  private func copy(_ span: Span<UInt8>) -> [UInt8] {
    // The pointer doesn't leave the closure.
    unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
