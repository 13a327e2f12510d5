/// The kind of a change, as the replica sees it (SPEC §9.5).
public enum ChangeKind: String, Hashable, Sendable {
  /// The row is new here, or back after a deletion.
  case created
  /// A mapped column or a child differs.
  case updated
  /// The published row is gone.
  case deleted
  /// The published row counts as deleted. A row that was never here is reported too, once.
  case softDeleted
}

/// What became of a replica's row (SPEC §9.5).
public struct RowChange<Local: Model>: Sendable {
  /// What happened.
  public let kind: ChangeKind
  /// The published row's primary key.
  public let key: ColumnValue
  /// Whether a child was added, changed or removed.
  public let childrenChanged: Bool

  private let erased: ErasedChange

  /// Throws ``CaptureError/Code/schema`` when the local row holds values of other kinds than declared.
  init(erased: ErasedChange) throws(CaptureError) {
    self.erased = erased
    kind = erased.kind
    key = erased.key
    childrenChanged = erased.childrenChanged
    if let before = erased.before { try Local.table.check(before) }
    if let after = erased.after { try Local.table.check(after) }
  }

  /// The local row before the change; nil when there was none.
  public var before: Local? { row(erased.before) }

  /// The local row after the change; nil when it is deleted.
  public var after: Local? { row(erased.after) }

  /// Rows are made when asked for: most changes are judged by a column or two. The values were checked before.
  private func row(_ values: [ColumnValue]?) -> Local? { values.flatMap { try? Local.table.row($0) } }

  /// Whether the column differs between before and after; in a row that is new or gone, all do.
  public func changed<Value: ColumnType>(_ property: KeyPath<Local, Value>) -> Bool {
    guard let before = erased.before, let after = erased.after else { return true }
    guard let column = Local.table.column(at: property) else { return true }
    return !sameValue(before[column], after[column])
  }
}

/// A change without its Swift types; rows have all columns in declared order.
struct ErasedChange: Sendable {
  var kind: ChangeKind
  var key: ColumnValue
  var before: [ColumnValue]?
  var after: [ColumnValue]?
  var childrenChanged: Bool
}
