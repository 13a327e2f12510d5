/// Java's properties files, as text (SPEC §7.7): which names have which values.
enum PropertiesText {
  /// A value as such a file has it: read as Latin-1, what is not ASCII is escaped.
  static func value(_ text: String) -> String {
    text.utf16.map { unit in
      switch unit {
      case 0x5c: "\\\\"
      case 0x20..<0x7f: String(UnicodeScalar(UInt8(unit)))
      default: "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
      }
    }.joined()
  }

  /// The pairs in their order; a name may come twice.
  static func pairs(in text: String) -> [(name: String, value: String)] {
    logicalLines(of: text).map { line in
      var rest = Array(line)[...]
      let name = take(from: &rest) { $0 == "=" || $0 == ":" || $0.isBlank }
      rest = rest.drop { $0.isBlank }
      if let first = rest.first, first == "=" || first == ":" { rest = rest.dropFirst().drop { $0.isBlank } }
      return (name, take(from: &rest) { _ in false })
    }
  }

  /// Lines without blanks before them, comments and empty ones left out, those that end in a backslash joined with the
  /// next.
  private static func logicalLines(of text: String) -> [String] {
    var lines: [String] = []
    var open: String?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let content = line.drop { $0.isBlank }
      if open == nil, content.isEmpty || content.hasPrefix("#") || content.hasPrefix("!") { continue }
      let isContinued = content.reversed().prefix { $0 == "\\" }.count % 2 == 1
      let whole = (open ?? "") + (isContinued ? content.dropLast() : content)
      open = isContinued ? whole : nil
      if !isContinued { lines.append(whole) }
    }
    return lines + (open.map { [$0] } ?? [])
  }

  /// Takes characters up to the first that ends it, escapes resolved.
  private static func take(from rest: inout ArraySlice<Character>, until isEnd: (Character) -> Bool) -> String {
    var taken = ""
    while let character = rest.first, !isEnd(character) {
      rest.removeFirst()
      guard character == "\\", let escaped = rest.popFirst() else {
        taken.append(character)
        continue
      }
      switch escaped {
      case "t": taken.append("\t")
      case "n": taken.append("\n")
      case "r": taken.append("\r")
      case "f": taken.append("\u{C}")
      case "u":
        let digits = rest.prefix(4)
        if let code = UInt32(String(digits), radix: 16), digits.count == 4, let scalar = Unicode.Scalar(code) {
          taken.unicodeScalars.append(scalar)
          rest.removeFirst(4)
        } else {
          taken.append(escaped)
        }
      default: taken.append(escaped)
      }
    }
    return taken
  }
}

extension Character {
  fileprivate var isBlank: Bool { self == " " || self == "\t" || self == "\u{C}" }
}
