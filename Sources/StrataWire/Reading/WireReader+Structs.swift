/// Arrays, structs that may be null, and tagged fields (SPEC §11.2, §11.3).
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
