/// The transaction that applies a change, for ``OnChange(_:)``: SQL on the replica's database and effects to be carried
/// out, committed with the row and the offset or not at all. Valid only inside the closure it was given to.
public final class Transaction: Session {
  private let session: any Session
  private let store: ReplicaStore
  /// How many effects were put in since the transaction began.
  private(set) var effects = 0

  init(_ session: any Session, store: ReplicaStore) {
    self.session = session
    self.store = store
  }

  /// Puts an effect into the effects table, to be carried out by whoever reads it there: exactly one for each call that
  /// is committed. It is kept as JSON under its type's name.
  public func enqueue(_ effect: some Encodable) throws {
    let body = try encodeJSON(effect)
    try store.addEffect(named: "\(type(of: effect))", body: body, in: session)
    effects += 1
  }

  /// Forgets effects that were undone.
  func undo(effectsAfter count: Int) { effects = count }

  /// Runs one statement on the replica's database.
  @discardableResult
  public func execute(_ sql: String, _ values: [ColumnValue]) throws(CaptureError) -> Int {
    try session.execute(sql, values)
  }

  /// Runs one query on the replica's database.
  public func query(_ sql: String, _ values: [ColumnValue], _ row: ([ColumnValue]) throws -> Void) throws {
    try session.query(sql, values, row)
  }

  /// Runs `body` so that its writes are undone when it throws.
  public func savepoint<Result>(_ body: () throws -> Result) throws -> Result { try session.savepoint(body) }
}
