public import StrataCapture
internal import Synchronization

/// An SQLite database in a file: an application's, whose writes can be captured, or a replica's (SPEC §9.1).
///
/// Opened in WAL mode, so reads run beside the one write there may be at a time. `foreign_keys` and
/// `recursive_triggers` are on. Reads and writes block the calling thread. Close it by letting go of it.
public final class SQLiteDatabase: Database {
  /// The file's path, as it was given.
  public let path: String
  /// How it was opened.
  public let settings: SQLiteSettings

  let commits: CommitSignal
  let outbox = OutboxState()
  private let writer: Connection
  private let writing = WriteLock()
  private let readers: ReadPool
  private let threads = ThreadsInside()

  /// Opens the database, which is created if there is none.
  ///
  /// Throws `locked` when another process does not let go of it in time, `foreign` when the file is something else,
  /// `readOnly` when it can't be written, `damaged` when it can't be opened.
  public init(_ path: String, settings: SQLiteSettings = SQLiteSettings()) throws(CaptureError) {
    self.path = path
    self.settings = settings
    writer = try Connection(path: path, settings: settings)
    guard !writer.isReadOnly else { throw ResultCode.error(8, "open \(path)", "the file is write-protected") }
    guard try writer.value("PRAGMA journal_mode = WAL") == .text("wal") else {
      throw CaptureError(
        .damaged, "open \(path)",
        "the file system does not support WAL (shared memory); use a local disk and a real file")
    }
    try writer.execute("PRAGMA synchronous = \(settings.synchronous.rawValue)")
    try writer.execute("PRAGMA foreign_keys = ON")
    try writer.execute("PRAGMA recursive_triggers = ON")
    readers = ReadPool(path: path, settings: settings)
    let commits = CommitSignal(path: path, settings: settings)
    self.commits = commits
    writer.afterCommit(checkpointPages: settings.checkpointPages) { commits.committed() }
  }

  deinit { commits.close() }

  /// Runs `body` in one read transaction: everything it sees is one state of the database, whatever is committed
  /// beside.
  public func read<Result>(_ body: (any Session) throws -> Result) throws -> Result {
    try threads.enter(.read, path)
    defer { threads.leave() }
    let connection = try readers.take()
    defer { if connection.isIdle { readers.giveBack(connection) } }
    return try transaction("BEGIN", on: connection, body)
  }

  /// Runs `body` in the one write transaction: committed when it returns, rolled back when it throws.
  ///
  /// A commit that fails has written nothing. Foreign connections are waited for as long as `busyTimeout` says.
  @discardableResult
  public func write<Result>(_ body: (any Session) throws -> Result) throws -> Result {
    try threads.enter(.write, path)
    defer { threads.leave() }
    writing.lock()
    defer { writing.unlock() }
    return try transaction("BEGIN IMMEDIATE", on: writer, body)
  }

  private func transaction<Result>(
    _ begin: String, on connection: Connection, _ body: (any Session) throws -> Result
  ) throws -> Result {
    try connection.execute(begin)
    let session = SQLiteSession(connection)
    defer { session.end() }
    do {
      let result = try body(session)
      try connection.execute("COMMIT")
      return result
    } catch {
      // Some failures (a full disk among them) have rolled back already.
      if !connection.isIdle { try connection.execute("ROLLBACK") }
      throw error
    }
  }
}

// MARK: - What there is

extension SQLiteDatabase {
  /// The names of a table's columns in their order, generated ones among them; empty when there is no such table.
  public func columns(of table: String, in session: any Session) throws(CaptureError) -> [String] {
    let rows = try connection(of: session).rows(
      "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1", [.text(table)])
    return rows.compactMap { if case .text(let name)? = $0.first { name } else { nil } }
  }

  /// The names of the tables there are, ours and SQLite's left out.
  public func tables(in session: any Session) throws(CaptureError) -> [String] {
    let rows = try connection(of: session).rows(
      """
      SELECT name FROM sqlite_master
      WHERE type = 'table' AND name NOT LIKE 'strata\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY name
      """)
    return rows.compactMap { if case .text(let name)? = $0.first { name } else { nil } }
  }

  /// The connection of a session of this database.
  func connection(of session: any Session) throws(CaptureError) -> Connection {
    guard let session = session as? SQLiteSession, session.connection.path == path else {
      throw CaptureError(.misuse, "use \(path)", "the session is of another database")
    }
    return session.connection
  }
}
