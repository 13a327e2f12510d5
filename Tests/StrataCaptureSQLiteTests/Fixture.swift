import StrataCapture
import StrataCaptureSQLite

/// A database with a captured table `rentals`, written by our connection or by the `sqlite3` shell.
final class Fixture: Sendable {
  static let rentals = CapturedTable(
    name: "rentals", key: "id", columns: ["id", "account", "name"], kept: ["account", "name"])

  let directory: TemporaryDirectory
  let path: String
  let database: SQLiteDatabase
  let shell: Shell

  init(
    _ schema: [String] = ["CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT)"],
    tables: [CapturedTable] = [rentals], settings: SQLiteSettings = SQLiteSettings()
  ) throws {
    directory = try TemporaryDirectory()
    path = directory.file("app.db")
    database = try SQLiteDatabase(path, settings: settings)
    shell = Shell(path: path)
    for statement in schema { try run(statement) }
    if !tables.isEmpty { try database.install(tables) }
  }

  convenience init(_ schema: [String], _ before: [String], tables: [CapturedTable] = [rentals]) throws {
    try self.init(schema, tables: [])
    try database.install(tables)
    for statement in before { try run(statement) }
  }

  @discardableResult
  func run(_ sql: String, _ values: ColumnValue...) throws -> Int {
    try database.write { try $0.execute(sql, values) }
  }

  /// Runs statements, by our connection or in one go by the shell.
  func run(_ statements: [String], by writer: Writer) throws {
    switch writer {
    case .ours: try database.write { session in for sql in statements { try session.execute(sql, []) } }
    case .shell: try shell((["BEGIN"] + statements + ["COMMIT"]).joined(separator: ";\n") + ";")
    case .untrusting:
      try shell((["PRAGMA trusted_schema = 0", "BEGIN"] + statements + ["COMMIT"]).joined(separator: ";\n") + ";")
    }
  }

  /// The changes after `sequence` in short: `insert 1 [] -> [7, a]`.
  func changes(after sequence: Int64 = 0) throws -> [String] {
    try database.read { session in
      try database.changes(after: sequence, limit: 10_000, in: session).map(\.short)
    }
  }

  func head() throws -> Int64 { try database.read { try database.head(in: $0) } }

  func rows(_ sql: String) throws -> [[ColumnValue]] {
    try database.read { session in
      var rows: [[ColumnValue]] = []
      try session.query(sql, []) { rows.append($0) }
      return rows
    }
  }
}

/// Who writes: a captured table must not care.
enum Writer: CaseIterable, Sendable {
  /// A ``SQLiteDatabase``, `foreign_keys` and `recursive_triggers` on.
  case ours
  /// The `sqlite3` shell, both off.
  case shell
  /// The shell with `trusted_schema` off besides.
  case untrusting
}

extension Change {
  /// The change in short, without its sequence.
  var short: String {
    let old = old.map(\.short).joined(separator: ","), new = new.map(\.short).joined(separator: ",")
    return switch operation {
    case .insert: "+ \(key.short) (\(new))"
    case .update: "~ \(key.short) (\(old)) (\(new))"
    case .delete: "- \(key.short) (\(old))"
    }
  }
}

extension ColumnValue {
  var short: String {
    switch self {
    case .null: "null"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): "x\(bytes)"
    }
  }
}
