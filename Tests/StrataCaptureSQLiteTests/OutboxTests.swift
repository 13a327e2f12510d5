import StrataCapture
import StrataCaptureSQLite
import Testing

/// SPEC §9.1: reading and clearing the outbox.
@Suite struct OutboxTests {
  @Test("changes come after a sequence, oldest first, as many as asked for")
  func pages() throws {
    let fixture = try Fixture()
    for id in 1...5 { try fixture.run("INSERT INTO rentals VALUES (?1, 7, 'a')", .integer(Int64(id))) }
    try fixture.database.read { session in
      let first = try fixture.database.changes(after: 0, limit: 2, in: session)
      #expect(first.map(\.sequence) == [1, 2])
      #expect(try fixture.database.changes(after: 2, limit: 9, in: session).map(\.sequence) == [3, 4, 5])
      #expect(try fixture.database.changes(after: 5, limit: 9, in: session).isEmpty)
      #expect(try fixture.database.changes(after: 0, limit: 0, in: session).isEmpty)
    }
  }

  @Test("a sequence is never used twice, not after all changes are discarded, not after opening again")
  func sequences() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 7, 'b')")
    try fixture.database.write { try fixture.database.discardChanges(upTo: 2, in: $0) }
    #expect(try fixture.changes() == [])
    #expect(try fixture.head() == 2)
    let again = try SQLiteDatabase(fixture.path)
    #expect(try again.install([Fixture.rentals]).isEmpty)
    try fixture.run("DELETE FROM rentals WHERE id = 1")
    #expect(try fixture.head() == 3)
  }

  @Test("discarding spares what came later, and drops the notes of rows REPLACE might have deleted")
  func discard() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    try fixture.run("INSERT OR IGNORE INTO rentals VALUES (1, 7, 'a')")
    try fixture.run("UPDATE rentals SET name = 'b'")
    #expect(try fixture.rows("SELECT * FROM strata_outbox_replaced").isEmpty)
    try fixture.run("INSERT OR IGNORE INTO rentals VALUES (1, 7, 'a')")
    #expect(try fixture.rows("SELECT * FROM strata_outbox_replaced").count == 1)
    try fixture.database.write { try fixture.database.discardChanges(upTo: 1, in: $0) }
    #expect(try fixture.changes() == ["~ 1 (7,a) (7,b)"])
    #expect(try fixture.rows("SELECT * FROM strata_outbox_replaced").isEmpty)
  }

  @Test("all rows of a table, or some, are captured again by one statement")
  func recapture() throws {
    let fixture = try Fixture(tables: [])
    try fixture.run("INSERT INTO rentals VALUES (2, 8, 'b'), (1, 7, 'a')")
    try fixture.database.install([Fixture.rentals])
    let database = fixture.database
    try database.write { try database.captureAllRows(of: "rentals", in: $0) }
    #expect(try fixture.changes() == ["~ 1 (7,a) (7,a)", "~ 2 (8,b) (8,b)"])
    try database.write {
      try database.captureRows(of: "rentals", where: "account", equals: .integer(8), in: $0)
    }
    #expect(try fixture.changes(after: 2) == ["~ 2 (8,b) (8,b)"])
    for (table, column) in [("nothing", "account"), ("rentals", "acount")] {
      #expect(throws: CaptureError.self) {
        try database.write { try database.captureRows(of: table, where: column, equals: .null, in: $0) }
      }
    }
    #expect(throws: CaptureError.self) { try database.read { try database.captureAllRows(of: "rentals", in: $0) } }
  }

  @Test("installing twice changes nothing, and a table may be named but once")
  func idempotent() throws {
    let fixture = try Fixture()
    let schema = try fixture.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
    let version = try fixture.rows("PRAGMA schema_version")
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
    #expect(try fixture.rows("SELECT name, sql FROM sqlite_master ORDER BY name") == schema)
    #expect(try fixture.rows("PRAGMA schema_version") == version)
    let error = #expect(throws: CaptureError.self) {
      try fixture.database.install([Fixture.rentals, Fixture.rentals])
    }
    #expect(error?.code == .declaration)
  }

  @Test("row and change are in one commit: killed at any point, the outbox tells the table")
  func crash() throws {
    let fixture = try Fixture()
    for round in 1...12 {
      let shell = try ShellProcess(fixture.path)
      try shell.send("PRAGMA synchronous = OFF;\n")
      for number in 1...60 {
        try shell.send(
          """
          INSERT INTO rentals SELECT \(round * 100_000 + number * 10) + value, 7, 'a' FROM generate_series(1, 9);
          UPDATE rentals SET account = account + 1 WHERE id % 10 = \(number % 10);
          DELETE FROM rentals WHERE id % 7 = \(number % 7);
          SELECT 'at';

          """)
      }
      for _ in 1...round * 4 { #expect(try shell.line() == "at") }
      shell.kill()
      var replayed: [ColumnValue: [ColumnValue]] = [:]
      try fixture.database.read { session in
        for change in try fixture.database.changes(after: 0, limit: .max, in: session) {
          #expect(replayed[change.key] ?? [] == change.old)
          replayed[change.key] = change.operation == .delete ? nil : change.new
        }
        var rows: [ColumnValue: [ColumnValue]] = [:]
        try session.query("SELECT id, account, name FROM rentals", []) { rows[$0[0]] = Array($0[1...]) }
        #expect(rows == replayed)
      }
    }
    #expect(try fixture.head() > 0)
  }
}
