public import StrataCapture

extension SQLiteDatabase: ChangeSource {
  /// Creates outbox and triggers for these tables, or brings them up to date, in one write transaction; tables not
  /// named are captured no longer, what is captured of them stays.
  ///
  /// Throws `schema` when a table or column is not there or its key does not identify a row, `foreign` when the outbox
  /// is of a newer version. Returns where triggers made earlier were gone or did not watch a column that became unique.
  @discardableResult
  public func install(_ tables: [CapturedTable]) throws(CaptureError) -> [CaptureGap] {
    defer { outbox.forget() }
    return try captureErrors {
      try write { session in
        let connection = try connection(of: session)
        var installation = try Installation(tables, known: self.tables(in: session), on: connection)
        return try installation.run()
      }
    }
  }

  /// The changes after `sequence`, oldest first, at most `limit`, as `session` sees them.
  ///
  /// Throws `schema` when capture is not installed, or when its triggers are gone since: a rebuilt table would be
  /// missed.
  public func changes(after sequence: Int64, limit: Int, in session: any Session) throws(CaptureError) -> [Change] {
    let connection = try connection(of: session)
    let known = try outbox.known(on: connection)
    let columns = (0..<known.width).map { ", o\($0 + 1), n\($0 + 1)" }.joined()
    let sql = """
      SELECT sequence, layout, operation, key\(columns) FROM strata_outbox
      WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
      """
    var changes: [Change] = []
    try captureErrors {
      try connection.query(sql, [.integer(sequence), .integer(Int64(max(0, limit)))]) { row in
        changes.append(try change(row, known))
      }
    }
    return changes
  }

  private func change(_ row: [ColumnValue], _ known: OutboxState.Known) throws(CaptureError) -> Change {
    guard case .integer(let sequence) = row[0], case .integer(let id) = row[1], case .integer(let code) = row[2],
      let operation = Change.Operation(rawValue: code), let layout = known.layouts[id], let places = known.places[id]
    else {
      throw CaptureError(
        .damaged, "read the outbox of \(path)", "row \(row[0]) is not a change; it was written by another")
    }
    // A column that is kept only since the change was captured has no value in it.
    let old = operation == .insert ? [] : places.map { $0.map { row[4 + 2 * $0] } ?? .null }
    let new = operation == .delete ? [] : places.map { $0.map { row[5 + 2 * $0] } ?? .null }
    return Change(sequence: sequence, table: layout.name, operation: operation, key: row[3], old: old, new: new)
  }

  /// The sequence of the newest change ever captured, discarded ones too, 0 if there was none.
  public func head(in session: any Session) throws(CaptureError) -> Int64 {
    let connection = try connection(of: session)
    _ = try outbox.known(on: connection)
    let value = try connection.value("SELECT seq FROM sqlite_sequence WHERE name = 'strata_outbox'")
    guard case .integer(let head)? = value else { return 0 }
    return head
  }

  /// Forgets the changes up to `sequence`; needs a write session.
  public func discardChanges(upTo sequence: Int64, in session: any Session) throws(CaptureError) {
    try session.execute("DELETE FROM strata_outbox WHERE sequence <= ?1", [.integer(sequence)])
    // No insert is under way in this transaction, so no note of a row it may replace is needed any more.
    try session.execute("DELETE FROM strata_outbox_replaced", [])
  }

  /// Captures every row `table` has now as an update, in one statement; needs a write session.
  public func captureAllRows(of table: String, in session: any Session) throws(CaptureError) {
    try session.execute(try triggerText(of: table, session).recapture(), [])
  }

  /// Captures the rows of `table` whose `column` equals `value` as an update, in one statement; needs a write session.
  public func captureRows(
    of table: String, where column: String, equals value: ColumnValue, in session: any Session
  ) throws(CaptureError) {
    let text = try triggerText(of: table, session)
    guard text.shape.column(column) != nil else {
      throw CaptureError(
        .schema, "capture rows of table \(table)",
        "it has no column \(column); \(nameAdvice(for: column, among: text.shape.columns.map(\.name)))")
    }
    try session.execute(text.recapture(where: "\(column.quotedName) = ?1"), [value])
  }

  /// Returns when a commit of any connection or process may have added changes since the call before, or after
  /// `atMost`; the first call returns at once. For one caller at a time; a cancelled task returns.
  public func waitForCommit(atMost: Duration) async throws(CaptureError) {
    try await commits.wait(atMost: atMost)
  }

  private func triggerText(of table: String, _ session: any Session) throws(CaptureError) -> TriggerText {
    let connection = try connection(of: session)
    guard let layout = try outbox.known(on: connection).current(table) else {
      throw CaptureError(.declaration, "capture rows of table \(table)", "it is not captured; name it in `install`")
    }
    return TriggerText(
      layout: layout.id,
      table: CapturedTable(name: layout.name, key: layout.key, columns: layout.kept, kept: layout.kept),
      shape: try TableShape(of: layout.name, on: connection, known: []))
  }

  /// Runs `body`, whose errors are all ours though its signature can't say so.
  private func captureErrors<Result>(_ body: () throws -> Result) throws(CaptureError) -> Result {
    do {
      return try body()
    } catch let error as CaptureError {
      throw error
    } catch {
      throw CaptureError(.statement, "use \(path)", "\(error)")
    }
  }
}
