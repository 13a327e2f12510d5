/// The property that a key path names, as the runtime spells it: `\Rental.accountID` gives `accountID`. What is no
/// stored property of the root, or whose name the runtime doesn't know, keeps characters that ``tableFlaw`` refuses.
func propertyName<Row>(of path: PartialKeyPath<Row>) -> String {
  let spelled = path.debugDescription
  let root = "\\\(Row.self)."
  if spelled.hasPrefix(root) { return String(spelled.dropFirst(root.count)) }
  guard let dot = spelled.lastIndex(of: ".") else { return spelled }
  return String(spelled[spelled.index(after: dot)...])
}

/// Why a table's declaration can't be right; nil when nothing speaks against it.
///
/// - Parameter offsets: where each column's property lies, nil for what is not stored.
/// - Parameter renamed: the new names and where the properties they were given to lie.
func tableFlaw(_ shape: TableShape, offsets: [Int?], renamed: [(name: String, offset: Int?)]) -> String? {
  if shape.name.isEmpty { return "the table has no name" }
  if shape.columns.isEmpty { return "no columns are declared; the first is the primary key" }
  for (n, column) in shape.columns.enumerated() {
    if offsets[n] == nil || column.property.contains(where: { "<>().?![]".contains($0) }) {
      return "column \(n + 1), \(column.property), is no stored property of the structure itself, or the build has no "
        + "reflection metadata; declare stored properties only and build without -disable-reflection-metadata"
    }
  }
  for n in shape.columns.indices.dropFirst() {
    // Checked above: every offset is there.
    if let before = offsets[n - 1], let here = offsets[n], before >= here {
      return
        "\(shape.columns[n].property) stands after \(shape.columns[n - 1].property), but the structure has them the "
        + "other way round; the columns follow the memberwise initialiser, each once"
    }
  }
  var seen: Set<String> = []
  for column in shape.columns where !seen.insert(column.name.lowercased()).inserted {
    return "two columns are named \(column.name)"
  }
  for (name, offset) in renamed where offset == nil || !offsets.contains(offset) {
    return "Column(…, \"\(name)\") renames a property that is not declared as a column"
  }
  return nil
}

extension Model {
  /// Throws ``CaptureError/Code/declaration`` when the table's declaration can't be right.
  static func checkTable() throws(CaptureError) {
    guard let flaw = table.flaw else { return }
    throw CaptureError(.declaration, "declare table \(table.shape.name) of \(Self.self)", flaw)
  }
}

/// The names that someone may have meant by `name`, the nearest first, at most three.
package func nearestNames(to name: String, among names: [String]) -> [String] {
  let wanted = Array(name.lowercased().utf8)
  let ranked = names.map { (name: $0, distance: editDistance(wanted, Array($0.lowercased().utf8))) }
    .filter { $0.distance <= max(2, wanted.count / 2) }
    .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
  return ranked.prefix(3).map(\.name)
}

/// How many bytes must be put in, taken out or changed to make one name of the other.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let change = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
