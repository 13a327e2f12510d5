internal import StrataCapture

/// What capture must know of an application's table: its columns, and what makes its rows unique.
struct TableShape {
  struct Column {
    let name: String
    let isNotNull: Bool
    /// The default as SQL text.
    let fallback: String?
  }

  /// What no two rows have alike: an insert or update OR REPLACE deletes the row that stands in its way by one of
  /// these.
  struct Unique {
    enum Term {
      case column(String)
      /// Of the row's columns, as SQL text.
      case expression(String)
    }

    /// Each term with its collation; none for the row id and where an expression names its own.
    let terms: [(term: Term, collation: String?)]
    let isPartial: Bool

    /// Whether it is this one column in every row.
    func isColumn(_ name: String) -> Bool {
      guard !isPartial, terms.count == 1, case .column(let column) = terms[0].term else { return false }
      return column.isSameName(as: name)
    }
  }

  let name: String
  let columns: [Column]
  let uniques: [Unique]
  /// The column that is another name of the row id, `INTEGER PRIMARY KEY`.
  let rowIDColumn: String?

  func isRowID(_ column: String) -> Bool { rowIDColumn?.isSameName(as: column) ?? false }

  func column(_ name: String) -> Column? { columns.first { $0.name.isSameName(as: name) } }
}

// MARK: - Reading it

extension TableShape {
  /// The shape of a table as it is now, or why it can't be captured.
  init(of table: String, on connection: Connection, known: [String]) throws(CaptureError) {
    let attempted = "install capture of table \(table)"
    guard
      let found = try connection.rows(
        "SELECT type, wr FROM pragma_table_list(?1) WHERE schema = 'main'", [.text(table)]
      ).first
    else {
      throw CaptureError(
        .schema, attempted, "there is no such table; \(nameAdvice(for: table, among: known))")
    }
    guard found[0] == .text("table") else {
      throw CaptureError(.schema, attempted, "only tables can be captured, not a view or virtual table; name the table")
    }
    name = table
    var primary: [String] = []
    var columns: [Column] = []
    for row in try connection.rows(
      "SELECT name, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?1)", [.text(table)])
    {
      guard case .text(let name) = row[0] else { continue }
      let fallback: String? = if case .text(let text) = row[2] { text } else { nil }
      columns.append(Column(name: name, isNotNull: row[1] != .integer(0), fallback: fallback))
      if row[3] != .integer(0) { primary.append(name) }
    }
    self.columns = columns
    var uniques = try Self.indexes(of: table, on: connection, attempted)
    var rowIDColumn: String?
    if found[1] == .integer(0) {
      let isIndexed =
        try connection.value(
          "SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk'", [.text(table)]) != nil
      if primary.count == 1, !isIndexed {
        rowIDColumn = primary[0]
        uniques.insert(Unique(terms: [(.column(primary[0]), nil)], isPartial: false), at: 0)
      } else if let rowID = ["rowid", "_rowid_", "oid"].first(where: { name in
        !columns.contains { $0.name.isSameName(as: name) }
      }) {
        uniques.insert(Unique(terms: [(.column(rowID), nil)], isPartial: false), at: 0)
      }
    }
    self.uniques = uniques
    self.rowIDColumn = rowIDColumn
  }

  private static func indexes(
    of table: String, on connection: Connection, _ attempted: String
  ) throws(CaptureError) -> [Unique] {
    var uniques: [Unique] = []
    for index in try connection.rows(
      """
      SELECT i.name, i.partial, m.sql FROM pragma_index_list(?1) AS i LEFT JOIN sqlite_master AS m
      ON m.type = 'index' AND m.name = i.name WHERE i."unique" <> 0 ORDER BY i.name
      """, [.text(table)])
    {
      guard case .text(let name) = index[0] else { continue }
      // Only the text of an index has its expressions; those SQLite makes by itself have no text and no expressions.
      let written = if case .text(let sql) = index[2] { IndexText(sql).terms } else { [String]() }
      var terms: [(term: Unique.Term, collation: String?)] = []
      for (place, row) in try connection.rows(
        "SELECT name, coll FROM pragma_index_xinfo(?1) WHERE key <> 0 ORDER BY seqno", [index[0]]
      ).enumerated() {
        if case .text(let column) = row[0] {
          let collation: String? = if case .text(let text) = row[1] { text } else { nil }
          terms.append((.column(column), collation))
        } else if place < written.count {
          terms.append((.expression(written[place]), nil))
        } else {
          throw CaptureError(
            .schema, attempted,
            "the expression of unique index \(name) can't be read: what REPLACE deletes by it would be missed; "
              + "make it an index over a generated column")
        }
      }
      uniques.append(Unique(terms: terms, isPartial: index[1] != .integer(0)))
    }
    return uniques
  }
}

// MARK: - Checking a declaration

extension TableShape {
  /// Checks that every column `table` names is there and that its key identifies one row.
  func check(_ table: CapturedTable) throws(CaptureError) {
    let attempted = "install capture of table \(table.name)"
    for name in [table.key] + table.columns + table.kept where column(name) == nil {
      throw CaptureError(
        .schema, attempted,
        "it has no column \(name); \(nameAdvice(for: name, among: columns.map(\.name)))")
    }
    let identifies = uniques.contains { $0.isColumn(table.key) }
    guard identifies else {
      throw CaptureError(
        .schema, attempted,
        "column \(table.key) does not identify a row: it must be the primary key, or UNIQUE by itself")
    }
  }
}
