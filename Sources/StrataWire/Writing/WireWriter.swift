/// Writes messages into a buffer that grows and is used again (SPEC §11.2).
///
/// Records that lie elsewhere are not copied: the writer notes a ``Splice`` and the shell sends its bytes in between.
/// So a frame is the writer's bytes up to the first splice, that splice's bytes, the writer's bytes up to the next,
/// and so on.
@safe
package struct WireWriter: ~Copyable {
  /// A place where bytes from elsewhere go.
  package struct Splice: Hashable, Sendable {
    /// They go before this byte of the writer's own.
    package var position: Int
    /// How many they are.
    package var byteCount: Int
  }

  // Owned: allocated here, freed in deinit, never handed out beyond a borrow.
  var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes written, splices not counted.
  package internal(set) var count = 0
  /// The places of bytes from elsewhere, in order.
  package internal(set) var splices: [Splice] = []
  /// Bytes in all splices.
  package internal(set) var splicedByteCount = 0
  /// Whether lengths are compact and structs end in tagged fields; set by the message being written.
  package var isFlexible = false

  /// An empty writer with room for `capacity` bytes.
  package init(capacity: Int = 1024) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { unsafe base.deallocate() }

  /// Forgets what was written; keeps the buffer when it is not larger than `kept` bytes.
  package mutating func removeAll(keepingAtMost kept: Int = .max) {
    count = 0
    splices.removeAll(keepingCapacity: true)
    splicedByteCount = 0
    guard capacity > kept else { return }
    unsafe base.deallocate()
    capacity = max(kept, 64)
    unsafe base = .allocate(byteCount: capacity, alignment: 16)
  }

  /// What was written, splices left out.
  package var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      // The first `count` bytes are initialised, and the span can't outlive the borrow of the writer that owns them.
      let span = unsafe Span<UInt8>(_unsafeStart: base.assumingMemoryBound(to: UInt8.self), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// What was written, splices left out, for a system call. The pointer is good until the closure returns.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Makes room for `more` bytes; growth at least doubles.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(count + more, 2 * capacity)
    let new = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    unsafe new.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = new
    capacity = larger
  }

  @inline(__always)
  private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    reserve(MemoryLayout<Integer>.size)
    unsafe base.storeBytes(of: value.bigEndian, toByteOffset: count, as: Integer.self)
    count += MemoryLayout<Integer>.size
  }

  /// Adds bytes as they are, no length.
  package mutating func raw(_ span: Span<UInt8>) {
    reserve(span.count)
    // Room was made, and the span is not of this buffer: a borrow of it would forbid this mutation.
    unsafe span.withUnsafeBytes { source in
      if let start = source.baseAddress { unsafe (base + count).copyMemory(from: start, byteCount: source.count) }
    }
    count += span.count
  }
}

// MARK: - Frames

extension WireWriter {
  /// Begins a frame: leaves room for its length. Returns what ``endFrame(_:)`` wants.
  package mutating func beginFrame() -> (position: Int, spliced: Int) {
    defer { int32(0) }
    return (count, splicedByteCount)
  }

  /// Ends a frame: fills in its length, splices included.
  package mutating func endFrame(_ start: (position: Int, spliced: Int)) {
    let length = UInt32(truncatingIfNeeded: count - start.position - 4 + splicedByteCount - start.spliced)
    unsafe base.storeBytes(of: length.bigEndian, toByteOffset: start.position, as: UInt32.self)
  }

  /// Begins a message: turns to that version's lengths.
  mutating func begin<Message: WireMessage>(_ message: Message.Type, _ version: Int16) {
    assert(Message.versions.contains(version))
    isFlexible = version >= Message.firstFlexible
  }
}

// MARK: - Numbers

extension WireWriter {
  /// INT8.
  package mutating func int8(_ value: Int8) { integer(value) }
  /// INT16.
  package mutating func int16(_ value: Int16) { integer(value) }
  /// UINT16.
  package mutating func uint16(_ value: UInt16) { integer(value) }
  /// INT32.
  package mutating func int32(_ value: Int32) { integer(value) }
  /// INT64.
  package mutating func int64(_ value: Int64) { integer(value) }
  /// BOOLEAN.
  package mutating func bool(_ value: Bool) { integer(value ? 1 as Int8 : 0) }
  /// INT16 of an error code.
  package mutating func error(_ value: ErrorCode) { integer(value.rawValue) }
  /// UUID.
  package mutating func uuid(_ value: WireUUID) {
    integer(value.high)
    integer(value.low)
  }

  /// UNSIGNED_VARINT.
  package mutating func unsignedVarint(_ value: UInt32) {
    reserve(5)
    var rest = value
    while rest >= 0x80 {
      unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count += 1
      rest >>= 7
    }
    unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count += 1
  }
}
