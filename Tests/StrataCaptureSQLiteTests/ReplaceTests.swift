import StrataCapture
import Testing

@testable import StrataCaptureSQLite

/// SPEC §9.1: rows that REPLACE deletes are captured whether or not the connection fires delete triggers for them.
@Suite struct ReplaceTests {
  typealias Case = CaptureTests.Case

  static let unique = "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT UNIQUE)"

  static let cases: [Case] = [
    Case(
      name: "over the same primary key", before: ["INSERT INTO rentals VALUES (1, 7, 'a')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (1, 8, 'b')", "REPLACE INTO rentals VALUES (2, 9, 'c')"],
      changes: ["- 1 (7,a)", "+ 1 (8,b)", "+ 2 (9,c)"], foreign: ["~ 1 (7,a) (8,b)", "+ 1 (8,b)", "+ 2 (9,c)"]),
    Case(
      name: "over another unique column", schema: unique,
      before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (5, 9, 'a')"],
      changes: ["- 1 (7,a)", "+ 5 (9,a)"]),
    Case(
      name: "over primary key and another column at once", schema: unique,
      before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (1, 9, 'b')"],
      changes: ["- 1 (7,a)", "- 2 (8,b)", "+ 1 (9,b)"], foreign: ["- 2 (8,b)", "~ 1 (7,a) (9,b)", "+ 1 (9,b)"]),
    Case(
      name: "many rows at once", schema: unique, before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["INSERT OR REPLACE INTO rentals SELECT id + 10, account, name FROM rentals ORDER BY id"],
      changes: ["- 1 (7,a)", "+ 11 (7,a)", "- 2 (8,b)", "+ 12 (8,b)"]),
    Case(
      name: "without a key given", schema: unique, before: ["INSERT INTO rentals VALUES (-1, 6, 'z'), (1, 7, 'a')"],
      statements: ["INSERT OR REPLACE INTO rentals (account, name) VALUES (9, 'a')"],
      changes: ["- 1 (7,a)", "+ 2 (9,a)"]),
    Case(
      name: "a constraint that replaces by itself",
      schema: "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT UNIQUE ON CONFLICT REPLACE)",
      before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["INSERT INTO rentals VALUES (5, 9, 'a')", "UPDATE rentals SET name = 'b' WHERE id = 5"],
      changes: ["- 1 (7,a)", "+ 5 (9,a)", "- 2 (8,b)", "~ 5 (9,a) (9,b)"]),
    Case(
      name: "UPDATE OR REPLACE", schema: unique, before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["UPDATE OR REPLACE rentals SET name = 'b' WHERE id = 1"],
      changes: ["- 2 (8,b)", "~ 1 (7,a) (7,b)"]),
    Case(
      name: "UPDATE OR REPLACE of the primary key", before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: ["UPDATE OR REPLACE rentals SET id = 2 WHERE id = 1"],
      changes: ["- 2 (8,b)", "- 1 (7,a)", "+ 2 (7,a)"], foreign: ["~ 2 (8,b) (7,a)", "- 1 (7,a)", "+ 2 (7,a)"]),
    Case(
      name: "an index that ignores case",
      schema: "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT COLLATE NOCASE UNIQUE)",
      before: ["INSERT INTO rentals VALUES (1, 7, 'a')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (5, 9, 'A')"], changes: ["- 1 (7,a)", "+ 5 (9,A)"]),
    Case(
      name: "a primary key that ignores case",
      schema: "CREATE TABLE rentals (id TEXT COLLATE NOCASE PRIMARY KEY, account INTEGER, name TEXT)",
      before: ["INSERT INTO rentals VALUES ('ab', 7, 'a')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES ('AB', 8, 'b')"], changes: ["- ab (7,a)", "+ AB (8,b)"]),
    Case(
      name: "two columns together",
      schema: "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT, UNIQUE (account, name))",
      before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 7, NULL)"],
      statements: [
        "INSERT OR REPLACE INTO rentals VALUES (5, 7, 'a')", "INSERT OR REPLACE INTO rentals VALUES (6, 7, NULL)",
      ],
      changes: ["- 1 (7,a)", "+ 5 (7,a)", "+ 6 (7,null)"]),
    Case(
      name: "a partial index",
      schema: """
        CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT);
        CREATE UNIQUE INDEX one ON rentals (account) WHERE name = 'first'
        """,
      before: ["INSERT INTO rentals VALUES (1, 7, 'first'), (2, 7, 'b'), (3, 7, 'c')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (5, 7, 'first')", "REPLACE INTO rentals VALUES (6, 7, 'd')"],
      changes: ["- 1 (7,first)", "+ 5 (7,first)", "+ 6 (7,d)"]),
    Case(
      name: "numbers that are stored otherwise than given",
      schema: "CREATE TABLE rentals (id TEXT PRIMARY KEY NOT NULL, account REAL UNIQUE, name TEXT UNIQUE)",
      before: ["INSERT INTO rentals VALUES ('x', 7, 12)"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (1, '7', NULL)", "REPLACE INTO rentals VALUES (1.0, 8, 12)"],
      changes: ["- x (7.0,12)", "+ 1 (7.0,null)", "+ 1.0 (8.0,12)"]),
    Case(
      name: "a default put for NULL",
      schema: "CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT NOT NULL DEFAULT 'd' UNIQUE)",
      before: ["INSERT INTO rentals VALUES (1, 7, 'd')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (5, 9, NULL)"], changes: ["- 1 (7,d)", "+ 5 (9,d)"]),
    Case(
      name: "a generated column",
      schema: """
        CREATE TABLE rentals (
          id INTEGER PRIMARY KEY, account INTEGER, name TEXT, low TEXT AS (lower(name)) UNIQUE)
        """,
      before: ["INSERT INTO rentals VALUES (1, 7, 'ab')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES (5, 9, 'AB')", "UPDATE OR REPLACE rentals SET id = 6"],
      changes: ["- 1 (7,ab)", "+ 5 (9,AB)", "- 5 (9,AB)", "+ 6 (9,AB)"]),
    Case(
      name: "an expression",
      schema: """
        CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT NOT NULL DEFAULT 'D');
        CREATE UNIQUE INDEX low ON rentals (lower(name) DESC, coalesce(account, 'none, (at all)') COLLATE NOCASE)
        """,
      before: ["INSERT INTO rentals VALUES (1, 7, 'ab'), (2, NULL, 'd'), (3, 9, 'c')"],
      statements: [
        "INSERT OR REPLACE INTO rentals VALUES (5, 7, 'AB')", "INSERT OR REPLACE INTO rentals VALUES (6, NULL, NULL)",
        "UPDATE OR REPLACE rentals SET account = 7, name = 'aB' WHERE id = 3",
      ],
      changes: ["- 1 (7,ab)", "+ 5 (7,AB)", "- 2 (null,d)", "+ 6 (null,D)", "- 5 (7,AB)", "~ 3 (9,c) (7,aB)"]),
    Case(
      name: "the hidden row id",
      schema: "CREATE TABLE rentals (id TEXT PRIMARY KEY NOT NULL, account INTEGER, name TEXT)",
      before: ["INSERT INTO rentals (rowid, id, account, name) VALUES (4, 'x', 7, 'a'), (9, 'z', 7, 'c')"],
      statements: [
        "INSERT OR REPLACE INTO rentals (rowid, id, account, name) VALUES (4, 'y', 8, 'b')",
        "UPDATE OR REPLACE rentals SET rowid = 9 WHERE id = 'y'",
      ],
      changes: ["- x (7,a)", "+ y (8,b)", "- z (7,c)", "~ y (8,b) (8,b)"]),
    Case(
      name: "a table WITHOUT ROWID with a key of two columns",
      schema: """
        CREATE TABLE rentals (
          id TEXT UNIQUE NOT NULL, account INTEGER, name TEXT, PRIMARY KEY (account, name)) WITHOUT ROWID
        """,
      before: ["INSERT INTO rentals VALUES ('x', 7, 'a'), ('y', 8, 'b')"],
      statements: ["INSERT OR REPLACE INTO rentals VALUES ('y', 7, 'a')"],
      changes: ["- x (7,a)", "- y (8,b)", "+ y (7,a)"], foreign: ["- x (7,a)", "~ y (8,b) (7,a)", "+ y (7,a)"]),
    Case(
      name: "notes of rows that stayed do no harm", schema: unique,
      before: ["INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')"],
      statements: [
        "INSERT OR IGNORE INTO rentals VALUES (5, 9, 'a')", "UPDATE rentals SET account = 70 WHERE id = 1",
        "INSERT OR IGNORE INTO rentals VALUES (5, 9, 'b')", "DELETE FROM rentals WHERE id = 2",
        "INSERT INTO rentals VALUES (5, 9, 'b')", "REPLACE INTO rentals VALUES (6, 9, 'a')",
      ],
      changes: ["~ 1 (7,a) (70,a)", "- 2 (8,b)", "+ 5 (9,b)", "- 1 (70,a)", "+ 6 (9,a)"]),
    Case(
      name: "an application's trigger that inserts first",
      schema: """
        CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT UNIQUE);
        CREATE TRIGGER own BEFORE INSERT ON rentals WHEN NEW.id < 100 BEGIN
          INSERT INTO rentals VALUES (NEW.id + 100, 0, NEW.name || '+'); END
        """,
      before: ["INSERT INTO rentals VALUES (201, 7, 'a'), (202, 8, 'a+')"],
      statements: ["REPLACE INTO rentals VALUES (1, 9, 'a')"],
      changes: ["- 202 (8,a+)", "+ 101 (0,a+)", "- 201 (7,a)", "+ 1 (9,a)"]),
  ]

