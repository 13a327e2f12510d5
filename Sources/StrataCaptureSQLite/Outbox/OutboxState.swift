internal import StrataCapture
internal import Synchronization

/// What reading the outbox must know, remembered as long as the database's schema stays the same.
final class OutboxState: Sendable {
  struct Known {
    let schemaVersion: ColumnValue?
    let width: Int
    let layouts: [Int64: Layout]
    /// For each layout, where the columns of the table's present declaration are among its kept ones.
    let places: [Int64: [Int?]]

    /// The layout a table has now.
    func current(_ table: String) -> Layout? {
      layouts.values.first { $0.isInstalled && $0.name.isSameName(as: table) }
    }
  }

  private let known = Mutex<Known?>(nil)

  func forget() { known.withLock { $0 = nil } }

  /// The outbox as `connection` sees it. Throws `schema` when capture is not installed, or its triggers are gone since.
  func known(on connection: Connection) throws(CaptureError) -> Known {
    let version = try connection.value("PRAGMA schema_version")
    if let known = known.withLock({ $0 }), known.schemaVersion == version { return known }
    guard try OutboxSchema.isPresent(on: connection) else {
      throw CaptureError(
        .schema, "read the outbox of \(connection.path)", "capture is not installed; call `install` first")
    }
    let layouts = try Layout.all(on: connection)
    try checkTriggers(of: layouts, on: connection)
    var places: [Int64: [Int?]] = [:]
    for layout in layouts {
      let current = layouts.first { $0.isInstalled && $0.name.isSameName(as: layout.name) } ?? layout
      places[layout.id] = current.kept.map { layout.kept.firstIndex(of: $0) }
    }
    let fresh = Known(
      schemaVersion: version, width: try OutboxSchema.width(on: connection),
      layouts: Dictionary(uniqueKeysWithValues: layouts.map { ($0.id, $0) }), places: places)
    known.withLock { $0 = fresh }
    return fresh
  }

  /// Someone may have rebuilt a table while we run: going on would miss its writes without a word.
  private func checkTriggers(of layouts: [Layout], on connection: Connection) throws(CaptureError) {
    let triggers = try InstalledTrigger.all(on: connection)
    for layout in layouts where layout.isInstalled {
      for part in TriggerText.parts {
        let name = TriggerText.name(layout.id, part)
        let table = triggers.first { $0.name == name }?.table
        if let table, table.isSameName(as: layout.name) { continue }
        let what =
          table.map { "the table is now named \($0)" }
          ?? "trigger \(name) is gone: the table was made anew or it was dropped"
        throw CaptureError(
          .schema, "read changes of table \(layout.name)",
          "\(what); start again with declarations that fit, and `install` restores capture and says what may be missing"
        )
      }
    }
  }
}
