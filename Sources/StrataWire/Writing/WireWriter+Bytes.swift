/// Strings, bytes and records (SPEC §11.2, §11.4).
extension WireWriter {
  private mutating func stringLength(_ length: Int?) {
    if isFlexible { compact(length) } else { int16(Int16(truncatingIfNeeded: length ?? -1)) }
  }

  mutating func length(_ length: Int?) {
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