  @Test("deletions by REPLACE are captured before what replaced them", arguments: cases.indices, Writer.allCases)
  func replaced(index: Int, writer: Writer) throws {
    let example = Self.cases[index]
    let fixture = try Fixture(CaptureTests.schema(example.schema), example.before)
    let start = try fixture.head()
    try fixture.run(example.statements, by: writer)
    let changes = try fixture.changes(after: start)
    // Of several rows that one write deletes, either may come first.
    let expected = writer == .ours ? example.changes : example.foreign ?? example.changes
    #expect(normalized(changes) == normalized(expected), "\(example.name): \(changes)")
  }

  /// Sorts each run of deletions.
  private func normalized(_ changes: [String]) -> [[String]] {
    var runs: [[String]] = []
    for change in changes {
      if change.hasPrefix("-"), let last = runs.last, last[0].hasPrefix("-") {
        runs[runs.count - 1] = (last + [change]).sorted()
      } else {
        runs.append([change])
      }
    }
    return runs
  }

  @Test(
    "the terms of an index are told apart whatever is in them",
    arguments: [
      ("CREATE UNIQUE INDEX i ON t (a)", ["a"]),
      (
        "CREATE UNIQUE INDEX \"i(,\" ON [t(,] (lower(a), b DESC, coalesce(c, ',)'))",
        ["lower(a)", "b", "coalesce(c, ',)')"]
      ),
      (
        "CREATE UNIQUE INDEX i ON t (a || 'it''s, (' COLLATE NOCASE asc) WHERE b IN (1, 2)",
        ["a || 'it''s, (' COLLATE NOCASE"]
      ),
      ("CREATE UNIQUE INDEX i ON t (a /* , ) */ + 1 -- , )\n, b - 1, b / 2)", ["a   + 1  ", "b - 1", "b / 2"]),
    ] as [(String, [String])])
  func indexTerms(sql: String, terms: [String]) {
    #expect(IndexText(sql).terms.map { $0.trimmingPrefix(while: \.isWhitespace) } == terms.map { $0[...] })
  }
}
