/// The statements a connection has compiled, by their text: compiling costs more than running most of them.
struct StatementCache {
  /// More than an application has texts; one that makes texts by the row starts over here instead of growing.
  static let limit = 256

  private var statements: [String: Statement] = [:]

  /// A statement of this text that nobody uses now.
  func idle(_ sql: String) -> Statement? {
    guard let statement = statements[sql], !statement.isBusy else { return nil }
    return statement
  }

  /// Keeps a statement for its next use. One of the same text that is busy stays with its user alone.
  mutating func keep(_ statement: Statement) {
    if statements.count >= Self.limit { statements.removeAll(keepingCapacity: true) }
    statements[statement.sql] = statement
  }

  mutating func removeAll() { statements = [:] }
}
