/// What the README and the pages of Documentation show was compiled: each of their Swift blocks stands, line after
/// line, in a file of Examples.
enum ReadmeRule {
  /// A page has one subject, which the README names, and one Swift block.
  static func untidyPage(_ page: TextFile, readme: TextFile) -> [Violation] {
    var violations: [Violation] = []
    let count = page.text.utf8.count { $0 == UInt8(ascii: "\n") }
    if count > 60 { violations.append(Violation(page, line: 61, "\(count) lines, at most 60")) }
    let blocks = blocks(page.lines)
    if blocks.count != 1 {
      violations.append(Violation(page, line: 1, "\(blocks.count) Swift blocks: a page shows one, and only one"))
    }
    if !readme.mentions("(\(page.path))") {
      violations.append(Violation(page, line: 1, "no link of README.md leads here"))
    }
    return violations
  }

  static func uncompiled(_ readme: TextFile, examples: [TextFile]) -> [Violation] {
    let compiled = examples.map { trimmed($0.lines) }
    return blocks(readme.lines).compactMap { start, lines in
      let shown = trimmed(lines)
      let stands = compiled.contains { file in
        file.indices.contains { file[$0...].starts(with: shown) }
      }
      return stands ? nil : Violation(readme, line: start, "this Swift block stands in no file of Examples")
    }
  }

  /// The fenced blocks marked `swift`, each with the line its fence stands on.
  private static func blocks(_ lines: [Substring]) -> [(start: Int, lines: [Substring])] {
    var blocks: [(Int, [Substring])] = []
    var open: (Int, [Substring])?
    for (index, line) in lines.enumerated() {
      let fence = line.drop { $0 == " " }
      if let (start, block) = open {
        if fence.hasPrefix("```") {
          blocks.append((start, block))
          open = nil
        } else {
          open = (start, block + [line])
        }
      } else if fence.hasPrefix("```swift") {
        open = (index + 1, [])
      }
    }
    return blocks
  }

  /// Without indentation, for a block may stand deeper in its file.
  private static func trimmed(_ lines: [Substring]) -> [Substring] { lines.map { $0.drop { $0 == " " } } }
}
