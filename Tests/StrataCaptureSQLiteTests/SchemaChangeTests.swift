import StrataCapture
import StrataCaptureSQLite
import Testing

/// SPEC §9.1: a schema that changes under capture, by whoever, is followed, refused or reported.
@Suite struct SchemaChangeTests {
  @Test("a column added is captured as before", arguments: Writer.allCases)
  func addColumn(writer: Writer) throws {
    let fixture = try Fixture()
    try fixture.run(
      ["ALTER TABLE rentals ADD COLUMN city TEXT", "INSERT INTO rentals VALUES (1, 7, 'a', 'Oslo')"], by: writer)
    #expect(try fixture.changes() == ["+ 1 (7,a)"])
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
  }

  @Test("a column renamed keeps its values, and those captured before", arguments: Writer.allCases)
  func renameColumn(writer: Writer) throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    try fixture.run(
      ["ALTER TABLE rentals RENAME COLUMN name TO \"the \"\"title\"", "UPDATE rentals SET account = 8"], by: writer)
    #expect(try fixture.changes() == ["+ 1 (7,a)", "~ 1 (7,a) (8,a)"])
    // The old declaration is refused by name, and the new one takes over what is there.
    let error = #expect(throws: CaptureError.self) { try fixture.database.install([Fixture.rentals]) }
    #expect(error?.code == .schema)
    let renamed = CapturedTable(
      name: "rentals", key: "id", columns: ["id", "account"], kept: ["account", "the \"title"])
    #expect(try fixture.database.install([renamed]).isEmpty)
    try fixture.run("DELETE FROM rentals")
    #expect(try fixture.changes() == ["+ 1 (7,a)", "~ 1 (7,a) (8,a)", "- 1 (8,a)"])
  }

  @Test("a unique column renamed is no new one")
  func renameUniqueColumn() throws {
    let fixture = try Fixture(["CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT UNIQUE)"])
    try fixture.shell("ALTER TABLE rentals RENAME COLUMN name TO title; INSERT INTO rentals VALUES (1, 7, 'a');")
    let renamed = CapturedTable(name: "rentals", key: "id", columns: [], kept: ["account", "title"])
    #expect(try fixture.database.install([renamed]).isEmpty)
    try fixture.shell("REPLACE INTO rentals VALUES (2, 8, 'a');")
    #expect(try fixture.changes() == ["+ 1 (7,a)", "- 1 (7,a)", "+ 2 (8,a)"])
  }

  @Test("a row without a key is refused, with the reason", arguments: Writer.allCases)
  func nullKey(writer: Writer) throws {
    let fixture = try Fixture(["CREATE TABLE rentals (id TEXT PRIMARY KEY, account INTEGER, name TEXT)"])
    for sql in ["INSERT INTO rentals VALUES (NULL, 7, 'a')", "INSERT OR IGNORE INTO rentals VALUES (NULL, 7, 'a')"] {
      let error = #expect(throws: (any Error).self) { try fixture.run([sql], by: writer) }
      #expect("\(String(describing: error))".contains("a row of rentals is captured and needs its id"))
    }
    try fixture.run(["INSERT INTO rentals VALUES ('x', 7, 'a')"], by: writer)
    #expect(throws: (any Error).self) { try fixture.run(["UPDATE rentals SET id = NULL"], by: writer) }
    #expect(try fixture.changes() == ["+ x (7,a)"])
    try fixture.database.install([])
    try fixture.run("INSERT INTO rentals VALUES (NULL, 7, 'a')")
    let error = #expect(throws: CaptureError.self) { try fixture.database.install([Fixture.rentals]) }
    #expect(error?.reason.contains("whose id is NULL") == true)
  }

  @Test("names may hold quotes, spaces and words of SQL", arguments: Writer.allCases)
  func names(writer: Writer) throws {
    let table = CapturedTable(
      name: "the \"order\"", key: "group by", columns: ["select"], kept: ["a\"b", "it's", "NEW.\"x"])
    let fixture = try Fixture(
      [
        """
        CREATE TABLE "the ""order\""" ("group by" TEXT PRIMARY KEY, "select", "a""b" UNIQUE, "it's", "NEW.""x")
        """
      ], tables: [table])
    try fixture.run(
      [
        "INSERT INTO \"the \"\"order\"\"\" VALUES ('x', 0, 1, 2, 3)",
        "REPLACE INTO \"the \"\"order\"\"\" VALUES ('y', 0, 1, 4, 5)", "DELETE FROM \"the \"\"order\"\"\"",
      ], by: writer)
    #expect(try fixture.changes() == ["+ x (1,2,3)", "- x (1,2,3)", "+ y (1,4,5)", "- y (1,4,5)"])
    #expect(try fixture.database.install([table]).isEmpty)
    #expect(try fixture.changes().count == 4)
  }

  @Test("a connection that attached the database is captured as any other")
  func attached() throws {
    let fixture = try Fixture()
    try Shell(path: fixture.directory.file("other.db"))(
      """
      ATTACH '\(fixture.path)' AS app; CREATE TABLE rentals (id INTEGER PRIMARY KEY, account, name);
      INSERT INTO app.rentals VALUES (1, 7, 'a'); REPLACE INTO app.rentals VALUES (1, 8, 'b');
      """)
    #expect(try fixture.changes() == ["+ 1 (7,a)", "~ 1 (7,a) (8,b)", "+ 1 (8,b)"])
  }

  @Test("dropping a kept column is refused", arguments: Writer.allCases)
  func dropColumn(writer: Writer) throws {
    let fixture = try Fixture()
    #expect(throws: (any Error).self) { try fixture.run(["ALTER TABLE rentals DROP COLUMN name"], by: writer) }
    try fixture.run(["INSERT INTO rentals VALUES (1, 7, 'a')"], by: writer)
    #expect(try fixture.changes() == ["+ 1 (7,a)"])
  }

  @Test("a kept column can be dropped once the declaration is without it")
  func dropColumnAfterDeclaration() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    let less = CapturedTable(name: "rentals", key: "id", columns: ["id", "account"], kept: ["account"])
    #expect(try fixture.database.install([less]).isEmpty)
    try fixture.shell("ALTER TABLE rentals DROP COLUMN name; UPDATE rentals SET account = 8;")
    #expect(try fixture.changes() == ["+ 1 (7)", "~ 1 (7) (8)"])
  }

  @Test("a table renamed goes on being captured under the name it has at the next start", arguments: Writer.allCases)
  func renameTable(writer: Writer) throws {
    let fixture = try Fixture()
    try fixture.run(
      [
        "INSERT INTO rentals VALUES (1, 7, 'a')", "ALTER TABLE rentals RENAME TO bookings",
        "REPLACE INTO bookings VALUES (1, 8, 'b')",
      ], by: writer)
    let running = #expect(throws: CaptureError.self) { try fixture.changes() }
    #expect(running?.reason.contains("now named bookings") == true)
    let stale = #expect(throws: CaptureError.self) { try fixture.database.install([Fixture.rentals]) }
    #expect(stale?.code == .schema)
    var bookings = Fixture.rentals
    bookings.name = "bookings"
    #expect(try fixture.database.install([bookings]).isEmpty)
    try fixture.run(["DELETE FROM bookings"], by: writer)
    let replaced = writer == .ours ? "- 1 (7,a)" : "~ 1 (7,a) (8,b)"
    #expect(try fixture.changes() == ["+ 1 (7,a)", replaced, "+ 1 (8,b)", "- 1 (8,b)"])
    let tables = try fixture.database.read { try fixture.database.changes(after: 0, limit: 9, in: $0).map(\.table) }
    #expect(Set(tables) == ["bookings"])
  }

  static let rebuilds: [[String]] = [
    [
      "CREATE TABLE fresh (id INTEGER PRIMARY KEY, account INTEGER, name TEXT, city TEXT)",
      "INSERT INTO fresh SELECT *, NULL FROM rentals", "DROP TABLE rentals", "ALTER TABLE fresh RENAME TO rentals",
    ],
    [
      "ALTER TABLE rentals RENAME TO stale",
      "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT)",
      "INSERT INTO rentals SELECT * FROM stale",
    ],
    ["DROP TRIGGER strata_outbox_1_delete"],
  ]

  @Test(
    "a rebuild loses the triggers: found while running, restored and reported at the next start",
    arguments: rebuilds, Writer.allCases)
  func rebuild(statements: [String], writer: Writer) throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')")
    let start = try fixture.head()
    try fixture.run(statements + ["DELETE FROM rentals WHERE id = 1"], by: writer)
    let running = #expect(throws: CaptureError.self) { try fixture.changes(after: start) }
    #expect(running?.code == .schema)
    let gaps = try fixture.database.install([Fixture.rentals])
    #expect(gaps.count == 1)
    #expect(gaps.first?.table == "rentals")
    #expect(gaps.first?.reason.contains("verify the replicas") == true)
    try fixture.run(["INSERT INTO rentals (id, account, name) VALUES (5, 9, 'c')"], by: writer)
    let changes = try fixture.changes(after: start)
    #expect(changes.suffix(2) == ["~ 2 (8,b) (8,b)", "+ 5 (9,c)"])
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
  }

  @Test("a column that became unique is watched and reported at the next start")
  func uniqueIndexAdded() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    let start = try fixture.head()
    try fixture.shell("CREATE UNIQUE INDEX by_name ON rentals (name); REPLACE INTO rentals VALUES (2, 8, 'a');")
    let gaps = try fixture.database.install([Fixture.rentals])
    #expect(gaps.first?.reason.contains("became unique in name") == true)
    try fixture.shell("REPLACE INTO rentals VALUES (3, 9, 'a');")
    #expect(try fixture.changes(after: start) == ["+ 2 (8,a)", "~ 2 (8,a) (8,a)", "- 2 (8,a)", "+ 3 (9,a)"])
    try fixture.shell("DROP INDEX by_name")
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
  }

  @Test("a changed declaration keeps what is still in the outbox, by the columns' names")
  func redeclared() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    let turned = CapturedTable(name: "rentals", key: "id", columns: ["id"], kept: ["name", "id", "account"])
    #expect(try fixture.database.install([turned]).isEmpty)
    try fixture.run("UPDATE rentals SET name = 'b'")
    #expect(try fixture.changes() == ["+ 1 (a,null,7)", "~ 1 (a,1,7) (b,1,7)"])
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
    #expect(try fixture.changes() == ["+ 1 (7,a)", "~ 1 (7,a) (7,b)"])
  }

  @Test("a table that is declared no longer is captured no longer")
  func undeclared() throws {
    let fixture = try Fixture()
    try fixture.database.install([])
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    #expect(try fixture.changes() == [])
    // Declared again it begins anew, and nobody promised what lies between.
    #expect(try fixture.database.install([Fixture.rentals]).isEmpty)
    try fixture.run("DELETE FROM rentals")
    #expect(try fixture.changes() == ["- 1 (7,a)"])
  }

  static let refused: [(CapturedTable, [String])] = [
    (CapturedTable(name: "rental", key: "id", columns: [], kept: []), ["rental:", "did you mean rentals?"]),
    (CapturedTable(name: "rentals", key: "ident", columns: [], kept: []), ["rentals:", "ident", "there are id, "]),
    (CapturedTable(name: "rentals", key: "id", columns: ["nam"], kept: []), ["rentals:", "nam;", "did you mean name"]),
    (CapturedTable(name: "rentals", key: "id", columns: [], kept: ["acount"]), ["acount", "did you mean account"]),
    (CapturedTable(name: "rentals", key: "name", columns: [], kept: []), ["name does not identify a row"]),
    (CapturedTable(name: "pairs", key: "a", columns: [], kept: []), ["a does not identify a row"]),
    (CapturedTable(name: "seen", key: "id", columns: [], kept: []), ["not a view"]),
  ]

  @Test("a declaration that does not fit is refused with table, column and the names there are", arguments: refused)
  func misfits(table: CapturedTable, words: [String]) throws {
    let fixture = try Fixture(
      [
        "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT)",
        "CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b))", "CREATE VIEW seen AS SELECT * FROM rentals",
      ], tables: [])
    let error = #expect(throws: CaptureError.self) { try fixture.database.install([table]) }
    #expect(error?.code == .schema)
    for word in words { #expect(error?.description.contains(word) == true, "\(String(describing: error))") }
    // Nothing of the attempt is left.
    #expect(try fixture.rows("SELECT name FROM sqlite_master WHERE name LIKE 'strata%'").isEmpty)
  }
}
