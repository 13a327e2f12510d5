/// One schema file, line by line; `Sources/StrataWire/Schema/README.md` tells the notation.
struct SchemaFile {
  private struct Line {
    var number: Int
    var depth: Int
    var words: [Substring]
  }

  private let name: String
  private let lines: [Line]
  private var next = 0
  /// The structs told so far in the message being read.
  private var known: [Substring: [FieldShape]] = [:]

  init(_ name: String, _ text: String) {
    self.name = name
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let line = line.prefix { $0 != "#" }
      let words = line.split(separator: " ")
      return words.isEmpty ? nil : Line(number: index + 1, depth: line.prefix { $0 == " " }.count / 2, words: words)
    }
  }

  func api() throws(SchemaError) -> WireSchema.API {
    var file = self
    guard let head = file.take("api"), head.words.count >= 3, let key = Int16(head.words[1]) else {
      throw file.flaw("no `api KEY NAME`")
    }
    let request = try file.message("request")
    let response = try file.message("response")
    return WireSchema.API(key: key, name: String(head.words[2]), request: request, response: response)
  }

  private func flaw(_ text: String) -> SchemaError {
    SchemaError(description: "\(name):\(lines.indices.contains(next) ? lines[next].number : 0): \(text)")
  }

  private mutating func take(_ word: Substring) -> Line? {
    guard next < lines.count, lines[next].words[0] == word else { return nil }
    defer { next += 1 }
    return lines[next]
  }

  private mutating func message(_ kind: Substring) throws(SchemaError) -> MessageShape {
    guard let head = take(kind), let versions = range(head.words[1], in: 0...Int16.max) else {
      throw flaw("no `\(kind) VERSIONS`")
    }
    known = [:]
    let flexible = head.words.count == 4 ? Int16(head.words[3]) : nil
    var message = MessageShape(versions: versions, firstFlexible: flexible ?? .max)
    message.fields = try fields(depth: 1, versions)
    return message
  }

  private mutating func fields(depth: Int, _ outer: ClosedRange<Int16>) throws(SchemaError) -> [FieldShape] {
    var fields: [FieldShape] = []
    while next < lines.count, lines[next].depth == depth { fields.append(try field(depth, outer)) }
    return fields
  }

  private mutating func field(_ depth: Int, _ outer: ClosedRange<Int16>) throws(SchemaError) -> FieldShape {
    var words = lines[next].words[...]
    guard let name = words.popFirst(), var type = words.popFirst() else { throw flaw("a field without a type") }
    var nullable: Substring?
    if let mark = type.firstIndex(of: "?") {
      nullable = type[type.index(after: mark)...]
      type = type[..<mark]
    }
    let isArray = type.hasPrefix("[")
    if isArray { type = type.dropFirst().dropLast() }
    var versions = outer
    if let word = words.first, word != "tag", word != "=" {
      guard let own = range(word, in: outer) else { throw flaw("not versions: \(word)") }
      versions = own
      words.removeFirst()
    }
    var shape = FieldShape(
      name: String(name), kind: .plain(String(type)), isArray: isArray, versions: versions)
    if let nullable { shape.nullable = nullable.isEmpty ? versions : range(nullable, in: versions) }
    while let word = words.popFirst(), let value = words.popFirst() {
      if word == "tag" { shape.tag = UInt32(value) } else { shape.defaultText = String(value) }
    }
    next += 1
    if type.first?.isUppercase == true {
      if next < lines.count, lines[next].depth == depth + 1 { known[type] = try fields(depth: depth + 1, versions) }
      guard let inner = known[type] else { throw flaw("nothing says what \(type) is") }
      shape.kind = .structure(inner)
    }
    return shape
  }

  private func range(_ text: Substring, in outer: ClosedRange<Int16>) -> ClosedRange<Int16>? {
    let ends = text.split { $0 == "-" || $0 == "+" }
    guard let low = ends.first.flatMap({ Int16($0) }) else { return nil }
    let high = text.hasSuffix("+") ? outer.upperBound : ends.count == 2 ? Int16(ends[1]) : low
    guard let high, low <= high else { return nil }
    return low...high
  }
}
