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
  /// The local row before the change; nil when there was none.
  public let before: Local?
  /// The local row after the change; nil when it is deleted.
  public let after: Local?
  /// Whether a child was added, changed or removed.
  public let childrenChanged: Bool

  init(erased: ErasedChange) throws(CaptureError) {
    kind = erased.kind
    key = erased.key
    before = if let values = erased.before { try Local.table.row(values) } else { nil }
    after = if let values = erased.after { try Local.table.row(values) } else { nil }
    childrenChanged = erased.childrenChanged
  }

  /// Whether the property differs between before and after; in a row that is new or gone, all do.
  public func changed<Value: Equatable>(_ property: KeyPath<Local, Value>) -> Bool {
    guard let before, let after else { return true }
    return before[keyPath: property] != after[keyPath: property]
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
