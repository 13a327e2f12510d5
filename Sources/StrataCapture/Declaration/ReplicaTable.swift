/// Where records of one model go, checked and with its Swift types erased: what the consumer works by.
struct ReplicaTable: Sendable {
  /// The topic's whole name.
  let topic: String
  /// The published model's name.
  let model: String
  let shape: TableShape
  /// The column that holds the published row's primary key.
  let match: Int
  /// The columns that records write; the first is ``match``.
  let columns: [Int]
  let children: [ReplicaChildren]
  /// What a record's value says.
  let decode: @Sendable ([UInt8]) throws -> MappedRow
  let onChange: [@Sendable (ErasedChange, Transaction) throws -> Void]

  let insert: String
  /// The mapped columns, then the local primary key.
  let update: String

  /// Throws ``CaptureError/Code/declaration`` for what can't be right whatever the database.
  init<Wire: Decodable & SendableMetatype, Local: Model>(
    topic: String, model: String, match: any PartialKeyPath<Local> & Sendable, rules: [Rule<Wire, Local>]
  ) throws(CaptureError) {
    let here = "consume \(model) of \(topic) into \(Local.self)"
    try Local.checkTable()
    var columns: [Int] = []
    var reads: [@Sendable (Wire) throws -> ColumnValue] = []
    var children: [ReplicaChildren] = []
    var nested: [@Sendable (Wire) throws -> [MappedChild]] = []
    var onChange: [@Sendable (ErasedChange, Transaction) throws -> Void] = []
    for rule in rules {
      switch try rule.resolve(here) {
      case .column(let number, let value):
        columns.append(number)
        reads.append(value)
      case .children(let table, let values):
        children.append(table)
        nested.append(values)
      case .onChange(let body):
        onChange.append { try body(RowChange(erased: $0), $1) }
      }
    }
    let shape = Local.table.shape
    try checkTargets(columns, of: shape, in: here)
    self.topic = topic
    self.model = model
    self.shape = shape
    self.match = try Local.table.column(declaredAt: match, in: here)
    self.columns = columns
    self.children = children
    self.onChange = onChange
    let (readers, lists) = (reads, nested)
    decode = { bytes in
      let wire = try decodeJSON(Wire.self, from: bytes)
      return MappedRow(values: try readers.map { try $0(wire) }, children: try lists.map { try $0(wire) })
    }
    let names = columns.map { shape.columns[$0].name }
    insert = insertStatement(into: shape.name, names)
    update = updateStatement(of: shape.name, names, where: shape.key.name)
  }
}

/// Where a record's nested values go.
struct ReplicaChildren: Sendable {
  let shape: TableShape
  /// The column that holds the local parent's primary key.
  let owner: Int
  /// The columns that records write; the first tells which row is which.
  let columns: [Int]
  /// The mapped columns, then the owner.
  let insert: String
  /// The mapped columns and the owner, then the row's own primary key.
  let update: String

  init(shape: TableShape, owner: Int, columns: [Int]) {
    self.shape = shape
    self.owner = owner
    self.columns = columns
    let names = (columns + [owner]).map { shape.columns[$0].name }
    insert = insertStatement(into: shape.name, names)
    update = updateStatement(of: shape.name, names, where: shape.key.name)
  }
}

/// What a record says: the values of the mapped columns and of each list of children.
struct MappedRow: Hashable, Sendable {
  /// In the order of ``ReplicaTable/columns``.
  var values: [ColumnValue]
  /// In the order of ``ReplicaTable/children``.
  var children: [[MappedChild]]

  var key: ColumnValue { values[0] }
}

/// A nested value's columns, in the order of ``ReplicaChildren/columns``.
struct MappedChild: Hashable, Sendable {
  var values: [ColumnValue]

  var key: ColumnValue { values[0] }
}
