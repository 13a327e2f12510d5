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

  mutating func put(byte: UInt8) {
    precondition(written < capacity)
    unsafe base.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
    written += 1
  }

  mutating func put(varint value: Int) { put(varlong: Int64(value)) }

  @inline(__always)
  mutating func put(varlong value: Int64) {
    let raw = zigZag(value)
    // Most are this small.
    if raw < 0x80 { put(byte: UInt8(raw)) } else { put(long: raw) }
  }

  private mutating func put(long value: UInt64) {
    var raw = value
    while raw >= 0x80 {
      put(byte: UInt8(truncatingIfNeeded: raw) | 0x80)
      raw >>= 7
    }
    put(byte: UInt8(raw))
  }

  mutating func put(_ bytes: Span<UInt8>) {
    precondition(bytes.count <= capacity - written)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe (base + written).copyMemory(from: start, byteCount: source.count)
    }
    written += bytes.count
  }

  mutating func put(text: String) {
    let isContiguous: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe put($0.span) }
    if isContiguous == nil { for byte in text.utf8 { put(byte: byte) } }
  }
}
