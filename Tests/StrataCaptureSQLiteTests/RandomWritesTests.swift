import StrataCapture
import StrataCaptureSQLite
import Testing

/// SPEC §9.1: whatever is written by whatever statement, the changes tell the table's rows.
@Suite struct RandomWritesTests {
  /// SplitMix64: the same writes for the same seed.
  struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  static let schemas: [[String]] = [
    ["CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER UNIQUE, name TEXT UNIQUE)"],
    [
      """
      CREATE TABLE rentals (
        id TEXT PRIMARY KEY NOT NULL, account REAL, name TEXT COLLATE NOCASE UNIQUE ON CONFLICT REPLACE)
      """
    ],
    [
      """
      CREATE TABLE rentals (
        id INTEGER UNIQUE NOT NULL, account INTEGER, name TEXT, PRIMARY KEY (account, name)) WITHOUT ROWID
      """
    ],
    [
      """
      CREATE TABLE rentals (
        id INTEGER PRIMARY KEY, account INTEGER, name TEXT NOT NULL DEFAULT 'a', UNIQUE (account, name))
      """,
      "CREATE UNIQUE INDEX some ON rentals (account) WHERE name = 'b'",
      "CREATE UNIQUE INDEX low ON rentals (lower(name), account % 2)",
    ],
    [
      "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER UNIQUE, name TEXT)",
      """
      CREATE TRIGGER own AFTER UPDATE OF name ON rentals WHEN NEW.name = 'c' BEGIN
        DELETE FROM rentals WHERE id = NEW.id + 1; UPDATE rentals SET account = NULL WHERE id = NEW.id; END
      """,
    ],
  ]

  private func statement(_ random: inout Random) -> String {
    func id() -> Int { Int.random(in: 1...6, using: &random) }
    func name() -> String { ["'a'", "'b'", "'c'", "'A'", "NULL"].randomElement(using: &random) ?? "NULL" }
    func account() -> String { id() == 1 ? "NULL" : "\(id())" }
    func conflict() -> String { ["", " OR REPLACE", " OR REPLACE", " OR IGNORE"].randomElement(using: &random) ?? "" }
    let row = "(\(id()), \(account()), \(name()))"
    switch Int.random(in: 0..<10, using: &random) {
    case 0...2: return "INSERT\(conflict()) INTO rentals VALUES \(row), (\(id()), \(account()), \(name()))"
    case 3: return "INSERT INTO rentals VALUES \(row) ON CONFLICT DO UPDATE SET account = \(account())"
    case 4: return "INSERT OR REPLACE INTO rentals (id, name) VALUES (\(id()), \(name()))"
    case 5: return "UPDATE\(conflict()) rentals SET id = \(id()) WHERE id = \(id())"
    case 6: return "UPDATE\(conflict()) rentals SET account = \(account()), name = \(name()) WHERE id >= \(id())"
    case 7: return "DELETE FROM rentals WHERE id = \(id())"
    case 8: return "UPDATE\(conflict()) rentals SET id = id + 1, name = \(name()) WHERE account <= \(id())"
    default: return "INSERT\(conflict()) INTO rentals SELECT id + 1, account, name FROM rentals WHERE id < \(id())"
    }
  }

  @Test("random writes, by us and by the shell, replay to the table", arguments: schemas.indices)
  func replay(schema: Int) throws {
    for seed in UInt64(1)...4 {
      var random = Random(state: seed)
      let fixture = try Fixture(Self.schemas[schema], settings: SQLiteSettings(synchronous: .off))
      let kept = CapturedTable(name: "rentals", key: "id", columns: ["id"], kept: ["id", "account", "name"])
      try fixture.database.install([kept])
      for _ in 0..<3 {
        let statements = (0..<30).map { _ in statement(&random) + ";" }
        // A statement may fail by a constraint, and then it must leave nothing.
        for sql in statements { _ = try? fixture.run(sql) }
        let foreign = (0..<30).map { _ in statement(&random) + ";" }
        try fixture.shell((["PRAGMA synchronous = OFF;"] + foreign).joined(separator: "\n"), tolerant: true)
      }
      try expectReplay(fixture, "schema \(schema), seed \(seed)", hasOwnTrigger: schema == 4)
    }
  }

  /// Applies the changes one by one; old values must be those applied before, but where an application's trigger turns
  /// them round.
  private func expectReplay(_ fixture: Fixture, _ label: String, hasOwnTrigger: Bool) throws {
    let changes = try fixture.database.read { try fixture.database.changes(after: 0, limit: .max, in: $0) }
    var replayed: [ColumnValue: [ColumnValue]] = [:]
    for change in changes {
      if !hasOwnTrigger, change.operation != .insert {
        #expect(replayed[change.key] == change.old, "\(label) at \(change.sequence)")
      }
      replayed[change.key] = change.operation == .delete ? nil : change.new
    }
    var rows: [ColumnValue: [ColumnValue]] = [:]
    for row in try fixture.rows("SELECT id, account, name FROM rentals") { rows[row[0]] = row }
    #expect(rows == replayed, "\(label)")
    #expect(changes.count > 50, "\(label) wrote too little to show anything")
  }
}
