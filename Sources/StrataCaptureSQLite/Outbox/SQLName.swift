extension String {
  /// The string as a quoted SQL name.
  var quotedName: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Whether SQLite takes both for one name: it ignores the case of ASCII letters.
  func isSameName(as other: String) -> Bool { lowercased() == other.lowercased() }
}

/// Names that a misspelt one may have meant.
enum NearestNames {
  /// `did you mean a, b?`, or all the names when none is near; empty when there are none.
  static func advice(for name: String, among names: [String]) -> String {
    guard !names.isEmpty else { return "there are none" }
    let ranked = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= max(2, name.count / 3) }
      .sorted { $0.distance < $1.distance }
    if ranked.isEmpty { return "there are \(names.joined(separator: ", "))" }
    return "did you mean \(ranked.prefix(3).map(\.name).joined(separator: ", "))?"
  }

  /// How many letters must be added, dropped or exchanged to make one of the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var previous = Array(0...b.count)
    for (row, letter) in a.enumerated() {
      var current = [row + 1]
      for column in b.indices {
        current.append(
          min(previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == b[column] ? 0 : 1)))
      }
      previous = current
    }
    return previous[b.count]
  }
}
