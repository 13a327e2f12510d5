/// The text of a CREATE INDEX statement, read as far as to tell its terms apart: SQLite says which columns an index
/// has, but of an expression only that it is one.
struct IndexText {
  /// What the index is over, in order, as written, without ASC and DESC.
  let terms: [String]

  init(_ sql: String) {
    var terms: [String] = []
    var term = ""
    var depth = 0
    var rest = sql[...]
    scan: while let first = rest.first {
      let token = Self.token(rest)
      rest = rest[token.endIndex...]
      switch first {
      case "(":
        depth += 1
        if depth > 1 { term += token }
      case ")":
        depth -= 1
        if depth == 0 { break scan }
        term += token
      case "," where depth == 1:
        terms.append(term)
        term = ""
      default:
        let isComment = token.hasPrefix("--") || token.hasPrefix("/*")
        if depth > 0 { term += isComment ? " " : token }
      }
    }
    terms.append(term)
    self.terms = terms.map(Self.withoutOrder)
  }

  /// The next quoted name or string, comment, or character.
  private static func token(_ text: Substring) -> Substring {
    func through(_ end: String) -> Substring {
      guard let found = text.dropFirst().firstRange(of: end) else { return text }
      return text[..<found.upperBound]
    }
    switch text.first {
    // A quote that is doubled within ends one token and begins the next, which comes to the same.
    case "'": return through("'")
    case "\"": return through("\"")
    case "`": return through("`")
    case "[": return through("]")
    case "-" where text.hasPrefix("--"): return through("\n")
    case "/" where text.hasPrefix("/*"): return through("*/")
    default: return text.prefix(1)
    }
  }

  private static func withoutOrder(_ term: String) -> String {
    var words = term.split(whereSeparator: \.isWhitespace)
    guard let last = words.last?.lowercased(), last == "asc" || last == "desc" else { return term }
    words.removeLast()
    return String(term[..<(words.last?.endIndex ?? term.startIndex)])
  }
}
