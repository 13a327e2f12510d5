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

  let frame: Span<UInt8>
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
  mutating func take(_ count: Int) throws(WireError) -> Int {
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
  mutating func claim(_ count: Int) throws(WireError) {
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
