internal import StrataCapture

/// The parts of the triggers that see what REPLACE deletes (SPEC §9.1): notes before a write of the rows that may go,
/// and changes after it for those that went.
extension TriggerText {
  var others: String { "\(key) IS NOT OLD.\(key) COLLATE BINARY" }
  private var oldColumns: [String] { table.kept.indices.map { "o\($0 + 1)" } }

  /// A term's value in the row as it was or will be.
  private func value(_ term: TableShape.Unique.Term, of row: String) -> String {
    switch term {
    case .column(let name): return value(ofColumn: name, of: row)
    case .expression(let text):
      let columns = shape.columns.map { "\(value(ofColumn: $0.name, of: row)) AS \($0.name.quotedName)" }
      return "(SELECT \(text) FROM (SELECT \(columns.joined(separator: ", "))) AS \(name))"
    }
  }

  /// REPLACE also puts the default for a NULL that may not be, after the BEFORE trigger.
  private func value(ofColumn name: String, of row: String) -> String {
    let plain = "\(row).\(name.quotedName)"
    guard row == "NEW", let column = shape.column(name), column.isNotNull, let fallback = column.fallback else {
      return plain
    }
    return "coalesce(\(plain), (\(fallback)))"
  }

  private func match(_ unique: TableShape.Unique) -> String {
    unique.terms.map { term, collation in
      let present =
        switch term {
        case .column(let name): name.quotedName
        case .expression(let text): "(\(text))"
        }
      return "\(present) = \(value(term, of: "NEW"))" + (collation.map { " COLLATE \($0.quotedName)" } ?? "")
    }.joined(separator: " AND ")
  }

  func conflict(_ unique: TableShape.Unique, others: String? = nil) -> String {
    "EXISTS (SELECT 1 FROM \(name) WHERE \(match(unique))\(others.map { " AND \($0)" } ?? ""))"
  }

  func changed(_ unique: TableShape.Unique) -> String {
    unique.terms.map { "\(value($0.term, of: "NEW")) IS NOT \(value($0.term, of: "OLD"))" }.joined(separator: " OR ")
  }

  private func cause(_ index: Int) -> String {
    let values = shape.uniques[index].terms.map { "quote(\(value($0.term, of: "NEW")))" }
    return "'\(index):' || " + values.joined(separator: " || ',' || ")
  }

  /// Notes each row that may be deleted once, under the first of its causes.
  func notes(others: String?) -> [String] {
    let columns = (["layout, cause, key"] + oldColumns).joined(separator: ", ")
    let kept = table.kept.map(\.quotedName)
    var statements: [String] = []
    for (index, unique) in shape.uniques.enumerated() {
      let values = (["\(layout), \(cause(index)), \(key)"] + kept).joined(separator: ", ")
      var conditions = [match(unique)]
      if let others { conditions.append(others) }
      conditions += shape.uniques[..<index].map { "(\(match($0))) IS NOT 1" }
      statements += [
        "DELETE FROM strata_outbox_replaced WHERE layout = \(layout) AND cause = \(cause(index))",
        "INSERT INTO strata_outbox_replaced (\(columns)) SELECT \(values) FROM \(name) "
          + "WHERE \(conditions.joined(separator: " AND "))",
      ]
    }
    return statements
  }

  /// Captures the deletion of the noted rows that are gone: no row has the key, or only the new one, which can't have
  /// taken it otherwise. Their notes under other causes go with them.
  func replaced(byInsert: Bool) -> [String] {
    let note = "strata_outbox_replaced"
    let causes = shape.uniques.indices.map { cause($0) }.joined(separator: ", ")
    let isNoted = "layout = \(layout) AND cause IN (\(causes))"
    let isThere =
      "EXISTS (SELECT 1 FROM \(name) AS t WHERE t.\(key) = \(note).key AND t.\(key) IS \(note).key COLLATE BINARY)"
    let isTaken = "key IS NEW.\(key)" + (byInsert ? "" : " AND \(isMoved)")
    let old = oldColumns.map { ", \($0)" }.joined()
    let newColumns = table.kept.indices.map { ", n\($0 + 1)" }.joined()
    let new = table.kept.map { ", NEW.\($0.quotedName)" }.joined()
    return [
      """
      INSERT INTO strata_outbox (layout, operation, key\(old)) \
      SELECT \(layout), \(Change.Operation.delete.rawValue), key\(old) FROM \(note) WHERE \(isNoted) AND NOT \(isThere)
      """,
      """
      INSERT INTO strata_outbox (layout, operation, key\(old)\(newColumns)) \
      SELECT \(layout), \(Change.Operation.update.rawValue), key\(old)\(new) FROM \(note) \
      WHERE \(isNoted) AND \(isTaken)
      """,
      """
      DELETE FROM \(note) WHERE layout = \(layout) AND key IN \
      (SELECT key FROM \(note) WHERE \(isNoted) AND (NOT \(isThere) OR \(isTaken)))
      """,
    ]
  }

  /// The row was written by a statement whose triggers fired: a note of it is out of date.
  var forget: String {
    "DELETE FROM strata_outbox_replaced WHERE layout = \(layout) AND key IS OLD.\(key)"
  }
}
