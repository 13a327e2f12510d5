/// Kafka's variable-length integers (SPEC §2.5): zig-zag, seven bits a byte, low ones first, at most 5 or 10 bytes.
struct RecordReader: ~Escapable {
  let bytes: Span<UInt8>
  private(set) var position: Int
  /// Reads end here.
  private(set) var end: Int

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, from position: Int) {
    self.bytes = bytes
    self.position = position
    end = bytes.count
  }

  /// Bytes before the end.
  var remaining: Int { end - position }

  /// Holds reads to the next `count` bytes, which must be there.
  mutating func limit(to count: Int) { end = position + count }

  /// Lets reads go up to the end of the bytes again.
  mutating func lift() { end = bytes.count }

  /// The next byte.
  @inline(__always)
  mutating func byte() throws(BatchFlaw) -> UInt8 {
    guard position < end else { throw BatchFlaw(.recordLength, at: position) }
    defer { position += 1 }
    return bytes[position]
  }

  /// A 32-bit integer.
  @inline(__always)
  mutating func varint() throws(BatchFlaw) -> Int {
    let raw = try unsigned(limit: 5)
    guard raw <= UInt64(UInt32.max) else { throw BatchFlaw(.varint, at: position) }
    return Int(raw >> 1) ^ -Int(raw & 1)
  }

  /// A 64-bit integer.
  @inline(__always)
  mutating func varlong() throws(BatchFlaw) -> Int64 {
    let raw = try unsigned(limit: 10)
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  @inline(__always)
  private mutating func unsigned(limit: Int) throws(BatchFlaw) -> UInt64 {
    guard position < end else { throw BatchFlaw(.varint, at: position) }
    let first = bytes[position]
    if first < 0x80 {
      position += 1
      return UInt64(first)
    }
    // Lengths from 64 up to 8191, which most records have.
    if position + 1 < end, bytes[position + 1] < 0x80 {
      defer { position += 2 }
      return UInt64(first & 0x7F) | UInt64(bytes[position + 1]) << 7
    }
    return try longUnsigned(limit: limit)
  }

  private mutating func longUnsigned(limit: Int) throws(BatchFlaw) -> UInt64 {
    var value: UInt64 = 0
    for n in 0..<limit {
      guard position < end else { throw BatchFlaw(.varint, at: position) }
      let byte = bytes[position]
      position += 1
      if n == 9, byte > 1 { throw BatchFlaw(.varint, at: position - 1) }
      value |= UInt64(byte & 0x7F) << UInt64(7 * n)
      if byte < 0x80 { return value }
    }
    throw BatchFlaw(.varint, at: position - 1)
  }

  /// A length and so many bytes; none when the length is −1.
  @inline(__always)
  mutating func field() throws(BatchFlaw) -> RecordLayout.Field {
    let count = try varint()
    if count == -1 { return RecordLayout.Field() }
    guard count >= 0, count <= end - position else { throw BatchFlaw(.recordLength, at: position) }
    defer { position += count }
    return RecordLayout.Field(start: position, count: count)
  }
}

/// Bytes that a signed integer takes, zig-zag.
@inline(__always)
func varintSize(_ value: Int64) -> Int {
  let raw = zigZag(value)
  // Most are this small.
  if raw < 0x80 { return 1 }
  if raw < 0x4000 { return 2 }
  // One byte for each seven bits begun.
  return (70 &- raw.leadingZeroBitCount) / 7
}

@inline(__always)
func zigZag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
