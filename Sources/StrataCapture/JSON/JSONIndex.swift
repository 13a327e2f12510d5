/// Where each value of a JSON text stands: read once, then looked up without copying.
///
/// An object's members follow it as pairs of a key and a value, an array's elements follow it; ``Value/after`` leads
/// past a value and all within it.
struct JSONIndex {
  enum Kind: UInt8 {
    case object, array, string, escapedString, number, yes, no, null
  }

  struct Value {
    var kind: Kind
    /// The first byte; of a string, the one after its quote.
    var start: Int32
    /// The byte after the last one; of a string, its closing quote.
    var end: Int32 = 0
    /// The number of the value after this one and all within it.
    var after: Int32 = 0
  }

  /// The text is no JSON.
  struct Flaw: Error {}

  /// Deeper nesting is refused, as by other readers.
  private static let maximumDepth = 512

  private(set) var values: [Value] = []
  private var place = 0

  init(_ text: [UInt8]) throws(Flaw) {
    guard text.count < Int32.max else { throw Flaw() }
    let bytes = text.span
    values.reserveCapacity(text.count / 8 + 4)
    try read(bytes, depth: 0)
    skipSpace(bytes)
    guard place == bytes.count else { throw Flaw() }
  }

  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    while place < bytes.count,
      bytes[place] == 0x20 || bytes[place] == 0x0a || bytes[place] == 0x0d || bytes[place] == 0x09
    { place += 1 }
  }

  /// The next byte that is no space.
  private mutating func peek(_ bytes: Span<UInt8>) throws(Flaw) -> UInt8 {
    skipSpace(bytes)
    guard place < bytes.count else { throw Flaw() }
    return bytes[place]
  }

  private mutating func read(_ bytes: Span<UInt8>, depth: Int) throws(Flaw) {
    guard depth < Self.maximumDepth else { throw Flaw() }
    switch try peek(bytes) {
    case UInt8(ascii: "{"): try readMembers(bytes, depth)
    case UInt8(ascii: "["): try readElements(bytes, depth)
    case UInt8(ascii: "\""): try readString(bytes)
    case UInt8(ascii: "t"): try readWord("true", .yes, bytes)
    case UInt8(ascii: "f"): try readWord("false", .no, bytes)
    case UInt8(ascii: "n"): try readWord("null", .null, bytes)
    default: try readNumber(bytes)
    }
  }

  private mutating func readMembers(_ bytes: Span<UInt8>, _ depth: Int) throws(Flaw) {
    let number = begin(.object)
    place += 1
    if try peek(bytes) == UInt8(ascii: "}") { return end(number) }
    while true {
      guard try peek(bytes) == UInt8(ascii: "\"") else { throw Flaw() }
      try readString(bytes)
      guard try peek(bytes) == UInt8(ascii: ":") else { throw Flaw() }
      place += 1
      try read(bytes, depth: depth + 1)
      if try isLast(bytes, UInt8(ascii: "}")) { return end(number) }
    }
  }

  private mutating func readElements(_ bytes: Span<UInt8>, _ depth: Int) throws(Flaw) {
    let number = begin(.array)
    place += 1
    if try peek(bytes) == UInt8(ascii: "]") { return end(number) }
    while true {
      try read(bytes, depth: depth + 1)
      if try isLast(bytes, UInt8(ascii: "]")) { return end(number) }
    }
  }

  /// Whether the container closes here; else a comma is taken.
  private mutating func isLast(_ bytes: Span<UInt8>, _ close: UInt8) throws(Flaw) -> Bool {
    let byte = try peek(bytes)
    if byte == close { return true }
    guard byte == UInt8(ascii: ",") else { throw Flaw() }
    place += 1
    return false
  }

  private mutating func begin(_ kind: Kind) -> Int {
    values.append(Value(kind: kind, start: Int32(place)))
    return values.count - 1
  }

  /// Ends a container at its closing byte.
  private mutating func end(_ number: Int) {
    place += 1
    values[number].end = Int32(place)
    values[number].after = Int32(values.count)
  }

  private mutating func add(_ kind: Kind, from start: Int, to end: Int) {
    values.append(Value(kind: kind, start: Int32(start), end: Int32(end), after: Int32(values.count + 1)))
  }

  private mutating func readString(_ bytes: Span<UInt8>) throws(Flaw) {
    let start = place + 1
    var kind = Kind.string
    place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        add(kind, from: start, to: place)
        place += 1
        return
      case UInt8(ascii: "\\"):
        kind = .escapedString
        place += 2
      case 0..<0x20: throw Flaw()
      default: place += 1
      }
    }
    throw Flaw()
  }

  private mutating func readWord(_ word: String, _ kind: Kind, _ bytes: Span<UInt8>) throws(Flaw) {
    let start = place
    for byte in word.utf8 {
      guard place < bytes.count, bytes[place] == byte else { throw Flaw() }
      place += 1
    }
    add(kind, from: start, to: place)
  }

  private mutating func readNumber(_ bytes: Span<UInt8>) throws(Flaw) {
    let start = place
    if bytes[place] == UInt8(ascii: "-") { place += 1 }
    let first = place
    try skipDigits(bytes)
    if bytes[first] == UInt8(ascii: "0"), place > first + 1 { throw Flaw() }
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      place += 1
      try skipDigits(bytes)
    }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") { place += 1 }
      try skipDigits(bytes)
    }
    add(.number, from: start, to: place)
  }

  private mutating func skipDigits(_ bytes: Span<UInt8>) throws(Flaw) {
    let start = place
    while place < bytes.count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") { place += 1 }
    guard place > start else { throw Flaw() }
  }
}
