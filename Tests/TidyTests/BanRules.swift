/// Words and shapes that have no place here, each with its reason.
enum BanRules {
  /// A path that only one machine has.
  static func absolutePaths(_ file: TextFile) -> [Violation] {
    let folders = ["home", "work", "root", "tmp", "opt", "Users"].map { "/" + $0 }
    guard folders.contains(where: file.mentions) else { return [] }
    return find(in: file.lines, folders) { before, after in
      // `a/tmp`, `../work` and `\(folder)/tmp` are relative; `/tmpfile` is another name.
      !(before.map { $0.isLetter || $0.isNumber || "._)}*~".contains($0) } ?? false)
        && !(after.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false)
    }.map { Violation(file, line: $0, "an absolute path, \($1): find it at run time") }
  }

  /// Names of package registries: whoever builds this may have a mirror.
  static func registryHosts(_ file: TextFile) -> [Violation] {
    let hosts = [
      ("npmjs", "org"), ("pypi", "org"), ("pythonhosted", "org"), ("crates", "io"), ("rubygems", "org"),
      ("golang", "org"),
      ("maven", "org"), ("docker", "io"), ("ghcr", "io"), ("quay", "io"), ("debian", "org"), ("ubuntu", "com"),
    ].map { "\($0).\($1)" }
    guard hosts.contains(where: file.mentions) else { return [] }
    return find(in: file.lines, hosts) { _, _ in true }
      .map { Violation(file, line: $0, "a registry's host, \($1): the user's own configuration names it") }
  }

  /// A promise to come back needs an issue to come back to.
  static func promises(_ file: TextFile) -> [Violation] {
    let words = ["TO" + "DO", "FIX" + "ME"]
    guard words.contains(where: file.mentions) else { return [] }
    let lines = file.lines
    return find(in: lines, words) { before, after in
      !(before?.isLetter ?? false) && !(after?.isLetter ?? false)
    }.compactMap { line, word in
      let text = lines[line - 1]
      let cited = text.indices.contains { text[$0] == "#" && text[text.index(after: $0)...].first?.isNumber == true }
      return cited ? nil : Violation(file, line: line, "\(word) without the number of its issue, such as #12")
    }
  }

  /// In Sources: bad input is a typed error, never a trap.
  static func traps(_ file: TextFile) -> [Violation] {
    find(in: MaskedSource(file.text).lines.map { $0[...] }, ["fatalError", "try!", "as!"]) { before, _ in
      !(before.map { $0.isLetter || $0 == "_" } ?? false)
    }.map { Violation(file, line: $0, "\($1): throw an error that says what, where and what to do") }
  }

  /// In the engine and below: who starts a task owns its end.
  static func bareTasks(_ file: TextFile) -> [Violation] {
    MaskedSource(file.text).lines.enumerated().compactMap { index, line in
      let squeezed = line.filter { $0 != " " }
      let isBare = ["Task{", "Task.detached{", "Task(", "Task.detached("].contains { opening in
        var rest = squeezed[...]
        while let range = rest.firstRange(of: opening) {
          let before = range.lowerBound > squeezed.startIndex ? squeezed[squeezed.index(before: range.lowerBound)] : " "
          if !before.isLetter { return true }
          rest = rest[range.upperBound...]
        }
        return false
      }
      return isBare ? Violation(file, line: index + 1, "a bare Task: its owner must be able to end it") : nil
    }
  }

  /// What the compiler no longer checks is argued in words.
  static func unarguedUnsafety(_ file: TextFile) -> [Violation] {
    let text = file.lines
    return find(in: MaskedSource(file.text).lines.map { $0[...] }, ["@unchecked", "nonisolated(unsafe)"]) { _, _ in true
    }
    .compactMap { line, word in
      var above = line - 2
      while above >= 0, text[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
      let isArgued = above >= 0 && text[above].drop { $0 == " " }.hasPrefix("//")
      return isArgued ? nil : Violation(file, line: line, "\(word) without a comment line above that says why it holds")
    }
  }

  /// Lines and words where one of `words` stands and its neighbours satisfy `counts`; one finding a line and word.
  private static func find(
    in lines: [Substring], _ words: [String], counts: (Character?, Character?) -> Bool
  ) -> [(line: Int, word: String)] {
    var found: [(Int, String)] = []
    for (index, line) in lines.enumerated() {
      for word in words where line.contains(word) {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
          let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : nil
          let after = range.upperBound < line.endIndex ? line[range.upperBound] : nil
          if counts(before, after) {
            found.append((index + 1, word))
            break
          }
          rest = rest[range.upperBound...]
        }
      }
    }
    return found
  }
}
