/// Writes a record's parts into memory that its caller found large enough for all of them.
@safe
struct RecordWriter: ~Copyable {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private(set) var written = 0

  /// Writes into `room`, which has a base address.
  init(at room: UnsafeMutableRawBufferPointer) {
    // The builder reserves room before it asks for a writer, so the address is there.
    unsafe base = room.baseAddress!
    capacity = room.count
  }

  @inline(__always)
  mutating func put(byte: UInt8) {
    precondition(written < capacity)
    unsafe base.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
    written += 1
  }

  @inline(__always)
  mutating func put(varint value: Int) { put(varlong: Int64(value)) }

  @inline(__always)
  mutating func put(varlong value: Int64) {
    let raw = zigZag(value)
    // Most are this small, and lengths up to 8191 take two bytes.
    if raw < 0x80 { return put(byte: UInt8(truncatingIfNeeded: raw)) }
    let room = capacity - written
    guard raw < 0x4000, room >= 2 else {
      // In bounds by its own check.
      return written += unsafe Self.put(long: raw, at: base + written, room)
    }
    let pair = UInt16(truncatingIfNeeded: raw & 0x7F | 0x80 | (raw >> 7) << 8)
    unsafe base.storeBytes(of: pair.littleEndian, toByteOffset: written, as: UInt16.self)
    written += 2
  }

  /// Writes as many bytes as the number takes, into a room of `count`; how many these are. No method, for which the
  /// writer would have to be in memory.
  @inline(never)
  private static func put(long value: UInt64, at room: UnsafeMutableRawPointer, _ count: Int) -> Int {
    var (raw, written) = (value, 0)
    while raw >= 0x80 {
      precondition(written < count)
      unsafe room.storeBytes(of: UInt8(truncatingIfNeeded: raw) | 0x80, toByteOffset: written, as: UInt8.self)
      raw >>= 7
      written += 1
    }
    precondition(written < count)
    unsafe room.storeBytes(of: UInt8(raw), toByteOffset: written, as: UInt8.self)
    return written + 1
  }

  @inline(__always)
  mutating func put(_ bytes: Span<UInt8>) {
    precondition(bytes.count <= capacity - written)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      // In bounds by the line above.
      unsafe (base + written).copyMemory(from: start, byteCount: source.count)
    }
    written += bytes.count
  }

  mutating func put(text: String) {
    let isContiguous: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe put($0.span) }
    if isContiguous == nil { for byte in text.utf8 { put(byte: byte) } }
  }

  mutating func put(_ headers: [RecordHeader]) {
    put(varint: headers.count)
    for header in headers {
      put(varint: header.name.utf8.count)
      put(text: header.name)
      put(varint: header.value?.count ?? -1)
      if let value = header.value { put(value.span) }
    }
  }
}
