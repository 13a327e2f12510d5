import StrataCapture
import StrataCaptureSQLite
import Testing

/// SPEC §9.1: rows that a foreign key's action writes are captured as if written by hand.
@Suite struct CascadeTests {
  static let accounts = CapturedTable(name: "accounts", key: "id", columns: ["id"], kept: [])

  private func fixture(_ action: String) throws -> Fixture {
    let fixture = try Fixture(
      [
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY)",
        """
        CREATE TABLE rentals (
          id INTEGER PRIMARY KEY, account INTEGER REFERENCES accounts \(action), name TEXT)
        """,
      ], tables: [Self.accounts, Fixture.rentals])
    try fixture.run("INSERT INTO accounts VALUES (7), (8)")
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 7, 'b'), (3, 8, 'c')")
    return fixture
  }

  static let actions: [(action: String, sql: String, changes: [String])] = [
    ("ON DELETE CASCADE", "DELETE FROM accounts WHERE id = 7", ["- 1 (7,a)", "- 2 (7,b)", "- 7 ()"]),
    (
      "ON DELETE SET NULL", "DELETE FROM accounts WHERE id = 7", ["~ 1 (7,a) (null,a)", "~ 2 (7,b) (null,b)", "- 7 ()"]
    ),
    (
      "ON UPDATE CASCADE", "UPDATE accounts SET id = 9 WHERE id = 8", ["~ 3 (8,c) (9,c)", "- 8 ()", "+ 9 ()"]
    ),
  ]

  @Test("with foreign keys on, children first", arguments: actions.indices)
  func on(index: Int) throws {
    let (action, sql, changes) = Self.actions[index]
    for byShell in [false, true] {
      let fixture = try fixture(action)
      let start = try fixture.head()
      if byShell { try fixture.shell("PRAGMA foreign_keys = ON; \(sql);") } else { try fixture.run(sql) }
      #expect(try fixture.changes(after: start) == changes, "\(action) by \(byShell ? "the shell" : "us")")
    }
  }

  @Test("with foreign keys off, as the shell has them, nothing cascades and nothing is captured of the children")
  func off() throws {
    let fixture = try fixture("ON DELETE CASCADE")
    let start = try fixture.head()
    try fixture.shell("DELETE FROM accounts WHERE id = 7;")
    #expect(try fixture.changes(after: start) == ["- 7 ()"])
    #expect(try fixture.rows("SELECT count(*) FROM rentals") == [[.integer(3)]])
  }

  @Test("a table that refers to itself, to any depth, with recursive triggers on and off")
  func itself() throws {
    for byShell in [false, true] {
      let fixture = try Fixture([
        """
        CREATE TABLE rentals (
          id INTEGER PRIMARY KEY, account INTEGER REFERENCES rentals ON DELETE CASCADE, name TEXT)
        """
      ])
      try fixture.run("INSERT INTO rentals VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 2, 'c'), (4, 3, 'd')")
      let start = try fixture.head()
      if byShell {
        try fixture.shell("PRAGMA foreign_keys = ON; DELETE FROM rentals WHERE id = 1;")
      } else {
        try fixture.run("DELETE FROM rentals WHERE id = 1")
      }
      let changes = try fixture.changes(after: start)
      #expect(changes.sorted() == ["- 1 (null,a)", "- 2 (1,b)", "- 3 (2,c)", "- 4 (3,d)"])
    }
  }

  @Test("REPLACE of a parent cascades to its children")
  func replacedParent() throws {
    let fixture = try fixture("ON DELETE CASCADE")
    let start = try fixture.head()
    try fixture.shell("PRAGMA foreign_keys = ON; REPLACE INTO accounts VALUES (7);")
    #expect(try fixture.changes(after: start) == ["- 1 (7,a)", "- 2 (7,b)", "~ 7 () ()", "+ 7 ()"])
  }

  @Test("a trigger of the application that calls a function of its own fails a foreign write as a whole")
  func applicationFunction() throws {
    let fixture = try Fixture()
    try fixture.run(
      "CREATE TRIGGER own AFTER INSERT ON rentals BEGIN SELECT price_of(NEW.id); END")
    let error = #expect(throws: ShellError.self) { try fixture.shell("INSERT INTO rentals VALUES (1, 7, 'a');") }
    #expect(error?.words.contains("price_of") == true)
    #expect(try fixture.changes() == [])
    #expect(try fixture.rows("SELECT count(*) FROM rentals") == [[.integer(0)]])
  }
}
