/// Makes valid messages by chance, from the schema alone, and remembers where what lies in them.
package struct FrameMaker {
  /// The message so far.
  package private(set) var bytes: [UInt8] = []
  /// What lies where.
  package private(set) var marks: [FrameMark] = []
  /// Draws everything.
  package var chance: Chance
  /// Makes the content of records fields; by default any bytes.
  package var makeRecords: (inout Chance) -> [UInt8] = { chance in
    (0..<Int.random(in: 0...40, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
  }
  /// Names that somebody knows: half of all texts are drawn from them, and half of all numbers are small then.
  package var words: [String] = []
  /// Ids that somebody knows, sixteen bytes each: half of all ids are drawn from them.
  package var ids: [[UInt8]] = []
  private var isFlexible = false
  private var version: Int16 = 0

  /// A maker that draws from `chance`.
  package init(_ chance: Chance) { self.chance = chance }

  /// Forgets the message made before and makes one of that version.
  package mutating func make(_ message: MessageShape, version: Int16) {
    clear()
    add(message, version: version)
  }

  /// Forgets the message made before.
  package mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
  }

  /// Adds a request's header and a body of that version.
  package mutating func addRequest(_ api: WireSchema.API, version: Int16) {
    isFlexible = false
    integer(api.key)
    integer(version)
    integer(Int32.random(in: .min ... .max, using: &chance))
    let name = chance.next() % 8 == 0 ? nil : text()
    length(name?.count, short: true)
    content(name ?? [])
    isFlexible = version >= api.request.firstFlexible
    if isFlexible { unknownTags(count: Int.random(in: 0...2, using: &chance), from: 0) }
    add(api.request, version: version)
  }

  private mutating func add(_ message: MessageShape, version: Int16) {
    self.version = version
    isFlexible = version >= message.firstFlexible
    structure(message.fields, forcing: false)
  }
}

// MARK: - Structs and fields

extension FrameMaker {
  /// A struct; when `forcing`, its first field differs from its default.
  private mutating func structure(_ fields: [FieldShape], forcing: Bool) {
    let present = fields.filter { $0.versions.contains(version) }
    var isForced = forcing
    for field in present where field.tag == nil {
      value(of: field, forcing: isForced)
      isForced = false
    }
    guard isFlexible else { return }
    let tagged = present.filter { $0.tag != nil && (isForced || Bool.random(using: &chance)) }
      .sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
    let unknown = chance.next() % 4 == 0 ? Int.random(in: 1...3, using: &chance) : 0
    mark(.tag) { $0.varint(UInt32(tagged.count + unknown)) }
    for field in tagged { tag(field.tag ?? 0) { $0.value(of: field, forcing: true) } }
    addUnknownTags(unknown, from: 100)
  }

  private mutating func unknownTags(count: Int, from first: UInt32) {
    mark(.tag) { $0.varint(UInt32(count)) }
    addUnknownTags(count, from: first)
  }

  private mutating func addUnknownTags(_ count: Int, from first: UInt32) {
    var next = first
    for _ in 0..<count {
      tag(next) { maker in
        let bytes = maker.text()
        maker.content(bytes)
      }
      next += UInt32.random(in: 1...300, using: &chance)
    }
  }

  private mutating func tag(_ number: UInt32, _ body: (inout Self) -> Void) {
    mark(.tag) { $0.varint(number) }
    var inner = self
    (inner.bytes, inner.marks) = ([], [])
    body(&inner)
    chance = inner.chance
    mark(.tag) { $0.varint(UInt32(inner.bytes.count)) }
    let start = bytes.count
    bytes += inner.bytes
    marks += inner.marks.map {
      FrameMark($0.kind, $0.range.lowerBound + start..<$0.range.upperBound + start)
    }
  }

  private mutating func value(of field: FieldShape, forcing: Bool) {
    let mayBeNull = field.nullable?.contains(version) ?? false
    let isNull = mayBeNull && !(forcing && field.defaultText == "null") && chance.next() % 6 == 0
    if field.isArray {
      let count = isNull ? nil : Int.random(in: (forcing ? 1 : 0)...3, using: &chance)
      length(count, short: false)
      for _ in 0..<(count ?? 0) { element(field, isNull: false, forcing: false) }
    } else {
      element(field, isNull: isNull, forcing: forcing)
    }
  }

  private mutating func element(_ field: FieldShape, isNull: Bool, forcing: Bool) {
    switch field.kind {
    case .structure(let fields):
      if !field.isArray, field.nullable?.contains(version) ?? false {
        mark(.length) { $0.bytes.append(isNull ? 0xFF : 1) }
        if isNull { return }
      }
      structure(fields, forcing: forcing)
    case .plain("string"):
      let text = text()
      length(isNull ? nil : text.count, short: true)
      if !isNull { content(text) }
    case .plain("bytes"), .plain("records"):
      let bytes = field.kind.isRecords ? makeRecords(&chance) : text()
      length(isNull ? nil : bytes.count, short: false)
      if !isNull { content(bytes) }
    case .plain("bool"): integer(forcing ? 1 : Int8.random(in: 0...1, using: &chance))
    case .plain("int8"): integer(number(forcing ? field.defaultText ?? "0" : nil) as Int8)
    case .plain("int16"), .plain("error"): integer(number(forcing ? field.defaultText ?? "0" : nil) as Int16)
    case .plain("uint16"): integer(number(forcing ? field.defaultText ?? "0" : nil) as UInt16)
    case .plain("int32"): integer(number(forcing ? field.defaultText ?? "0" : nil) as Int32)
    case .plain("int64"): integer(number(forcing ? field.defaultText ?? "0" : nil) as Int64)
    default:
      let known = Bool.random(using: &chance) ? ids.randomElement(using: &chance) : nil
      mark(.number) { maker in
        if let known { return maker.bytes += known }
        for _ in 0..<16 { maker.bytes.append(UInt8.random(in: 1...255, using: &maker.chance)) }
      }
    }
  }
}

extension FieldShape.Kind {
  fileprivate var isRecords: Bool {
    if case .plain("records") = self { true } else { false }
  }
}

// MARK: - Primitives

extension FrameMaker {
  private mutating func mark(_ kind: FrameMark.Kind, _ body: (inout Self) -> Void) {
    let start = bytes.count
    body(&self)
    marks.append(FrameMark(kind, start..<bytes.count))
  }

  /// An edge, a small or any number, but not the one that `unlike` says.
  private mutating func number<Number: FixedWidthInteger & Sendable>(_ unlike: String?) -> Number {
    if !words.isEmpty, Bool.random(using: &chance) { return Number.random(in: 0...2, using: &chance) }
    let edges: [Number] = [.min, .max, 0, 1, .max - 1, ~0]
    let drawn: Number =
      switch chance.next() % 4 {
      case 0: edges[Int.random(in: 0..<edges.count, using: &chance)]
      case 1: Number.random(in: 0...100, using: &chance)
      default: Number.random(in: .min ... .max, using: &chance)
      }
    return drawn.description == unlike ? drawn &+ 1 : drawn
  }

  private mutating func integer<Number: FixedWidthInteger>(_ number: Number) {
    mark(.number) { maker in
      for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
        maker.bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
  }

  private mutating func varint(_ number: UInt32) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func length(_ length: Int?, short: Bool) {
    mark(.length) { maker in
      if maker.isFlexible { return maker.varint(UInt32((length ?? -1) + 1)) }
      let width = short ? 16 : 32
      for shift in stride(from: width - 8, through: 0, by: -8) {
        maker.bytes.append(UInt8(truncatingIfNeeded: (length ?? -1) >> shift))
      }
    }
  }

  private mutating func content(_ content: [UInt8]) {
    mark(.content) { $0.bytes += content }
  }

  /// Characters of one to four bytes, of lengths on both sides of a small string's and of a one-byte varint's.
  private mutating func text() -> [UInt8] {
    if Bool.random(using: &chance), let word = words.randomElement(using: &chance) { return Array(word.utf8) }
    let lengths = [0, 1, 3, 9, 15, 16, 40, 127, 130]
    let length = lengths[Int.random(in: 0..<lengths.count, using: &chance)]
    let alphabet = Array("abcXYZ019._-/ é∑漢🜁".unicodeScalars)
    var text = ""
    while text.utf8.count < length {
      text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &chance)])
    }
    return Array(text.utf8)
  }
}
