internal import StrataCapture

/// How a table was declared when a change was captured: what its key and kept values stand for.
///
/// A changed declaration makes a new layout, and changes still in the outbox keep theirs.
struct Layout {
  let id: Int64
  var name: String
  var key: String
  var kept: [String]
  var guards: [String]
  var isInstalled: Bool

  func declares(_ table: CapturedTable) -> Bool {
    name.isSameName(as: table.name) && key == table.key && kept == table.kept
  }
}

extension Layout {
  /// All layouts there have been, by their id.
  static func all(on connection: Connection) throws(CaptureError) -> [Layout] {
    var kept: [Int64: [String]] = [:]
    for row in try connection.rows("SELECT layout, name FROM strata_outbox_columns ORDER BY layout, position") {
      if case .integer(let layout) = row[0], case .text(let name) = row[1] { kept[layout, default: []].append(name) }
    }
    var layouts: [Layout] = []
    for row in try connection.rows("SELECT id, name, key, guard, installed FROM strata_outbox_layouts ORDER BY id") {
      guard case .integer(let id) = row[0], case .text(let name) = row[1], case .text(let key) = row[2],
        case .text(let guards) = row[3]
      else { throw CaptureError(.damaged, "read layouts of \(connection.path)", "a layout of the outbox is not one") }
      layouts.append(
        Layout(
          id: id, name: name, key: key, kept: kept[id] ?? [],
          guards: guards.split(separator: "\n").map(String.init), isInstalled: row[4] == .integer(1)))
    }
    return layouts
  }

  /// Writes the layout as it is here, new or changed.
  func save(on connection: Connection) throws(CaptureError) {
    try connection.execute(
      "INSERT OR REPLACE INTO strata_outbox_layouts (id, name, key, guard, installed) VALUES (?1, ?2, ?3, ?4, ?5)",
      [
        .integer(id), .text(name), .text(key), .text(guards.joined(separator: "\n")), .integer(isInstalled ? 1 : 0),
      ])
    try connection.execute("DELETE FROM strata_outbox_columns WHERE layout = ?1", [.integer(id)])
    for (position, column) in kept.enumerated() {
      try connection.execute(
        "INSERT INTO strata_outbox_columns (layout, position, name) VALUES (?1, ?2, ?3)",
        [.integer(id), .integer(Int64(position + 1)), .text(column)])
    }
  }
}

/// A trigger of ours as the database has it.
struct InstalledTrigger {
  let name: String
  let table: String
  let sql: String

  static func all(on connection: Connection) throws(CaptureError) -> [InstalledTrigger] {
    try connection.rows(
      "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'strata_outbox_[0-9]*'"
    ).compactMap { row in
      guard case .text(let name) = row[0], case .text(let table) = row[1], case .text(let sql) = row[2] else {
        return nil
      }
      return InstalledTrigger(name: name, table: table, sql: sql)
    }
  }

  /// The columns its last list of values takes from NEW, in their order: SQLite rewrites them when a column is renamed.
  var newColumns: [String] {
    guard let values = sql.ranges(of: " VALUES (").last else { return [] }
    var rest = sql[values.upperBound...]
    var names: [String] = []
    while let start = rest.firstRange(of: "NEW.\"") {
      rest = rest[start.upperBound...]
      var name = ""
      while let end = rest.firstIndex(of: "\"") {
        name += rest[..<end]
        rest = rest[rest.index(after: end)...]
        guard rest.first == "\"" else { break }
        name += "\""
        rest.removeFirst()
      }
      names.append(name)
    }
    return names
  }
}
