internal import StrataCapture

/// The triggers that capture one table (SPEC §9.1), as SQL text.
///
/// Only SQLite's own functions, for any connection must be able to run them, with `trusted_schema` off as well.
/// Conflict clauses are of no use in them: the outer statement's wins.
///
/// A connection with `recursive_triggers` off, as the `sqlite3` shell has it, fires no delete trigger for rows that
/// REPLACE deletes. So a BEFORE trigger notes each row that has a unique value of the new one, under a cause made of
/// these values, and an AFTER trigger captures the deletion of those that are gone. Notes of rows that stayed (the
/// insert was ignored, or became an update) do no harm, are made anew for their cause, and go with the next discard.
///
/// A statement costs a row some 2 µs even when its WHERE is false at once, a trigger's WHEN not a tenth of it: what is
/// done only when there are notes has triggers of its own. SQLite fires the trigger made last first, which puts
/// deletions before the row that took their place, but doesn't promise it: a row replaced by one of the same key is an
/// update, right in either order.
struct TriggerText {
  let layout: Int64
  let table: CapturedTable
  let shape: TableShape

  var name: String { table.name.quotedName }
  var key: String { table.key.quotedName }

  /// Every trigger's name with its text.
  var all: [(name: String, sql: String)] {
    let hasNotes = ["EXISTS (SELECT 1 FROM strata_outbox_replaced)"]
    return [
      trigger("before_insert", "BEFORE INSERT", when: shape.uniques.map { conflict($0) }, notes(others: nil)),
      trigger(
        "before_update", "BEFORE UPDATE",
        when: shape.uniques.map { "(\(changed($0))) AND \(conflict($0, others: others))" }, notes(others: others)),
      trigger("insert", "AFTER INSERT", [insertion]),
      trigger(
        "update", "AFTER UPDATE", when: ["OLD.\(key) IS NEW.\(key) COLLATE BINARY"],
        [change(.update, "OLD.\(key)", old: true, new: true)]),
      trigger("move", "AFTER UPDATE", when: [isMoved], [deletion, insertion]),
      trigger("delete", "AFTER DELETE", [deletion]),
      trigger("insert_replaced", "AFTER INSERT", when: hasNotes, replaced(byInsert: true)),
      trigger("update_replaced", "AFTER UPDATE", when: hasNotes, [forget] + replaced(byInsert: false)),
      trigger("delete_noted", "AFTER DELETE", when: hasNotes, [forget]),
    ] + keyChecks
  }

  /// SQLite takes NULL in a primary key that is not an integer and not declared NOT NULL; such a row can't be named.
  private var keyChecks: [(name: String, sql: String)] {
    guard let column = shape.column(table.key), !column.isNotNull, !shape.isRowID(table.key) else { return [] }
    let words = "a row of \(table.name) is captured and needs its \(table.key)"
    let refusal = "SELECT RAISE(ABORT, '\(sqlText(words))')"
    return ["INSERT", "UPDATE"].map { event in
      trigger("keyed_\(event.lowercased())", "BEFORE \(event)", when: ["NEW.\(key) IS NULL"], [refusal])
    }
  }

  private func sqlText(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  /// What the BEFORE triggers watch: a unique index added later is not in it.
  var guards: [String] {
    shape.uniques.map { unique in
      unique.terms.map { term, collation in
        switch term {
        case .column(let name): collation.map { "\(name) \($0)" } ?? name
        case .expression(let text): text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
      }.joined(separator: ",")
    }
  }

  /// What each of a layout's triggers is called after the layout.
  static let parts = [
    "before_insert", "before_update", "insert", "update", "move", "delete", "insert_replaced", "update_replaced",
    "delete_noted",
  ]

  /// The name of one of a layout's triggers.
  static func name(_ layout: Int64, _ part: String) -> String { "\(OutboxSchema.prefix)_\(layout)_\(part)" }

  private func trigger(
    _ part: String, _ event: String, when conditions: [String] = [], _ statements: [String]
  ) -> (name: String, sql: String) {
    let name = Self.name(layout, part)
    let when = conditions.isEmpty ? "" : " WHEN " + conditions.joined(separator: " OR ")
    let body = statements.map { $0 + ";" }.joined(separator: "\n  ")
    return (name, "CREATE TRIGGER \(name) \(event) ON \(self.name)\(when) BEGIN\n  \(body)\nEND")
  }
}

// MARK: - Changes

extension TriggerText {
  private var insertion: String { change(.insert, "NEW.\(key)", old: false, new: true) }
  private var deletion: String { change(.delete, "OLD.\(key)", old: true, new: false) }
  var isMoved: String { "OLD.\(key) IS NOT NEW.\(key) COLLATE BINARY" }

  private func change(_ operation: Change.Operation, _ key: String, old: Bool, new: Bool) -> String {
    var columns = ["layout", "operation", "key"]
    var values = ["\(layout)", "\(operation.rawValue)", key]
    for (index, name) in table.kept.enumerated() {
      if old {
        columns.append("o\(index + 1)")
        values.append("OLD.\(name.quotedName)")
      }
      if new {
        columns.append("n\(index + 1)")
        values.append("NEW.\(name.quotedName)")
      }
    }
    return "INSERT INTO strata_outbox (\(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
  }

  /// Captures rows as they are as updates: all, or those a condition names.
  func recapture(where condition: String? = nil) -> String {
    let kept = table.kept.enumerated().map { ("o\($0 + 1), n\($0 + 1)", "\($1.quotedName), \($1.quotedName)") }
    let columns = (["layout, operation, key"] + kept.map(\.0)).joined(separator: ", ")
    let values = (["\(layout), \(Change.Operation.update.rawValue), \(key)"] + kept.map(\.1)).joined(separator: ", ")
    return "INSERT INTO strata_outbox (\(columns)) SELECT \(values) FROM \(name)"
      + (condition.map { " WHERE \($0)" } ?? "") + " ORDER BY \(key)"
  }
}
