/// A line of a ``Consume`` block: where a column's value comes from, what becomes of nested values, what to do on a
/// change.
public struct Rule<Wire, Local: Model>: Sendable {
  enum Content: Sendable {
    case column(number: Int, value: @Sendable (Wire) throws -> ColumnValue)
    case children(ReplicaChildren, values: @Sendable (Wire) throws -> [MappedChild])
    case onChange(@Sendable (RowChange<Local>, Transaction) throws -> Void)
  }

  let resolve: @Sendable (_ declaration: String) throws(CaptureError) -> Content

  static func column(
    _ path: any PartialKeyPath<Local> & Sendable, _ value: @escaping @Sendable (Wire) throws -> ColumnValue
  ) -> Self {
    Self { (declaration) throws(CaptureError) in
      .column(number: try Local.table.column(declaredAt: path, in: declaration), value: value)
    }
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// The local column takes the record's value.
public func Map<Wire, Local: Model, Value: ColumnType>(
  _ column: any KeyPath<Local, Value> & Sendable, from wire: any KeyPath<Wire, Value> & Sendable
) -> Rule<Wire, Local> {
  .column(column) { $0[keyPath: wire].columnValue }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// The local column takes what `value` makes of the record's value. It depends on nothing else: equal records give
/// equal rows. What it throws parks the record.
public func Map<Wire, Local: Model, Value: ColumnType, Source>(
  _ column: any KeyPath<Local, Value> & Sendable, from wire: any KeyPath<Wire, Source> & Sendable,
  _ value: @escaping @Sendable (Source) throws -> Value
) -> Rule<Wire, Local> {
  .column(column) { try value($0[keyPath: wire]).columnValue }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// The record's nested values are rows of a table of their own: `owner` holds the primary key of the local parent row,
/// and `match` tells which row is which value, in the whole table. Rows that the record has no more are deleted.
public func ToMany<Wire, Local: Model, ChildWire, Child: Model, Owner: ColumnType, Value: ColumnType>(
  _ values: any KeyPath<Wire, [ChildWire]> & Sendable, into child: Child.Type,
  owner: any KeyPath<Child, Owner> & Sendable, match childKey: any KeyPath<Child, Value> & Sendable,
  _ wireKey: any KeyPath<ChildWire, Value> & Sendable,
  @ListBuilder<Rule<ChildWire, Child>> rules: () -> [Rule<ChildWire, Child>] = { [] }
) -> Rule<Wire, Local> {
  let rules = [Rule<ChildWire, Child>.column(childKey, { $0[keyPath: wireKey].columnValue })] + rules()
  return Rule { (declaration) throws(CaptureError) in
    let here = "\(declaration), ToMany(\(Child.self))"
    try Child.checkTable()
    var columns: [Int] = []
    var reads: [@Sendable (ChildWire) throws -> ColumnValue] = []
    for rule in rules {
      guard case .column(let number, let value) = try rule.resolve(here) else {
        throw CaptureError(.declaration, here, "its block takes Map only; give nested values a topic of their own")
      }
      columns.append(number)
      reads.append(value)
    }
    let owner = try Child.table.column(declaredAt: owner, in: here)
    try checkTargets(columns + [owner], of: Child.table.shape, in: here)
    let table = ReplicaChildren(shape: Child.table.shape, owner: owner, columns: columns)
    let readers = reads
    return .children(table) { wire in
      try wire[keyPath: values].map { value in MappedChild(values: try readers.map { try $0(value) }) }
    }
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Called once for each change that the replica goes through, in the transaction that applies it: what it writes
/// through the transaction is committed with the change or not at all.
///
/// It is called for what changed: repeated, older and equal records are none. What it throws parks the record.
public func OnChange<Wire, Local: Model>(
  _ body: @escaping @Sendable (RowChange<Local>, Transaction) throws -> Void
) -> Rule<Wire, Local> {
  Rule { (_) throws(CaptureError) in .onChange(body) }
}

/// Throws ``CaptureError/Code/declaration`` when two rules write one column.
func checkTargets(_ columns: [Int], of shape: TableShape, in declaration: String) throws(CaptureError) {
  var seen: Set<Int> = []
  for column in columns where !seen.insert(column).inserted {
    throw CaptureError(.declaration, declaration, "two rules write \(shape.columns[column].property)")
  }
}
