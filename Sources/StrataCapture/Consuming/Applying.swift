import StrataTransport

/// Applies records to the replica's rows, within one transaction (SPEC §9.5).
struct Applying {
  /// What became of a record.
  enum Outcome: Hashable {
    /// The replica went on to the record's version.
    case applied
    /// The replica knew as much already, or the record is of a model nobody keeps.
    case skipped
    /// Its key is parked: it waits behind.
    case queued
  }

  let tables: [String: [ReplicaTable]]
  let store: ReplicaStore
  let stream: Int64
  let session: any Session
  let transaction: Transaction
  /// The keys that records of this stream are parked for.
  var parkedKeys: Set<[UInt8]>
  /// The newest version applied.
  private(set) var version: Version?

  init(
    _ tables: [String: [ReplicaTable]], store: ReplicaStore, stream: Int64, session: any Session
  ) throws {
    self.tables = tables
    self.store = store
    self.stream = stream
    self.session = session
    transaction = Transaction(session, store: store)
    parkedKeys = try store.parkedKeys(stream, in: session)
  }

  /// Applies a record. What it throws says why the record can't be applied, or that nothing can now
  /// (``rethrowTransient(_:)``).
  mutating func apply(_ record: ConsumedRecord) throws -> Outcome {
    if !parkedKeys.isEmpty, let key = record.key, parkedKeys.contains(key) { return .queued }
    let envelope = try Envelope(record)
    guard envelope.event != .moved, let tables = tables[envelope.model] else { return .skipped }
    let name = "\(envelope.model):\(envelope.key)"
    let standing = Standing(version: envelope.version, state: record.value == nil ? envelope.tombstoneState : .live)
    let known = try store.standing(stream, name, in: session)
    guard standing.supersedes(known) else { return .skipped }
    for table in tables {
      if let value = record.value {
        try apply(try decode(value, envelope, record.offset, table), to: table)
      } else {
        try remove(envelope, standing.state, known?.state, from: table)
      }
    }
    try store.setStanding(standing, stream, name, in: session)
    version = envelope.version
    return .applied
  }

  private func decode(
    _ value: [UInt8], _ envelope: Envelope, _ offset: Int64, _ table: ReplicaTable
  ) throws -> MappedRow {
    let row: MappedRow
    do {
      row = try table.decode(value)
    } catch {
      throw CaptureError(.undecodable, "decode \(envelope.model):\(envelope.key) at offset \(offset)", "\(error)")
    }
    guard keyText(row.key) == envelope.key else {
      throw CaptureError(
        .undecodable, "apply \(envelope.model):\(envelope.key) at offset \(offset)",
        "its value's key is \(keyText(row.key)); match: must name the published row's primary key")
    }
    return row
  }

  // MARK: - Rows

  private func apply(_ row: MappedRow, to table: ReplicaTable) throws {
    let before = try local(table, row.key)
    var after: [ColumnValue]
    var differs = true
    if let before {
      after = before
      for (column, value) in zip(table.columns, row.values) { after[column] = value }
      differs = zip(table.columns, row.values).contains { !sameValue(before[$0], $1) }
      if differs { try session.execute(table.update, row.values + [before[0]]) }
    } else {
      try session.execute(table.insert, row.values)
      if table.children.isEmpty, table.onChange.isEmpty { return }
      guard let made = try local(table, row.key) else {
        throw CaptureError(
          .constraint, "insert \(keyText(row.key)) into \(table.shape.name)", "the row is not there after")
      }
      after = made
    }
    var childrenChanged = false
    for (children, values) in zip(table.children, row.children) {
      if try replace(children, of: after[0], with: values, isNew: before == nil) { childrenChanged = true }
    }
    guard !table.onChange.isEmpty, differs || childrenChanged else { return }
    let change = ErasedChange(
      kind: before == nil ? .created : .updated, key: row.key, before: before, after: after,
      childrenChanged: childrenChanged)
    for body in table.onChange { try body(change, transaction) }
  }

  private func remove(
    _ envelope: Envelope, _ state: Standing.State, _ known: Standing.State?, from table: ReplicaTable
  ) throws {
    guard let key = keyValue(envelope.key, as: table.shape.columns[table.match].kind.content) else {
      throw CaptureError(
        .undecodable, "delete \(envelope.model):\(envelope.key)",
        "the key can't be a value of column \(table.shape.columns[table.match].name)")
    }
    let before = try local(table, key)
    if let before {
      for children in table.children {
        for child in try rows(children, of: before[0]) { try session.execute(children.shape.delete, [child[0]]) }
      }
      try session.execute(table.shape.delete, [before[0]])
    }
    // A row nobody knew that is gone is no change; one that counts as deleted is worth telling.
    guard
      before != nil || known.map({ $0 != state && $0 != .deleted }) ?? false || state == .softDeleted && known != state
    else { return }
    let change = ErasedChange(
      kind: state == .softDeleted ? .softDeleted : .deleted, key: key, before: before, after: nil,
      childrenChanged: false)
    for body in table.onChange { try body(change, transaction) }
  }

  private func local(_ table: ReplicaTable, _ key: ColumnValue) throws -> [ColumnValue]? {
    var row: [ColumnValue]?
    try session.query(table.shape.selectBy[table.match], [key]) { row = $0 }
    return row
  }

  // MARK: - Children

  /// Makes the children of a local row those given, and says whether that changed anything.
  private func replace(
    _ children: ReplicaChildren, of owner: ColumnValue, with values: [MappedChild], isNew: Bool
  ) throws -> Bool {
    let key = children.columns[0]
    var there: [ColumnValue: [ColumnValue]] = [:]
    // A new row has none of its own, and the query is saved.
    if !isNew { for row in try rows(children, of: owner) { there[row[key]] = row } }
    var changed = false
    for value in values {
      var row = there.removeValue(forKey: value.key)
      // It may belong to another row still: children move.
      if row == nil { try session.query(children.shape.selectBy[key], [value.key]) { row = $0 } }
      let columns = value.values + [owner]
      guard let row else {
        try session.execute(children.insert, columns)
        changed = true
        continue
      }
      if zip(children.columns + [children.owner], columns).contains(where: { !sameValue(row[$0], $1) }) {
        try session.execute(children.update, columns + [row[0]])
        changed = true
      }
    }
    for gone in there.values {
      try session.execute(children.shape.delete, [gone[0]])
      changed = true
    }
    return changed
  }

  private func rows(_ children: ReplicaChildren, of owner: ColumnValue) throws -> [[ColumnValue]] {
    var rows: [[ColumnValue]] = []
    try session.query(children.shape.selectBy[children.owner], [owner]) { rows.append($0) }
    return rows
  }
}

/// Whether a column holds what was written to it: databases may keep 3.0 as 3.
func sameValue(_ a: ColumnValue, _ b: ColumnValue) -> Bool {
  switch (a, b) {
  case (.integer(let a), .real(let b)), (.real(let b), .integer(let a)): Double(a) == b
  default: a == b
  }
}
