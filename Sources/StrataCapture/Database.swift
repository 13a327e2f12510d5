/// An application's SQL database, as the framework needs it (SPEC §9).
///
/// Reads and writes block the calling thread; one write is under way at a time.
public protocol Database: AnyObject, Sendable {
  /// Runs `body` in one read transaction: everything it sees is one state of the database.
  func read<Result>(_ body: (any Session) throws -> Result) throws -> Result

  /// Runs `body` in one write transaction: committed when it returns, rolled back when it throws.
  @discardableResult
  func write<Result>(_ body: (any Session) throws -> Result) throws -> Result

  /// The names of a table's columns in their order, as `session` sees them; empty when there is no such table.
  func columns(of table: String, in session: any Session) throws(CaptureError) -> [String]

  /// The names of the tables there are, ours left out, as `session` sees them: to say what a misspelt name may have
  /// meant.
  func tables(in session: any Session) throws(CaptureError) -> [String]
}

/// A transaction under way. Valid only inside the closure it was given to.
public protocol Session: AnyObject {
  /// Runs one statement, `?1` bound to the first value, and returns how many rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [ColumnValue]) throws(CaptureError) -> Int

  /// Runs one query, `?1` bound to the first value, and hands over each row's columns in the order selected.
  func query(_ sql: String, _ values: [ColumnValue], _ row: ([ColumnValue]) throws -> Void) throws

  /// Runs `body` so that its writes are undone, and only its, when it throws.
  @discardableResult
  func savepoint<Result>(_ body: () throws -> Result) throws -> Result
}

extension Session {
  /// Runs one statement without values and returns how many rows it changed.
  @discardableResult
  public func execute(_ sql: String) throws(CaptureError) -> Int { try execute(sql, []) }
}

/// A database whose writes are captured: a trigger puts each change of a captured row, whoever makes it, into the
/// outbox in the same commit (SPEC §9.1).
public protocol ChangeSource: Database {
  /// Creates outbox and triggers for these tables, or brings them up to date; tables not named are captured no longer.
  /// Checks that every named column exists and that triggers made earlier are still there. Where they were gone they
  /// are restored, all rows of the table are captured again, and the gap is returned to be reported.
  @discardableResult
  func install(_ tables: [CapturedTable]) throws(CaptureError) -> [CaptureGap]

  /// The changes after `sequence`, oldest first, at most `limit`, as `session` sees them.
  func changes(after sequence: Int64, limit: Int, in session: any Session) throws(CaptureError) -> [Change]

  /// The sequence of the newest change ever captured, 0 if there was none, as `session` sees it.
  func head(in session: any Session) throws(CaptureError) -> Int64

  /// Forgets the changes up to `sequence`.
  func discardChanges(upTo sequence: Int64, in session: any Session) throws(CaptureError)

  /// Captures every row that `table` has now as an update, in one statement: history for newcomers.
  func captureAllRows(of table: String, in session: any Session) throws(CaptureError)

  /// Captures the rows of `table` whose `column` equals `value` as an update, in one statement: what depends on a row
  /// that changed elsewhere.
  func captureRows(
    of table: String, where column: String, equals value: ColumnValue, in session: any Session
  ) throws(CaptureError)

  /// Returns when a commit of any connection or process may have added changes since the call before, or after
  /// `atMost`. Woken by the commit itself; `atMost` covers wakes that the operating system lost.
  func waitForCommit(atMost: Duration) async throws(CaptureError)
}

/// What of a table is captured.
public struct CapturedTable: Hashable, Sendable {
  /// The table's name.
  public var name: String
  /// The column that identifies a row: its primary key.
  public var key: String
  /// Every column the declarations speak of; each must exist.
  public var columns: [String]
  /// The columns whose values before and after a write are kept with the change, for a deleted row can't be asked.
  public var kept: [String]

  /// What of a table is captured.
  public init(name: String, key: String, columns: [String], kept: [String]) {
    self.name = name
    self.key = key
    self.columns = columns
    self.kept = kept
  }
}

/// A time in which a table's writes were not captured, found when capture was installed again.
///
/// Rows inserted and updated meanwhile were captured again; which rows were deleted can't be known: verify the
/// replicas.
public struct CaptureGap: Hashable, Sendable, CustomStringConvertible {
  /// The table's name.
  public var table: String
  /// What happened and what was done about it.
  public var reason: String

  /// A time in which a table's writes were not captured.
  public init(table: String, reason: String) {
    self.table = table
    self.reason = reason
  }

  /// `table: reason`.
  public var description: String { "\(table): \(reason)" }
}

/// One write to one row of a captured table.
public struct Change: Hashable, Sendable {
  /// What was done to the row. A changed primary key is a delete and an insert.
  public enum Operation: Int64, Hashable, Sendable {
    /// The row is new.
    case insert = 1
    /// The row was there before and after.
    case update = 2
    /// The row is gone.
    case delete = 3
  }

  /// Rises with every change and follows the order of commits. Never used twice.
  public var sequence: Int64
  /// The table's name.
  public var table: String
  /// What was done.
  public var operation: Operation
  /// The row's primary key.
  public var key: ColumnValue
  /// The kept columns before the write, in the order of ``CapturedTable/kept``; empty for an insert.
  public var old: [ColumnValue]
  /// The kept columns after the write; empty for a delete.
  public var new: [ColumnValue]

  /// One write to one row.
  public init(
    sequence: Int64, table: String, operation: Operation, key: ColumnValue, old: [ColumnValue], new: [ColumnValue]
  ) {
    self.sequence = sequence
    self.table = table
    self.operation = operation
    self.key = key
    self.old = old
    self.new = new
  }
}
