internal import CSQLite
internal import StrataCapture

/// One connection to a database file.
///
/// Not safe for threads by itself (SQLite's own locks are off): the writer's is used under ``WriteLock``, a reader's by
/// whoever took it out of ``ReadPool``.
@safe final class Connection: @unchecked Sendable {
  /// The database's path, as it was given.
  let path: String
  /// Open until `close`; statements and hooks of it are gone before.
  private let handle: OpaquePointer
  private var cache = StatementCache()
  private var onCommit: CommitHook?

  init(path: String, settings: SQLiteSettings) throws(CaptureError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened else { throw ResultCode.error(SQLITE_NOMEM, "open \(path)", "out of memory") }
    guard code == SQLITE_OK else {
      let words = unsafe String(cString: sqlite3_errmsg(handle))
      unsafe sqlite3_close_v2(handle)
      throw ResultCode.error(code, "open \(path)", words)
    }
    unsafe self.handle = handle
    self.path = path
    let timeout = settings.busyTimeout / .milliseconds(1)
    unsafe sqlite3_busy_timeout(handle, Int32(clamping: Int(min(max(timeout, 0), Double(Int32.max)))))
  }

  deinit {
    cache.removeAll()
    unsafe sqlite3_wal_hook(handle, nil, nil)
    unsafe sqlite3_close_v2(handle)
  }

  /// The file's full path with symbolic links followed, beside which SQLite puts the `-wal` file.
  var fileName: String {
    guard let name = unsafe sqlite3_db_filename(handle, "main") else { return path }
    return unsafe String(cString: name)
  }

  /// Whether no transaction is under way.
  var isIdle: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

  /// Whether the file can't be written, whatever was asked for at opening.
  var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

  /// How many rows any statement or trigger of this connection has changed.
  var totalChanges: Int64 { unsafe sqlite3_total_changes64(handle) }

  /// How many rows the last statement changed, its triggers' left out.
  var lastChanges: Int64 { unsafe sqlite3_changes64(handle) }

  /// Runs a statement to its end and returns how many rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [ColumnValue] = []) throws(CaptureError) -> Int {
    let statement = try take(sql)
    defer { giveBack(statement) }
    try statement.bind(values)
    let before = totalChanges
    while try statement.step() {}
    return totalChanges == before ? 0 : Int(lastChanges)
  }

  /// Runs a query and hands over each row.
  func query(_ sql: String, _ values: [ColumnValue], _ body: ([ColumnValue]) throws -> Void) throws {
    let statement = try take(sql)
    defer { giveBack(statement) }
    try statement.bind(values)
    var row: [ColumnValue] = []
    row.reserveCapacity(statement.columnCount)
    while try statement.step() {
      // Keeps the buffer unless `body` has kept the row.
      row.removeAll(keepingCapacity: true)
      try statement.read(into: &row)
      try body(row)
    }
  }

  /// All rows of a query.
  func rows(_ sql: String, _ values: [ColumnValue] = []) throws(CaptureError) -> [[ColumnValue]] {
    let statement = try take(sql)
    defer { giveBack(statement) }
    try statement.bind(values)
    var rows: [[ColumnValue]] = []
    while try statement.step() {
      var row: [ColumnValue] = []
      row.reserveCapacity(statement.columnCount)
      try statement.read(into: &row)
      rows.append(row)
    }
    return rows
  }

  /// The first column of a query's first row.
  func value(_ sql: String, _ values: [ColumnValue] = []) throws(CaptureError) -> ColumnValue? {
    try rows(sql, values).first?.first
  }

  private func take(_ sql: String) throws(CaptureError) -> Statement {
    if let statement = cache.idle(sql) {
      statement.isBusy = true
      return statement
    }
    let statement = try unsafe Statement(sql, on: handle)
    statement.isBusy = true
    cache.keep(statement)
    return statement
  }

  private func giveBack(_ statement: Statement) {
    statement.reset()
    statement.isBusy = false
  }
}

// MARK: - Commits

extension Connection {
  /// Calls `body` after each commit of this connection that wrote, with the write lock released.
  ///
  /// SQLite's own checkpoints hang on the same hook, so they are made here: after a commit that leaves
  /// `checkpointPages` or more in the log, as far as readers let it.
  func afterCommit(checkpointPages: Int, _ body: @escaping @Sendable () -> Void) {
    let hook = CommitHook(checkpointPages: checkpointPages, body: body)
    onCommit = hook
    // The connection keeps `hook` alive as long as SQLite has the pointer: `deinit` unsets it first.
    let context = unsafe Unmanaged.passUnretained(hook).toOpaque()
    unsafe sqlite3_wal_hook(
      handle,
      { context, connection, name, pages in
        guard let context = unsafe context else { return SQLITE_OK }
        let hook = unsafe Unmanaged<CommitHook>.fromOpaque(context).takeUnretainedValue()
        hook.body()
        if pages >= hook.checkpointPages {
          // A reader or another checkpoint in the way is no failure of the commit: the next one tries again.
          unsafe sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        }
        return SQLITE_OK
      }, context)
  }

  private final class CommitHook: Sendable {
    let checkpointPages: Int
    let body: @Sendable () -> Void

    init(checkpointPages: Int, body: @escaping @Sendable () -> Void) {
      self.checkpointPages = checkpointPages
      self.body = body
    }
  }
}
