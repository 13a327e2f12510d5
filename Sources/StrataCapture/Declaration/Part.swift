/// A line of a ``Publish`` block: what besides its own row a record depends on, and when a row counts as deleted.
public struct Part<Root: Model>: Sendable {
  enum Content: Sendable {
    case embedded(EmbeddedTable)
    case observed(ObservedTable)
    case softDelete(column: Int)
  }

  /// Checks the declaration; `declaration` says where it stands, for the error.
  let resolve: @Sendable (_ declaration: String) throws(CaptureError) -> Content
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Rows of another table are part of this model's records: when one changes, its parent is published, and when it
/// moves, the old and the new parent are. `parent` holds the parent's primary key.
public func Embed<Root: Model, Child: Model, Key: ColumnType>(
  _ child: Child.Type, parent: any KeyPath<Child, Key> & Sendable
) -> Part<Root> {
  Part { (declaration) throws(CaptureError) in
    try Child.checkTable()
    let column = try Child.table.column(declaredAt: parent, in: "\(declaration), Embed(\(Child.self))")
    return .embedded(EmbeddedTable(shape: Child.table.shape, parent: column))
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Records are computed from columns of another table: when one of `columns` changes there, the rows that `affected`
/// names are published again. It is asked with the other row as it was and as it is; it names rows, so that the relay
/// can take any number of them in bounded memory: `try db.all(Rental.self, \.accountID, account.id)`.
public func Observe<Root: Model, Other: Model>(
  _ other: Other.Type, _ columns: any PartialKeyPath<Other> & Sendable...,
  affected: @escaping @Sendable (Other, FanOut) throws -> Affected<Root>
) -> Part<Root> {
  Part { (declaration) throws(CaptureError) in
    try Other.checkTable()
    let here = "\(declaration), Observe(\(Other.self))"
    guard !columns.isEmpty else {
      throw CaptureError(.declaration, here, "no columns are named; name those the records are computed from")
    }
    var numbers: [Int] = []
    for path in columns { numbers.append(try Other.table.column(declaredAt: path, in: here)) }
    return .observed(
      ObservedTable(shape: Other.table.shape, columns: numbers) { values, snapshot in
        try affected(Other.table.row(values), FanOut(snapshot: snapshot)).selections
      })
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// A row whose column holds a value counts as deleted: a tombstone is sent, marked as a soft deletion. Taking the value
/// away brings the row back.
public func SoftDelete<Root: Model, Value: ColumnType>(
  _ column: any KeyPath<Root, Value?> & Sendable
) -> Part<Root> {
  Part { (declaration) throws(CaptureError) in
    .softDelete(column: try Root.table.column(declaredAt: column, in: "\(declaration), SoftDelete"))
  }
}

/// A table whose rows are part of a parent's record.
struct EmbeddedTable: Sendable {
  let shape: TableShape
  /// The column that holds the parent's primary key.
  let parent: Int
}

/// A table that records are computed from.
struct ObservedTable: Sendable {
  let shape: TableShape
  /// The columns that matter.
  let columns: [Int]
  /// Which rows of the published table a row of this one concerns.
  let affected: @Sendable ([ColumnValue], Snapshot) throws -> [Selection]
}

/// The rows of a table whose column equals a value.
struct Selection: Hashable, Sendable {
  let table: String
  let column: String
  let value: ColumnValue
}

/// Rows to be published again, named and not read.
public struct Affected<Root: Model>: Sendable {
  let selections: [Selection]

  /// No rows.
  public static var none: Self { Self(selections: []) }

  /// These rows and those.
  public static func + (a: Self, b: Self) -> Self { Self(selections: a.selections + b.selections) }
}

/// Names rows for ``Observe(_:_:affected:)``.
public struct FanOut {
  /// Reads rows, to find the way over tables that lie between.
  public let snapshot: Snapshot

  /// Every row of a model whose column equals `value`.
  public func all<Root: Model, Value: ColumnType>(
    _ model: Root.Type, _ column: KeyPath<Root, Value>, _ value: Value
  ) throws(CaptureError) -> Affected<Root> {
    let shape = Root.table.shape
    let number = try Root.table.column(declaredAt: column, in: "name rows of \(shape.name) to publish again")
    return Affected(selections: [
      Selection(table: shape.name, column: shape.columns[number].name, value: value.columnValue)
    ])
  }
}
