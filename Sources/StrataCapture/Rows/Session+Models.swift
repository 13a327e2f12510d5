extension Session {
  /// Every row of a model.
  public func all<Row: Model>(_ model: Row.Type) throws -> [Row] {
    var rows: [Row] = []
    try query(Row.table.shape.selectAll, []) { rows.append(try Row.table.row($0)) }
    return rows
  }

  /// Every row whose column equals `value`.
  public func all<Row: Model, Value: ColumnType>(
    _ model: Row.Type, _ column: KeyPath<Row, Value>, _ value: Value
  ) throws -> [Row] {
    var rows: [Row] = []
    try query(Row.table.select(by: column), [value.columnValue]) { rows.append(try Row.table.row($0)) }
    return rows
  }

  /// A row whose column equals `value`, nil if there is none.
  public func first<Row: Model, Value: ColumnType>(
    _ model: Row.Type, _ column: KeyPath<Row, Value>, _ value: Value
  ) throws -> Row? {
    try all(model, column, value).first
  }

  /// Inserts a row with all its columns; a primary key that is nil is left to the database.
  public func insert<Row: Model>(_ row: Row) throws(CaptureError) {
    try execute(Row.table.shape.insert, Row.table.values(row))
  }

  /// Writes all columns of the row with the same primary key, and says whether there is one.
  @discardableResult
  public func update<Row: Model>(_ row: Row) throws(CaptureError) -> Bool {
    let values = Row.table.values(row)
    return try execute(Row.table.shape.update, Array(values.dropFirst()) + values.prefix(1)) > 0
  }

  /// Deletes the row with the same primary key, and says whether there was one.
  @discardableResult
  public func delete<Row: Model>(_ row: Row) throws(CaptureError) -> Bool {
    try execute(Row.table.shape.delete, Array(Row.table.values(row).prefix(1))) > 0
  }
}

extension Table {
  /// The query for the rows where the column at `path` equals `?1`.
  func select(by path: PartialKeyPath<Row>) throws(CaptureError) -> String {
    if let number = column(at: path) { return shape.selectBy[number] }
    return shape.selectBy[try column(declaredAt: path, in: "select rows of \(shape.name)")]
  }
}
