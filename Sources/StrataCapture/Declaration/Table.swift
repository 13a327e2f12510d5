/// A row of a table as a Swift structure. The structure declares its table once, and everything else refers to its
/// properties:
///
///     struct Rental: Model {
///       var id: Int64, accountID: Int64, name: String
///       static let table = Table("rentals", Self.init, \.id, \.accountID, \.name)
///     }
public protocol Model: Sendable {
  /// The table and which property is which column. The first column is the table's primary key.
  static var table: Table<Self> { get }
}

/// A table's name, its columns in the order of the structure's memberwise initialiser, and how rows become values and
/// back.
///
/// What can't be right is found when a relay or a consumer is made: see ``CaptureError/Code/declaration``.
public struct Table<Row>: Sendable {
  /// Without Swift types: what SQL needs.
  let shape: TableShape
  /// Where each column's property lies in the structure.
  let offsets: [Int?]
  let flaw: String?
  private let decode: @Sendable ([ColumnValue]) throws(CaptureError) -> Row
  private let encode: [@Sendable (Row) -> ColumnValue]

  /// Declares the table `name`, whose rows `make` builds from the columns at `paths`, the primary key first. A column
  /// is named as its property, unless `renamed` says otherwise.
  public init<each Value: ColumnType>(
    _ name: String, _ make: @escaping @Sendable (repeat each Value) -> Row,
    _ paths: repeat any KeyPath<Row, each Value> & Sendable, renamed: Column<Row>...
  ) {
    var columns: [TableShape.Column] = []
    var offsets: [Int?] = []
    var encode: [@Sendable (Row) -> ColumnValue] = []
    for path in repeat each paths {
      let property = propertyName(of: path)
      let column = renamed.first { $0.path == path }?.name ?? property
      columns.append(.init(name: column, property: property, kind: columnKind(of: path)))
      offsets.append(MemoryLayout<Row>.offset(of: path))
      encode.append(reader(of: path))
    }
    let shape = TableShape(name: name, columns: columns)
    self.shape = shape
    self.offsets = offsets
    self.encode = encode
    flaw = tableFlaw(shape, offsets: offsets, renamed: renamed.map { ($0.name, MemoryLayout<Row>.offset(of: $0.path)) })
    decode = { (values: [ColumnValue]) throws(CaptureError) -> Row in
      guard values.count == shape.columns.count else {
        throw CaptureError(
          .schema, "read a row of \(name)", "it has \(values.count) columns, \(shape.columns.count) are declared")
      }
      var next = 0
      return make(repeat try takeColumn((each Value).self, values, &next, shape))
    }
  }

  /// The row that these columns, in declared order, make. Throws ``CaptureError/Code/schema`` for a value of another
  /// kind.
  func row(_ values: [ColumnValue]) throws(CaptureError) -> Row { try decode(values) }

  /// Throws what ``row(_:)`` would, without making the row.
  func check(_ values: [ColumnValue]) throws(CaptureError) {
    for (column, value) in zip(shape.columns, values) where !column.kind.fits(value) {
      throw shape.mismatch(column, value, values[0])
    }
  }

  /// The row's columns in declared order.
  func values(_ row: Row) -> [ColumnValue] { encode.map { $0(row) } }

  /// Which column a property is; nil when it is none of the declared ones.
  func column(at path: PartialKeyPath<Row>) -> Int? {
    guard let offset = MemoryLayout<Row>.offset(of: path) else { return nil }
    return offsets.firstIndex(of: offset)
  }

  /// Which column a property is. Throws ``CaptureError/Code/declaration`` when it is none; `declaration` says where.
  func column(declaredAt path: PartialKeyPath<Row>, in declaration: String) throws(CaptureError) -> Int {
    if let found = column(at: path) { return found }
    throw CaptureError(
      .declaration, declaration,
      "\(path.debugDescription) is no column of \(shape.name); its columns are "
        + shape.columns.map(\.property).joined(separator: ", "))
  }
}

/// Another name for a property's column: `Column(\.accountID, "account_id")`.
public struct Column<Row>: Sendable {
  let path: any PartialKeyPath<Row> & Sendable
  let name: String

  /// The column `name` holds the property at `path`.
  public init(_ path: any PartialKeyPath<Row> & Sendable, _ name: String) {
    self.path = path
    self.name = name
  }
}

private func columnKind<Row, Value: ColumnType>(of path: KeyPath<Row, Value>) -> ColumnKind { Value.kind }

private func reader<Row, Value: ColumnType>(
  of path: any KeyPath<Row, Value> & Sendable
) -> @Sendable (Row) -> ColumnValue {
  { $0[keyPath: path].columnValue }
}

private func takeColumn<Value: ColumnType>(
  _ type: Value.Type, _ values: [ColumnValue], _ next: inout Int, _ shape: TableShape
) throws(CaptureError) -> Value {
  defer { next += 1 }
  if let value = Value(values[next]) { return value }
  throw shape.mismatch(shape.columns[next], values[next], values[0])
}
