/// What is cited exists: each `SPEC §` with a number names a heading of SPEC.md, and each test that it names is one.
enum SpecificationRule {
  private static let mark = "SPEC §"

  static func unknownSections(_ file: TextFile, in specification: TextFile) -> [Violation] {
    let sections = Set(specification.lines.compactMap(heading))
    return file.lines.enumerated().flatMap { index, line in
      citations(line).filter { !sections.contains($0) }
        .map { Violation(file, line: index + 1, "SPEC.md has no section \($0)") }
    }
  }

  /// Each `SUITETests/NAME` between backquotes names a test's function, in a file of the suite's name.
  static func unknownTests(_ specification: TextFile, in files: [TextFile]) -> [Violation] {
    specification.lines.enumerated().flatMap { index, line in
      line.split(separator: "`").compactMap { word in
        let names = word.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names[0].hasSuffix("Tests"), !word.contains(" ") else { return nil }
        let isThere = files.contains { file in
          file.path.hasPrefix("Tests/") && file.path.hasSuffix("/\(names[0]).swift")
            && file.mentions("  func \(names[1])(")
        }
        return isThere ? nil : Violation(specification, line: index + 1, "there is no test \(word)")
      }
    }
  }

  /// The number of a heading, as `4.2` in `### 4.2 Offset index`.
  private static func heading(_ line: Substring) -> String? {
    guard line.hasPrefix("#") else { return nil }
    return number(line.drop { $0 == "#" || $0 == " " })
  }

  /// Every section that a line cites: `SPEC §4.2`, and after it `, §4.3`.
  private static func citations(_ line: Substring) -> [String] {
    guard let start = line.firstRange(of: mark) else { return [] }
    return line[start.lowerBound...].split(separator: "§").dropFirst().compactMap { number($0) }
  }

  private static func number(_ text: Substring) -> String? {
    var number = text.prefix { $0.isNumber || $0 == "." }
    while number.last == "." { number.removeLast() }
    return number.isEmpty ? nil : String(number)
  }
}
