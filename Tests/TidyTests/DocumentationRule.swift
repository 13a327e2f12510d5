/// Every symbol that others can see says its contract: `public` and `package` declarations, the cases of such an enum,
/// the requirements of such a protocol.
enum DocumentationRule {
  private static let declarations: Set<Substring> = [
    "func", "var", "let", "init", "struct", "class", "enum", "protocol", "actor", "typealias", "subscript", "case",
    "associatedtype",
  ]

  static func undocumented(_ file: TextFile) -> [Violation] {
    let code = MaskedSource(file.text).lines
    let text = file.lines
    var violations: [Violation] = []
    /// For each open brace: whether the members right inside it are as visible as what it belongs to.
    var braces: [Bool] = []
    for (index, line) in code.enumerated() {
      let words = words(of: line)
      let isVisible = words.contains("public") || words.contains("package")
      let keyword = words.first { declarations.contains($0) }
      if keyword != nil, isVisible || (braces.last ?? false), !isDocumented(index, text) {
        let shown = line.drop { $0 == " " }
        violations.append(Violation(file, line: index + 1, "no doc comment: \(shown)"))
      }
      let opensScope = isVisible && (keyword == "enum" || keyword == "protocol")
      for byte in line.utf8 {
        if byte == UInt8(ascii: "{") { braces.append(opensScope) }
        if byte == UInt8(ascii: "}") { _ = braces.popLast() }
      }
    }
    return violations
  }

  /// The line's words up to the first that is neither a modifier nor the declaring keyword; attributes are skipped.
  private static func words(of line: String) -> [Substring] {
    var words: [Substring] = []
    for word in line.split(separator: " ") {
      if word.hasPrefix("@") { continue }
      let bare = word.prefix { $0 != "(" && $0 != "<" && $0 != "?" }
      guard declarations.contains(bare) || modifiers.contains(bare) else { break }
      words.append(bare)
    }
    // In `static func` and `public class var` the last keyword is the one that declares.
    if words.last == "class" || words.count < 2 { return words }
    return words.filter { $0 != "class" }
  }

  private static let modifiers: Set<Substring> = [
    "public", "package", "private", "fileprivate", "internal", "open", "static", "final", "mutating", "nonmutating",
    "borrowing", "consuming", "nonisolated", "indirect", "override", "required", "convenience", "prefix", "postfix",
    "infix",
    "lazy", "weak", "unowned", "unsafe", "isolated", "distributed",
  ]

  /// Whether the line above, attributes aside, is a doc comment.
  private static func isDocumented(_ index: Int, _ text: [Substring]) -> Bool {
    var above = index - 1
    while above >= 0 {
      let line = text[above].drop { $0 == " " }
      if line.hasPrefix("///") { return true }
      guard line.hasPrefix("@") || line.hasPrefix("#if") else { return false }
      above -= 1
    }
    return false
  }
}
