/// How large a file, a line and a function may be.
enum SizeRules {
  static let line = 120
  static let function = 70

  static func longestFile(_ path: String) -> Int { path.hasPrefix("Tests/") ? 800 : 600 }

  static func files(_ file: TextFile) -> [Violation] {
    // What a tool makes is read in its source.
    if file.path.contains("/Generated/") { return [] }
    let count = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
    let limit = longestFile(file.path)
    return count <= limit
      ? [] : [Violation(file, line: limit + 1, "\(count) lines; split the file by facet before \(limit)")]
  }

  static func lines(_ file: TextFile) -> [Violation] {
    file.lines.enumerated().compactMap { index, text in
      text.utf8.count > line && text.count > line
        ? Violation(file, line: index + 1, "\(text.count) columns, at most \(line)") : nil
    }
  }

  /// Functions by their braces: from the line of `func`, `init`, `deinit` or `subscript` to the closing brace of the
  /// body.
  static func functions(_ file: TextFile) -> [Violation] {
    functionLengths(MaskedSource(file.text).lines).compactMap { start, length in
      length > function ? Violation(file, line: start, "a function of \(length) lines, at most \(function)") : nil
    }
  }

  private static let openers: Set = ["func", "init", "deinit", "subscript"]
  /// What can't stand between a function's name and its body: seen first, the function has none.
  private static let others: Set = [
    "var", "let", "case", "struct", "class", "enum", "protocol", "extension", "associatedtype", "static", "mutating",
    "public", "package", "private", "fileprivate", "return",
  ]

  private static func functionLengths(_ lines: [String]) -> [(start: Int, length: Int)] {
    var found: [(Int, Int)] = []
    /// For each open brace: the line its function began on (nil if it is no function's body), and what was under way.
    var braces: [(start: Int?, awaited: Int?, nesting: Int)] = []
    var awaited: Int?
    var nesting = 0
    for (index, line) in lines.enumerated() {
      for token in tokens(line) {
        switch token {
        case "(", "[": nesting += 1
        case ")", "]": nesting -= 1
        case "{":
          // A brace inside parentheses is a closure, such as a parameter's default.
          braces.append(nesting == 0 ? (awaited, nil, 0) : (nil, awaited, nesting))
          (awaited, nesting) = (nil, 0)
        case "}":
          guard let open = braces.popLast() else { continue }
          (awaited, nesting) = (open.awaited, open.nesting)
          if let start = open.start { found.append((start, index + 2 - start)) }
        default:
          guard nesting == 0 else { continue }
          if openers.contains(token) { awaited = index + 1 } else if others.contains(token) { awaited = nil }
        }
      }
    }
    return found
  }

  /// Words and brackets. A word after a dot is a member, not a keyword.
  private static func tokens(_ line: String) -> [String] {
    var tokens: [String] = []
    var word = ""
    var afterDot = false
    func endWord() {
      if !word.isEmpty, !afterDot { tokens.append(word) }
      if !word.isEmpty { afterDot = false }
      word = ""
    }
    for byte in line.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        word.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        endWord()
        afterDot = byte == UInt8(ascii: ".")
        if "(){}[]".utf8.contains(byte) { tokens.append(String(Unicode.Scalar(byte))) }
      }
    }
    endWord()
    return tokens
  }
}
