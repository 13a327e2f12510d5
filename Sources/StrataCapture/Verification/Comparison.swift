/// Walks a source's rows and a replica's in step, by their keys (SPEC §9.8).
struct Comparison {
  let publication: Publication
  let table: ReplicaTable
  let snapshot: Snapshot
  let replica: any Session
  private var sources: KeyedRows
  private var locals: KeyedRows

  init(_ publication: Publication, _ table: ReplicaTable, source: any Session, replica: any Session) {
    self.publication = publication
    self.table = table
    self.replica = replica
    snapshot = Snapshot(source)
    sources = KeyedRows(publication.shape, key: 0, in: source)
    locals = KeyedRows(table.shape, key: table.match, in: replica)
  }

  /// Compares until the first difference, and adds what it saw to `result`.
  mutating func run(_ result: inout Verification) throws {
    let before = result.children
    var local = try locals.next()
    while let row = try nextPublished() {
      result.rows += 1
      if let local, comesBefore(local[table.match], row.key) {
        result.difference = .extra(table: table.shape.name, key: local[table.match])
        return
      }
      guard let there = local, !comesBefore(row.key, there[table.match]) else {
        result.difference = .missing(table: table.shape.name, key: row.key)
        return
      }
      for (column, value) in zip(table.columns, row.values) {
        result.hash.add(there[column], as: table.shape.columns[column].kind.content)
        if result.difference == nil, !sameValue(there[column], value) {
          result.difference = .different(
            table: table.shape.name, key: row.key, column: table.shape.columns[column].name, source: value,
            replica: there[column])
        }
      }
      if result.difference != nil { return }
      for (children, values) in zip(table.children, row.children) {
        try compare(children, of: there[0], with: values, &result)
        if result.difference != nil { return }
      }
      local = try locals.next()
    }
    if let local {
      result.difference = .extra(table: table.shape.name, key: local[table.match])
    } else {
      try findOrphans(seen: result.children - before, &result)
    }
  }

  /// What the next row of the source that counts as there says.
  private mutating func nextPublished() throws -> MappedRow? {
    while let row = try sources.next() {
      if let softDelete = publication.softDelete, row[softDelete] != .null { continue }
      return try table.decode(try publication.serialize(row, snapshot))
    }
    return nil
  }

  private func compare(
    _ children: ReplicaChildren, of owner: ColumnValue, with values: [MappedChild], _ result: inout Verification
  ) throws {
    let key = children.columns[0]
    var there: [[ColumnValue]] = []
    try replica.query(children.shape.selectBy[children.owner], [owner]) { there.append($0) }
    there.sort { comesBefore($0[key], $1[key]) }
    let wanted = values.sorted { comesBefore($0.key, $1.key) }
    for (n, value) in wanted.enumerated() {
      result.children += 1
      guard n < there.count, !comesBefore(value.key, there[n][key]) else {
        result.difference = .missing(table: children.shape.name, key: value.key)
        return
      }
      guard !comesBefore(there[n][key], value.key) else { break }
      for (column, value) in zip(children.columns, value.values) {
        result.hash.add(there[n][column], as: children.shape.columns[column].kind.content)
        guard sameValue(there[n][column], value) else {
          result.difference = .different(
            table: children.shape.name, key: there[n][key], column: children.shape.columns[column].name, source: value,
            replica: there[n][column])
          return
        }
      }
    }
    let keys = Set(wanted.map(\.key))
    if let extra = there.first(where: { !keys.contains($0[key]) }) {
      result.difference = .extra(table: children.shape.name, key: extra[key])
    }
  }

  /// Children that belong to no row of the replica were not met on the way.
  private func findOrphans(seen: Int, _ result: inout Verification) throws {
    var count: Int64 = 0
    for children in table.children {
      try replica.query("SELECT count(*) FROM \(quotedName(children.shape.name))", []) {
        if case .integer(let number) = $0[0] { count += number }
      }
    }
    guard count != Int64(seen) else { return }
    for children in table.children {
      let owner = quotedName(children.shape.columns[children.owner].name)
      let sql = """
        SELECT \(quotedName(children.shape.columns[children.columns[0]].name)) FROM \(quotedName(children.shape.name))
        WHERE \(owner) IS NULL OR \(owner) NOT IN (SELECT \(quotedName(table.shape.key.name)) FROM \
        \(quotedName(table.shape.name))) ORDER BY 1 LIMIT 1
        """
      try replica.query(sql, []) { result.difference = .extra(table: children.shape.name, key: $0[0]) }
      if result.difference != nil { return }
    }
  }
}
