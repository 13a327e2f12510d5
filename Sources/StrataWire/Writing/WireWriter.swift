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
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes written, splices not counted.
  package private(set) var count = 0
  /// The places of bytes from elsewhere, in order.
  package private(set) var splices: [Splice] = []
  /// Bytes in all splices.
  package private(set) var splicedByteCount = 0
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
  private mutating func reserve(_ more: Int) {
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

// MARK: - Strings, bytes, records

extension WireWriter {
  private mutating func stringLength(_ length: Int?) {
    if isFlexible { compact(length) } else { int16(Int16(truncatingIfNeeded: length ?? -1)) }
  }

  private mutating func length(_ length: Int?) {
    if isFlexible { compact(length) } else { int32(Int32(truncatingIfNeeded: length ?? -1)) }
  }

  private mutating func compact(_ length: Int?) { unsignedVarint(UInt32(truncatingIfNeeded: (length ?? -1) + 1)) }

  /// STRING, COMPACT_STRING. Longer than 32,767 bytes it is cut at a character, for older versions can't say more.
  package mutating func string(_ value: String) {
    let text = value.utf8Span.span
    let count = text.count <= 32_767 ? text.count : Self.wholeCharacters(text)
    stringLength(count)
    raw(text.extracting(first: count))
  }

  /// NULLABLE_STRING, COMPACT_NULLABLE_STRING.
  package mutating func nullableString(_ value: String?) {
    if let value { string(value) } else { stringLength(nil) }
  }

  /// The longest prefix that fits and ends between two scalars.
  private static func wholeCharacters(_ text: Span<UInt8>) -> Int {
    var end = 32_767
    while text[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  /// BYTES, COMPACT_BYTES.
  package mutating func bytes(_ value: [UInt8]) {
    length(value.count)
    raw(value.span)
  }

  /// NULLABLE_BYTES, COMPACT_NULLABLE_BYTES.
  package mutating func nullableBytes(_ value: [UInt8]?) {
    if let value { bytes(value) } else { length(nil) }
  }

  /// RECORDS and its kin: the length, then the bytes or a note of where they go.
  package mutating func records(_ value: RecordBytes) {
    switch value {
    case .null: length(nil)
    case .bytes(let bytes): self.bytes(bytes)
    case .frame, .splice:
      length(value.count)
      guard value.count > 0 else { return }
      splices.append(Splice(position: count, byteCount: value.count))
      splicedByteCount += value.count
    }
  }
}

// MARK: - Arrays, structs, tags

extension WireWriter {
  /// ARRAY, COMPACT_ARRAY.
  package mutating func array<Element: WireElement>(_ elements: [Element], _ version: Int16) {
    length(elements.count)
    for element in elements { element.write(to: &self, version: version) }
  }

  /// ARRAY, COMPACT_ARRAY that may be null.
  package mutating func nullableArray<Element: WireElement>(_ elements: [Element]?, _ version: Int16) {
    if let elements { array(elements, version) } else { length(nil) }
  }

  /// The byte before a struct that may be null, then the struct.
  package mutating func nullableStruct(_ value: (some WireElement)?, _ version: Int16) {
    int8(value == nil ? -1 : 1)
    value?.write(to: &self, version: version)
  }

  /// The tagged fields of a struct that knows none.
  package mutating func unknownTags(_ fields: [TaggedField]) {
    unsignedVarint(UInt32(truncatingIfNeeded: fields.count))
    if !fields.isEmpty { unknownTags(fields, from: 0, below: .max) }
  }

  /// Those of the fields whose tags lie in between, so that known and unknown ones go out in one order.
  mutating func unknownTags(_ fields: [TaggedField], from lower: UInt32, below upper: UInt32) {
    for field in fields where field.tag >= lower && (field.tag < upper || upper == .max) {
      unsignedVarint(field.tag)
      unsignedVarint(UInt32(truncatingIfNeeded: field.bytes.count))
      raw(field.bytes.span)
    }
  }

  /// Begins a known tagged field; returns where its content begins, for ``endTag(_:)``.
  mutating func beginTag(_ tag: UInt32) -> Int {
    unsignedVarint(tag)
    unsignedVarint(0)
    return count
  }

  /// Ends a known tagged field: puts its length before its content, which moves up when one byte is too few.
  mutating func endTag(_ start: Int) {
    let content = count - start
    var width = 1
    while content >> (7 * width) != 0 { width += 1 }
    // Before the count is turned back, for growing keeps no more than the count.
    reserve(5)
    if width > 1 { unsafe (base + start + width - 1).copyMemory(from: base + start, byteCount: content) }
    count = start - 1
    unsignedVarint(UInt32(truncatingIfNeeded: content))
    count += content
  }
}
