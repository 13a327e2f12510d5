internal import StrataCapture

extension String {
  /// The string as a quoted SQL name.
  var quotedName: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Whether SQLite takes both for one name: it ignores the case of ASCII letters.
  func isSameName(as other: String) -> Bool { lowercased() == other.lowercased() }
}

/// `did you mean a, b?`, or all the names when none is near.
func nameAdvice(for name: String, among names: [String]) -> String {
  let near = nearestNames(to: name, among: names)
  if !near.isEmpty { return "did you mean \(near.joined(separator: ", "))?" }
  return names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))"
}
