/// What a comparison of a replica with its source found (SPEC §9.8).
public struct Verification: Hashable, Sendable {
  /// How a replica's row differs from what its source says.
  public enum Difference: Hashable, Sendable, CustomStringConvertible {
    /// The source has a row that the replica lacks.
    case missing(table: String, key: ColumnValue)
    /// The replica has a row that the source lacks.
    case extra(table: String, key: ColumnValue)
    /// A column holds another value than the source's record says.
    case different(table: String, key: ColumnValue, column: String, source: ColumnValue, replica: ColumnValue)

    /// The row and the column, and both values.
    public var description: String {
      switch self {
      case .missing(let table, let key): "\(table) lacks the row of \(keyText(key))"
      case .extra(let table, let key): "\(table) has a row of \(keyText(key)), which the source has not"
      case .different(let table, let key, let column, let source, let replica):
        "\(table), row of \(keyText(key)): \(column) is \(replica), the source says \(source)"
      }
    }
  }

  /// How many rows of the source were compared, children not counted.
  public var rows = 0
  /// How many children were compared.
  public var children = 0
  /// The first difference in the order of tables and keys; nil for an equal replica.
  public var difference: Difference?
  /// Of all the columns that records write, in the order of tables and keys: equal for equal replicas, whenever and in
  /// whatever order they were written.
  public var digest: UInt64 { hash.value }
  var hash = Digest()

  /// Whether nothing differs.
  public var isEqual: Bool { difference == nil }
}

/// Compares a replica with its source: for each row of the source what its record would say now, with what the replica
/// has, and that the replica has nothing else. Both are read in the order of their keys, in bounded memory, each as one
/// state: let the consumer catch up first.
///
/// It stops at the first difference; the digest is then of what was read until there. Throws
/// ``CaptureError/Code/declaration`` when the replica is of topics or models that `namespaces` don't publish.
public func verify(
  _ namespaces: Namespace..., in source: any Database, against replica: Replica, in database: any Database
) throws -> Verification {
  let published = try PublishedTopics(namespaces)
  let tables = try ReplicaTables(replica)
  try checkSchema(of: published, in: source)
  try checkSchema(of: tables.all, in: database)
  func compare(_ source: any Session, _ local: any Session) throws -> Verification {
    var result = Verification()
    for table in tables.all {
      guard
        let publication = published.publications.first(where: { $0.topic == table.topic && $0.model == table.model })
      else {
        throw CaptureError(
          .declaration, "verify \(table.model) of \(table.topic)", "no declaration given publishes it")
      }
      var comparison = Comparison(publication, table, source: source, replica: local)
      try comparison.run(&result)
      if result.difference != nil { break }
    }
    return result
  }
  if source === database { return try source.read { try compare($0, $0) } }
  return try source.read { source in try database.read { local in try compare(source, local) } }
}
