/// Throws ``CaptureError/Code/schema`` where the source database lacks a table or column that is published or depended
/// on.
func checkSchema(of topics: PublishedTopics, in source: any Database) throws {
  try source.read { session in
    for publication in topics.publications {
      let here = "publish \(publication.model) in \(publication.topic)"
      try checkColumns(of: publication.shape, for: here, in: source, session)
      for child in publication.embedded {
        try checkColumns(of: child.shape, for: "\(here), Embed", in: source, session)
      }
      for other in publication.observed {
        try checkColumns(of: other.shape, for: "\(here), Observe", in: source, session)
      }
    }
  }
}

/// Throws ``CaptureError/Code/schema`` where the replica's database lacks a table or column that records are kept in.
func checkSchema(of tables: [ReplicaTable], in database: any Database) throws {
  try database.read { session in
    for table in tables {
      let here = "consume \(table.model) of \(table.topic)"
      try checkColumns(of: table.shape, for: here, in: database, session)
      for child in table.children { try checkColumns(of: child.shape, for: "\(here), ToMany", in: database, session) }
    }
  }
}

private func checkColumns(
  of shape: TableShape, for declaration: String, in database: any Database, _ session: any Session
) throws(CaptureError) {
  let there = try database.columns(of: shape.name, in: session)
  guard !there.isEmpty else {
    let names = try database.tables(in: session)
    throw CaptureError(
      .schema, declaration, "the database has no table \(shape.name)" + meant(shape.name, among: names, all: "tables"))
  }
  for column in shape.columns where !there.contains(column.name) {
    throw CaptureError(
      .schema, declaration,
      "table \(shape.name) has no column \(column.name), which property \(column.property) declares"
        + meant(column.name, among: there, all: "columns"))
  }
}

private func meant(_ name: String, among names: [String], all kind: String) -> String {
  let near = nearestNames(to: name, among: names)
  if !near.isEmpty { return "; did you mean \(near.joined(separator: " or "))?" }
  return names.isEmpty ? "; it has no \(kind)" : "; its \(kind) are \(names.prefix(40).joined(separator: ", "))"
}
