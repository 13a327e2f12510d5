internal import StrataCapture

/// One run of `install` in one write transaction (SPEC §9.1): the outbox, layouts and triggers as declared.
struct Installation {
  private let connection: Connection
  private let tables: [CapturedTable]
  private let known: [String]
  private var layouts: [Layout]
  private let triggers: [InstalledTrigger]
  private var gaps: [CaptureGap] = []

  init(_ tables: [CapturedTable], known: [String], on connection: Connection) throws(CaptureError) {
    try OutboxSchema.create(on: connection)
    self.connection = connection
    self.tables = tables
    self.known = known
    layouts = try Layout.all(on: connection)
    triggers = try InstalledTrigger.all(on: connection)
  }

  /// Brings everything up to date and returns where writes may have been missed.
  mutating func run() throws(CaptureError) -> [CaptureGap] {
    for (index, table) in tables.enumerated()
    where tables[..<index].contains(where: { $0.name.isSameName(as: table.name) }) {
      throw CaptureError(.declaration, "install capture of table \(table.name)", "it is named twice; name it once")
    }
    try adoptRenames()
    try OutboxSchema.widen(to: tables.map(\.kept.count).max() ?? 0, on: connection)
    var current: Set<Int64> = []
    for table in tables {
      let shape = try TableShape(of: table.name, on: connection, known: known)
      try shape.check(table)
      try checkKeys(of: table)
      current.insert(try install(table, shape))
    }
    for index in layouts.indices where layouts[index].isInstalled && !current.contains(layouts[index].id) {
      try dropTriggers(of: layouts[index].id)
      layouts[index].isInstalled = false
      try layouts[index].save(on: connection)
    }
    return gaps
  }

  private func checkKeys(of table: CapturedTable) throws(CaptureError) {
    let nameless = try connection.value(
      "SELECT 1 FROM \(table.name.quotedName) WHERE \(table.key.quotedName) IS NULL LIMIT 1")
    guard nameless != nil else { return }
    throw CaptureError(
      .schema, "install capture of table \(table.name)",
      "it has a row whose \(table.key) is NULL: a captured row needs its key; give it one or delete it")
  }

  /// Renaming a table or column loses nothing: the triggers went along, and the layout is told its new names.
  private mutating func adoptRenames() throws(CaptureError) {
    for index in layouts.indices where layouts[index].isInstalled {
      let layout = layouts[index]
      guard let trigger = triggers.first(where: { $0.name == TriggerText.name(layout.id, "insert") }) else { continue }
      if !trigger.table.isSameName(as: layout.name), !tables.contains(where: { $0.name.isSameName(as: layout.name) }),
        let table = tables.first(where: { $0.name.isSameName(as: trigger.table) })
      {
        layouts[index].name = table.name
      }
      let columns = trigger.newColumns
      if columns.count == layout.kept.count + 1 {
        layouts[index].key = columns[0]
        layouts[index].kept = Array(columns[1...])
      }
      try layouts[index].save(on: connection)
    }
  }

  private mutating func install(_ table: CapturedTable, _ shape: TableShape) throws(CaptureError) -> Int64 {
    let before = layouts.first { $0.isInstalled && $0.name.isSameName(as: table.name) }
    let index: Int
    if let known = layouts.firstIndex(where: { $0.declares(table) }) {
      index = known
    } else {
      index = layouts.count
      layouts.append(
        Layout(
          id: (layouts.map(\.id).max() ?? 0) + 1, name: table.name, key: table.key, kept: table.kept, guards: [],
          isInstalled: false))
    }
    let id = layouts[index].id
    let text = TriggerText(layout: id, table: table, shape: shape)
    let present = triggers(of: id, on: table.name)
    let isUpToDate = present.count == text.all.count && text.all.allSatisfy { present[$0.name] == $0.sql }
    let gap = before.flatMap { missedWrites(of: $0, table, text) }
    if !isUpToDate || gap != nil {
      try dropTriggers(of: id)
      for trigger in text.all { try connection.execute(trigger.sql) }
    }
    layouts[index].name = table.name
    layouts[index].guards = text.guards
    layouts[index].isInstalled = true
    try layouts[index].save(on: connection)
    if let gap {
      try connection.execute(text.recapture())
      gaps.append(gap)
    }
    return id
  }

  /// Why writes to a table captured earlier may have been missed.
  private func missedWrites(of layout: Layout, _ table: CapturedTable, _ text: TriggerText) -> CaptureGap? {
    let present = triggers(of: layout.id, on: table.name)
    let lost = TriggerText.parts.filter { present[TriggerText.name(layout.id, $0)] == nil }
    if !lost.isEmpty {
      return CaptureGap(
        table: table.name,
        reason: """
          triggers of its capture were gone (\(lost.joined(separator: ", "))): \
          the table was made anew or they were dropped; \
          they are restored and all rows are captured again, \
          but rows deleted meanwhile are not known: verify the replicas
          """)
    }
    // SQLite has renamed columns in the trigger too: where it reads as it should, nothing was added.
    let watching = text.all[0]
    let added = text.guards.filter { !layout.guards.contains($0) }
    guard !added.isEmpty, present[watching.name] != watching.sql else { return nil }
    return CaptureGap(
      table: table.name,
      reason: """
        it became unique in \(added.joined(separator: "; ")) after capture was installed: \
        rows that INSERT OR REPLACE deleted \
        by it are not known; it is watched now and all rows are captured again: verify the replicas
        """)
  }

  private func triggers(of layout: Int64, on table: String) -> [String: String] {
    var found: [String: String] = [:]
    for trigger in triggers
    where trigger.name.hasPrefix(TriggerText.name(layout, "")) && trigger.table.isSameName(as: table) {
      found[trigger.name] = trigger.sql
    }
    return found
  }

  private func dropTriggers(of layout: Int64) throws(CaptureError) {
    for trigger in triggers where trigger.name.hasPrefix(TriggerText.name(layout, "")) {
      try connection.execute("DROP TRIGGER \(trigger.name.quotedName)")
    }
  }
}
