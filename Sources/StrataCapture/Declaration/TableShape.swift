/// A declared table without its Swift types: names, kinds and the statements made from them once.
struct TableShape: Hashable, Sendable {
  struct Column: Hashable, Sendable {
    /// As the database names it.
    var name: String
    /// As Swift names it.
    var property: String
    var kind: ColumnKind
  }

  let name: String
  /// The primary key is the first.
  let columns: [Column]
  /// Every row.
  let selectAll: String
  /// The rows where the column of that number equals `?1`.
  let selectBy: [String]
  /// One row of all columns, in order.
  let insert: String
  /// All columns but the key, in order, then the key.
  let update: String
  /// The key.
  let delete: String

  init(name: String, columns: [Column]) {
    self.name = name
    self.columns = columns
    let quoted = columns.map { quotedName($0.name) }
    let table = quotedName(name)
    let list = quoted.joined(separator: ", ")
    selectAll = "SELECT \(list) FROM \(table)"
    selectBy = quoted.map { "SELECT \(list) FROM \(table) WHERE \($0) = ?1" }
    insert = insertStatement(into: name, columns.map(\.name))
    update = updateStatement(of: name, columns.dropFirst().map(\.name), where: columns.first?.name ?? "")
    delete = "DELETE FROM \(table) WHERE \(quoted.first ?? "") = ?1"
  }

  /// Why a row can't be read.
  func mismatch(_ column: Column, _ value: ColumnValue, _ key: ColumnValue) -> CaptureError {
    CaptureError(
      .schema, "read a row of \(name) with key \(keyText(key))",
      "column \(column.name) holds \(value), declared is \(column.kind.content.rawValue)"
        + (column.kind.isOptional ? " or nothing" : ""))
  }

  /// The column that identifies a row.
  var key: Column { columns[0] }
}

/// A name as SQL takes it, whatever characters it has.
func quotedName(_ name: String) -> String {
  "\""
    + (name.utf8.contains(UInt8(ascii: "\""))
      ? name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") : name) + "\""
}

/// `INSERT INTO table (columns) VALUES (?1, …)`.
func insertStatement(into table: String, _ columns: [String]) -> String {
  let places = (0..<columns.count).map { "?\($0 + 1)" }.joined(separator: ", ")
  return "INSERT INTO \(quotedName(table)) (\(columns.map(quotedName).joined(separator: ", "))) VALUES (\(places))"
}

/// `UPDATE table SET column = ?1, … WHERE key = ?n`, the key's value last.
func updateStatement(of table: String, _ columns: [String], where key: String) -> String {
  let sets = columns.enumerated().map { "\(quotedName($1)) = ?\($0 + 1)" }.joined(separator: ", ")
  return "UPDATE \(quotedName(table)) SET \(sets) WHERE \(quotedName(key)) = ?\(columns.count + 1)"
}
