internal import StrataCapture

/// What capture must know of an application's table: its columns, and what makes its rows unique.
struct TableShape {
  struct Column {
    let name: String
    let isNotNull: Bool
    /// The default as SQL text.
    let fallback: String?
  }

  /// Columns no two rows have alike: an insert or update OR REPLACE deletes the row that stands in its way by one of
  /// these.
  struct Unique: Hashable {
    /// Each column with its collation; none for the row id.
    let columns: [(name: String, collation: String?)]
    let isPartial: Bool

    static func == (a: Self, b: Self) -> Bool {
      a.isPartial == b.isPartial && a.columns.elementsEqual(b.columns) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(columns.map(\.name)) }
  }

  let name: String
  let columns: [Column]
  let uniques: [Unique]

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
        .schema, attempted, "there is no such table; \(NearestNames.advice(for: table, among: known))")
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
    if found[1] == .integer(0) {
      let isIndexed =
        try connection.value(
          "SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk'", [.text(table)]) != nil
      if primary.count == 1, !isIndexed {
        uniques.insert(Unique(columns: [(primary[0], nil)], isPartial: false), at: 0)
      } else if let rowID = ["rowid", "_rowid_", "oid"].first(where: { name in
        !columns.contains { $0.name.isSameName(as: name) }
      }) {
        uniques.insert(Unique(columns: [(rowID, nil)], isPartial: false), at: 0)
      }
    }
    self.uniques = uniques
  }

  private static func indexes(
    of table: String, on connection: Connection, _ attempted: String
  ) throws(CaptureError) -> [Unique] {
    var uniques: [Unique] = []
    for index in try connection.rows(
      "SELECT name, partial FROM pragma_index_list(?1) WHERE \"unique\" <> 0 ORDER BY name", [.text(table)])
    {
      guard case .text(let indexName) = index[0] else { continue }
      var columns: [(name: String, collation: String?)] = []
      for row in try connection.rows(
        "SELECT name, coll FROM pragma_index_xinfo(?1) WHERE key <> 0 ORDER BY seqno", [index[0]])
      {
        guard case .text(let name) = row[0] else {
          throw CaptureError(
            .schema, attempted,
            "unique index \(indexName) is over an expression: what INSERT OR REPLACE deletes over it can't be seen; "
              + "make it an index over a generated column")
        }
        let collation: String? = if case .text(let text) = row[1] { text } else { nil }
        columns.append((name, collation))
      }
      uniques.append(Unique(columns: columns, isPartial: index[1] != .integer(0)))
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
        "it has no column \(name); \(NearestNames.advice(for: name, among: columns.map(\.name)))")
    }
    let identifies = uniques.contains {
      !$0.isPartial && $0.columns.count == 1 && $0.columns[0].name.isSameName(as: table.key)
    }
    guard identifies else {
      throw CaptureError(
        .schema, attempted,
        "column \(table.key) does not identify a row: it must be the primary key, or UNIQUE by itself")
    }
  }
}
