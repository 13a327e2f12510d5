/// Arrays, structs that may be null, and tagged fields (SPEC §11.2, §11.3).
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
