/// One state of the application's database, for serializers: whatever they read belongs together. Reading the same rows
/// again costs nothing while the same batch is made. Valid only inside the closure it was given to.
public final class Snapshot {
  private struct Asked: Hashable {
    let model: ObjectIdentifier
    let column: Int
    let value: ColumnValue
  }

  /// After so many rows remembering starts over, so that memory stays flat.
  private static let rememberedRows = 4096

  private let session: any Session
  private var remembered: [Asked: Any] = [:]
  private var rows = 0

  init(_ session: any Session) { self.session = session }

  /// Every row of a model whose column equals `value`.
  public func all<Row: Model, Value: ColumnType>(
    _ model: Row.Type, _ column: KeyPath<Row, Value>, _ value: Value
  ) throws -> [Row] {
    let table = Row.table
    let number = try table.column(declaredAt: column, in: "select rows of \(table.shape.name)")
    let asked = Asked(model: ObjectIdentifier(Row.self), column: number, value: value.columnValue)
    if let known = remembered[asked] as? [Row] { return known }
    var found: [Row] = []
    try session.query(table.shape.selectBy[number], [asked.value]) { found.append(try table.row($0)) }
    rows += found.count + 1
    if rows > Self.rememberedRows {
      remembered = [:]
      rows = found.count + 1
    }
    remembered[asked] = found
    return found
  }

  /// A row whose column equals `value`, nil if there is none.
  public func first<Row: Model, Value: ColumnType>(
    _ model: Row.Type, _ column: KeyPath<Row, Value>, _ value: Value
  ) throws -> Row? {
    try all(model, column, value).first
  }

  /// Runs a query of the application's own; `?1` is the first value.
  public func query(_ sql: String, _ values: [ColumnValue], _ row: ([ColumnValue]) throws -> Void) throws {
    try session.query(sql, values, row)
  }
}
