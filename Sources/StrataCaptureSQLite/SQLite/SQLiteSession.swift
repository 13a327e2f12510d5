internal import StrataCapture

/// A transaction under way on one connection.
final class SQLiteSession: Session {
  let connection: Connection
  private var isOver = false
  private var savepoints = 0

  init(_ connection: Connection) { self.connection = connection }

  /// Ends the session: whoever kept it gets an error instead of another's transaction.
  func end() { isOver = true }

  @discardableResult
  func execute(_ sql: String, _ values: [ColumnValue]) throws(CaptureError) -> Int {
    try check(sql)
    let changed = try connection.execute(sql, values)
    try checkStillOpen(sql)
    return changed
  }

  func query(_ sql: String, _ values: [ColumnValue], _ row: ([ColumnValue]) throws -> Void) throws {
    try check(sql)
    try connection.query(sql, values, row)
    try checkStillOpen(sql)
  }

  @discardableResult
  func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    savepoints += 1
    defer { savepoints -= 1 }
    let name = "strata_\(savepoints)"
    try execute("SAVEPOINT \(name)", [])
    do {
      let result = try body()
      try execute("RELEASE \(name)", [])
      return result
    } catch {
      // Some failures (a full disk among them) have rolled back the whole transaction, savepoints and all.
      if !connection.isIdle {
        try connection.execute("ROLLBACK TO \(name)")
        try connection.execute("RELEASE \(name)")
      }
      throw error
    }
  }

  private func check(_ sql: String) throws(CaptureError) {
    guard !isOver else {
      throw CaptureError(
        .misuse, "run `\(sql)`", "the transaction is over; use a session only in the closure it was given to")
    }
    try checkStillOpen(sql)
  }

  private func checkStillOpen(_ sql: String) throws(CaptureError) {
    guard connection.isIdle else { return }
    throw CaptureError(
      .misuse, "run `\(sql)`",
      "the transaction was ended within; leave BEGIN, COMMIT and ROLLBACK to `write { }`, which throws to roll back")
  }
}
