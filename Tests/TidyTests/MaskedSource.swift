/// Swift source whose comments and string contents are blanked, line for line and column for column, so that a rule
/// about code finds only code. What is interpolated into a string is code. Good enough for this house: no regex
/// literals.
struct MaskedSource {
  let lines: [String]

  private enum Mode: Equatable {
    /// Inside `\(`; `depth` counts its open parentheses. The file itself is code of depth 0 that never closes.
    case code(depth: Int)
    case string(hashes: Int, multiline: Bool)
  }

  init(_ text: String) {
    let source = Array(text.utf8)
    var masked = source
    var modes = [Mode.code(depth: 0)]
    var at = 0
    while at < source.count {
      switch modes[modes.count - 1] {
      case .code(let depth): at = Self.code(source, &masked, at, depth: depth, &modes)
      case .string(let hashes, let multiline):
        at = Self.string(source, &masked, at, hashes: hashes, multiline: multiline, &modes)
      }
    }
    lines = masked.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Takes what stands at `at` in code and returns where to go on.
  private static func code(
    _ source: [UInt8], _ masked: inout [UInt8], _ at: Int, depth: Int, _ modes: inout [Mode]
  ) -> Int {
    switch source[at] {
    case UInt8(ascii: "/"):
      if source.starts(with: "//", at: at) {
        let end = source[at...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
        masked.blank(at..<end)
        return end
      }
      if source.starts(with: "/*", at: at) {
        let end = blockCommentEnd(source, at)
        masked.blank(at..<end)
        return end
      }
    case UInt8(ascii: "#"), UInt8(ascii: "\""):
      let hashes = source[at...].prefix { $0 == UInt8(ascii: "#") }.count
      guard source.starts(with: "\"", at: at + hashes) else { return at + max(hashes, 1) }
      let multiline = source.starts(with: "\"\"\"", at: at + hashes)
      modes.append(.string(hashes: hashes, multiline: multiline))
      return at + hashes + (multiline ? 3 : 1)
    case UInt8(ascii: "(") where modes.count > 1: modes[modes.count - 1] = .code(depth: depth + 1)
    case UInt8(ascii: ")") where modes.count > 1:
      if depth == 1 { modes.removeLast() } else { modes[modes.count - 1] = .code(depth: depth - 1) }
    default: break
    }
    return at + 1
  }

  /// Takes what stands at `at` in a string and returns where to go on.
  private static func string(
    _ source: [UInt8], _ masked: inout [UInt8], _ at: Int, hashes: Int, multiline: Bool, _ modes: inout [Mode]
  ) -> Int {
    let byte = source[at]
    if byte == UInt8(ascii: "\n") {
      if !multiline { modes.removeLast() }
      return at + 1
    }
    let hash = String(repeating: "#", count: hashes)
    let end = (multiline ? "\"\"\"" : "\"") + hash
    if byte == UInt8(ascii: "\""), source.starts(with: end, at: at) {
      modes.removeLast()
      return at + end.utf8.count
    }
    masked.blank(at..<at + 1)
    let escape = "\\" + hash
    guard byte == UInt8(ascii: "\\"), source.starts(with: escape, at: at) else { return at + 1 }
    let next = at + escape.utf8.count
    if source.starts(with: "(", at: next) {
      modes.append(.code(depth: 1))
    } else {
      masked.blank(next..<min(next + 1, source.count))
    }
    return next + 1
  }

  private static func blockCommentEnd(_ source: [UInt8], _ start: Int) -> Int {
    var depth = 0
    var at = start
    while at < source.count {
      if source.starts(with: "/*", at: at) {
        depth += 1
        at += 2
      } else if source.starts(with: "*/", at: at) {
        depth -= 1
        at += 2
        if depth == 0 { return at }
      } else {
        at += 1
      }
    }
    return source.count
  }
}

extension [UInt8] {
  fileprivate func starts(with text: String, at index: Int) -> Bool {
    index + text.utf8.count <= count && zip(self[index...], text.utf8).allSatisfy { $0 == $1 }
  }

  fileprivate mutating func blank(_ range: Range<Int>) {
    for index in range where self[index] != UInt8(ascii: "\n") { self[index] = UInt8(ascii: " ") }
  }
}
