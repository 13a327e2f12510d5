import Glibc
import StrataCapture
import StrataCaptureSQLite
import Testing

/// SPEC §9.1: what goes wrong says what, where and what to do, and leaves nothing behind.
@Suite struct FailureTests {
  private func code(_ body: () throws -> Void) -> CaptureError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? CaptureError)?.code
    }
  }

  @Test("a database that another process writes is locked for writes, once the time is over, and not for reads")
  func locked() throws {
    let fixture = try Fixture(settings: SQLiteSettings(busyTimeout: .milliseconds(20)))
    let shell = try ShellProcess(fixture.path)
    try shell.send("BEGIN IMMEDIATE;\nINSERT INTO rentals VALUES (1, 7, 'a');\nSELECT 'held';\n")
    #expect(try shell.line() == "held")
    let error = #expect(throws: CaptureError.self) { try fixture.run("INSERT INTO rentals VALUES (2, 7, 'b')") }
    #expect(error?.code == .locked)
    #expect(error?.reason.contains("busyTimeout") == true)
    #expect(try fixture.head() == 0)
    #expect(throws: CaptureError.self) { try fixture.database.install([]) }
    try shell.send("COMMIT;\n")
    _ = try shell.finish()
    try fixture.run("INSERT INTO rentals VALUES (2, 7, 'b')")
    #expect(try fixture.changes() == ["+ 1 (7,a)", "+ 2 (7,b)"])
  }

  @Test("a database that another process has for itself can't be opened")
  func exclusive() throws {
    let directory = try TemporaryDirectory()
    let shell = try ShellProcess(directory.file("app.db"))
    try shell.send("CREATE TABLE t (a);\nBEGIN EXCLUSIVE;\nSELECT 'held';\n")
    #expect(try shell.line() == "held")
    #expect(
      code { _ = try SQLiteDatabase(directory.file("app.db"), settings: .init(busyTimeout: .milliseconds(20))) }
        == .locked)
    _ = try shell.finish()
  }

  @Test("no room: the write fails as a whole, row and change, and goes on when there is room")
  func full() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    try fixture.database.write { session in
      try session.query("PRAGMA max_page_count = 40", []) { _ in }
    }
    let error = #expect(throws: CaptureError.self) {
      try fixture.database.write { session in
        try session.execute("INSERT INTO rentals VALUES (2, 7, 'b')", [])
        try session.execute("INSERT INTO rentals VALUES (3, 7, zeroblob(1000000))", [])
      }
    }
    #expect(error?.code == .full)
    #expect(error?.reason.contains("free room") == true)
    #expect(try fixture.changes() == ["+ 1 (7,a)"])
    try fixture.run("INSERT INTO rentals VALUES (4, 7, 'd')")
    #expect(try fixture.changes() == ["+ 1 (7,a)", "+ 4 (7,d)"])
    #expect(try fixture.rows("SELECT id FROM rentals") == [[.integer(1)], [.integer(4)]])
  }

  @Test("no room within a savepoint ends the transaction, and the first error is the one that is told")
  func fullInSavepoint() throws {
    let fixture = try Fixture()
    try fixture.database.write { try $0.query("PRAGMA max_page_count = 40", []) { _ in } }
    #expect(
      code {
        try fixture.database.write { session in
          try session.savepoint { try session.execute("INSERT INTO rentals VALUES (3, 7, zeroblob(1000000))", []) }
        }
      } == .full)
    #expect(try fixture.changes() == [])
  }

  @Test("a file that is no database, a directory that is not there, a file that can't be written")
  func notADatabase() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("app.db")
    let file = unsafe fopen(path, "w")
    let text = Array(String(repeating: "this is no database ", count: 100).utf8)
    if let file = unsafe file {
      _ = unsafe text.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
      unsafe fclose(file)
    }
    #expect(code { _ = try SQLiteDatabase(path) } == .foreign)
    #expect(code { _ = try SQLiteDatabase(directory.file("no/app.db")) } == .damaged)
  }

  @Test("a write-protected file can't be opened", .enabled(if: geteuid() != 0, "root may write to any file"))
  func writeProtected() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("app.db")
    try Shell(path: path)("CREATE TABLE t (a);")
    _ = unsafe chmod(path, 0o400)
    #expect(code { _ = try SQLiteDatabase(path) } == .readOnly)
  }

  @Test("a damaged file is told apart")
  func damaged() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("app.db")
    try Shell(path: path)("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(20000)), (1), (2);")
    let file = unsafe open(path, O_WRONLY)
    let waste = [UInt8](repeating: 0xab, count: 4096)
    _ = unsafe waste.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, 4096) }
    close(file)
    let database = try SQLiteDatabase(path)
    #expect(code { try database.read { try $0.query("SELECT * FROM t", []) { _ in } } } == .damaged)
  }

  @Test("an outbox of a newer version is refused by every call, and nothing of it is touched")
  func newer() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    try fixture.shell("UPDATE strata_outbox_version SET version = 99;")
    let database = try SQLiteDatabase(fixture.path)
    for call in [
      { try database.install([Fixture.rentals]) },
      { try database.read { _ = try database.changes(after: 0, limit: 1, in: $0) } },
      { try database.read { _ = try database.head(in: $0) } },
    ] as [() throws -> Void] {
      let error = #expect(throws: CaptureError.self, performing: call)
      #expect(error?.code == .foreign)
      #expect(error?.reason.contains("version 99") == true)
    }
    #expect(try fixture.rows("SELECT count(*) FROM strata_outbox") == [[.integer(1)]])
  }

  @Test("what does not fit the transaction under way is refused with what to do")
  func misuse() throws {
    let fixture = try Fixture()
    let database = fixture.database
    #expect(code { try database.write { _ in try database.write { _ in } } } == .misuse)
    #expect(code { try database.write { _ in try database.read { _ in } } } == .misuse)
    #expect(code { try database.read { _ in try database.write { _ in } } } == .misuse)
    #expect(code { _ = try database.read { try $0.execute("DELETE FROM rentals", []) } } == .readOnly)
    var kept: (any Session)?
    try database.write { kept = $0 }
    #expect(code { try kept?.execute("DELETE FROM rentals", []) } == .misuse)
    #expect(
      code {
        try database.write { session in
          try session.execute("INSERT INTO rentals VALUES (1, 7, 'a')", [])
          try session.execute("ROLLBACK", [])
        }
      } == .misuse)
    let other = try Fixture()
    #expect(code { try other.database.read { _ = try database.head(in: $0) } } == .misuse)
    // None of this has broken the database.
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
    #expect(try fixture.changes() == ["+ 1 (7,a)"])
  }

  static let unfit: [(String, [ColumnValue], CaptureError.Code)] = [
    ("INSERT INTO rentals VALUES (1, 7, 'a'), (1, 7, 'a')", [], .constraint),
    ("INSERT INTO nothing VALUES (1)", [], .statement),
    ("SELECT", [], .statement),
    ("", [], .statement),
    ("DELETE FROM rentals; DELETE FROM rentals", [], .statement),
    ("DELETE FROM rentals WHERE id = ?1", [], .statement),
    ("DELETE FROM rentals", [.null], .statement),
    ("DELETE FROM rentals; -- done", [], .statement),
  ]

  @Test("a statement that can't be is an error with SQLite's words and its text", arguments: unfit.indices)
  func unfitStatement(index: Int) throws {
    let (sql, values, code) = Self.unfit[index]
    let fixture = try Fixture()
    let error = #expect(throws: CaptureError.self) {
      try fixture.database.write { try $0.execute(sql, values) }
    }
    #expect(error?.code == code)
    #expect(error?.attempted.contains(sql) == true)
  }

  @Test("reading the outbox before capture is installed says so")
  func notInstalled() throws {
    let fixture = try Fixture(tables: [])
    #expect(code { _ = try fixture.head() } == .schema)
    #expect(code { _ = try fixture.changes() } == .schema)
  }
}
