internal import StrataCapture

/// The tables capture keeps in the application's database (SPEC §9.1), and their version.
///
///      strata_outbox           sequence │ layout │ operation │ key │ o1 n1 o2 n2 …  a change, values as they were
///      strata_outbox_layouts   id │ name │ key │ guard │ installed                  which table, how declared
///      strata_outbox_columns   layout │ position │ name                             what o1/n1, o2/n2 … stand for
///      strata_outbox_replaced  layout │ cause │ key │ o1 o2 …                       rows REPLACE may be deleting
enum OutboxSchema {
  /// The version this code makes and reads.
  static let version: Int64 = 1

  /// What every name of ours in the database begins with.
  static let prefix = "strata_outbox"

  private static let statements = [
    "CREATE TABLE strata_outbox_version (version INTEGER NOT NULL)",
    "INSERT INTO strata_outbox_version VALUES (\(version))",
    """
    CREATE TABLE strata_outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, layout INTEGER NOT NULL, operation INTEGER NOT NULL, key)
    """,
    """
    CREATE TABLE strata_outbox_layouts (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, guard TEXT NOT NULL, installed INTEGER NOT NULL)
    """,
    """
    CREATE TABLE strata_outbox_columns (
      layout INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
      PRIMARY KEY (layout, position)) WITHOUT ROWID
    """,
    """
    CREATE TABLE strata_outbox_replaced (
      layout INTEGER NOT NULL, cause TEXT NOT NULL, key NOT NULL, PRIMARY KEY (layout, cause, key)) WITHOUT ROWID
    """,
    "CREATE INDEX strata_outbox_replaced_by_key ON strata_outbox_replaced (layout, key)",
  ]

  /// Whether the outbox is there; throws `foreign` when it is of a newer version than this code.
  static func isPresent(on connection: Connection) throws(CaptureError) -> Bool {
    let found = try connection.value(
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'strata_outbox_version'")
    guard found != nil else { return false }
    let stored = try connection.value("SELECT version FROM strata_outbox_version")
    guard case .integer(let stored) = stored, stored <= version else {
      let words = if case .integer(let stored)? = stored { "version \(stored)" } else { "no known version" }
      throw CaptureError(
        .foreign, "open the outbox of \(connection.path)",
        "it is of \(words), this program knows up to \(version); use the newer program")
    }
    return true
  }

  /// Makes the outbox where there is none.
  static func create(on connection: Connection) throws(CaptureError) {
    if try isPresent(on: connection) { return }
    for statement in statements { try connection.execute(statement) }
  }

  /// Makes room for changes that keep `count` columns.
  static func widen(to count: Int, on connection: Connection) throws(CaptureError) {
    let present = try width(on: connection)
    guard present < count else { return }
    for position in present + 1...count {
      try connection.execute("ALTER TABLE strata_outbox ADD COLUMN o\(position)")
      try connection.execute("ALTER TABLE strata_outbox ADD COLUMN n\(position)")
      try connection.execute("ALTER TABLE strata_outbox_replaced ADD COLUMN o\(position)")
    }
  }

  /// How many columns a change can keep now.
  static func width(on connection: Connection) throws(CaptureError) -> Int {
    let columns = try connection.value("SELECT count(*) FROM pragma_table_info('strata_outbox')")
    guard case .integer(let columns)? = columns else { return 0 }
    return (Int(columns) - 4) / 2
  }
}
