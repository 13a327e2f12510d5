import Glibc
import StrataCapture
import StrataCaptureSQLite
import Synchronization
import Testing

/// SPEC §9.1: transactions, values and statements.
@Suite struct DatabaseTests {
  struct Stop: Error {}

  /// What two threads tell each other.
  final class Seen: Sendable {
    let reading = Atomic(false)
    let written = Atomic(false)
  }

  @Test("a write that throws leaves nothing, one that returns leaves all")
  func writes() throws {
    let fixture = try Fixture()
    #expect(throws: Stop.self) {
      try fixture.database.write { session in
        try session.execute("INSERT INTO rentals VALUES (1, 7, 'a')", [])
        throw Stop()
      }
    }
    #expect(try fixture.rows("SELECT * FROM rentals").isEmpty)
    #expect(try fixture.changes() == [])
    #expect(try fixture.head() == 0)
    #expect(try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 7, 'b')") == 2)
    #expect(try fixture.run("UPDATE rentals SET account = 8") == 2)
    #expect(try fixture.run("DELETE FROM rentals WHERE id > 5") == 0)
    #expect(try fixture.run("CREATE TABLE t (a)") == 0)
    #expect(try fixture.head() == 4)
  }

  @Test("a savepoint that throws undoes its writes and only its, at any depth")
  func savepoints() throws {
    let fixture = try Fixture()
    try fixture.database.write { session in
      try session.execute("INSERT INTO rentals VALUES (1, 7, 'a')", [])
      #expect(throws: Stop.self) {
        try session.savepoint {
          try session.execute("INSERT INTO rentals VALUES (2, 7, 'b')", [])
          try session.savepoint { try session.execute("INSERT INTO rentals VALUES (3, 7, 'c')", []) }
          throw Stop()
        }
      }
      let number = try session.savepoint {
        #expect(throws: Stop.self) {
          try session.savepoint {
            try session.execute("INSERT INTO rentals VALUES (4, 7, 'd')", [])
            throw Stop()
          }
        }
        return try session.execute("INSERT INTO rentals VALUES (5, 7, 'e')", [])
      }
      #expect(number == 1)
    }
    #expect(try fixture.changes() == ["+ 1 (7,a)", "+ 5 (7,e)"])
  }

  static let values: [ColumnValue] = [
    .null, .integer(.min), .integer(.max), .integer(0), .real(-0.5), .real(.infinity), .text(""), .text("a\0b"),
    .text("søvn 🌙"), .text(String(repeating: "x", count: 100_000)), .blob([]), .blob([0, 255]),
    .blob([UInt8](repeating: 7, count: 100_000)),
  ]

  @Test("every value comes back as it was, from a table and through the outbox")
  func roundTrip() throws {
    let all = CapturedTable(name: "v", key: "id", columns: ["id", "a"], kept: ["a"])
    let fixture = try Fixture(["CREATE TABLE v (id INTEGER PRIMARY KEY, a)"], tables: [all])
    try fixture.database.write { session in
      for (index, value) in Self.values.enumerated() {
        try session.execute("INSERT INTO v VALUES (?1, ?2)", [.integer(Int64(index)), value])
      }
    }
    #expect(try fixture.rows("SELECT a FROM v ORDER BY id") == Self.values.map { [$0] })
    let captured = try fixture.database.read { try fixture.database.changes(after: 0, limit: 99, in: $0).map(\.new) }
    #expect(captured == Self.values.map { [$0] })
  }

  @Test("a text that is not UTF-8 is an error that names the column")
  func notText() throws {
    let fixture = try Fixture()
    try fixture.shell("INSERT INTO rentals VALUES (1, 7, CAST(x'ff41' AS TEXT));")
    let error = #expect(throws: CaptureError.self) { try fixture.rows("SELECT id, name FROM rentals") }
    #expect(error?.code == .undecodable)
    #expect(error?.attempted.contains("column name") == true)
  }

  @Test("a row kept by the reader stays as it was")
  func keptRows() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')")
    let rows = try fixture.rows("SELECT id FROM rentals ORDER BY id")
    #expect(rows == [[.integer(1)], [.integer(2)]])
  }

  @Test("a query within a query of the same text has its own rows")
  func nestedQueries() throws {
    let fixture = try Fixture()
    try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a'), (2, 8, 'b')")
    var pairs: [[ColumnValue]] = []
    let sql = "SELECT id FROM rentals ORDER BY id"
    try fixture.database.read { session in
      try session.query(sql, []) { outer in try session.query(sql, []) { pairs.append(outer + $0) } }
    }
    #expect(pairs == [[1, 1], [1, 2], [2, 1], [2, 2]].map { $0.map { .integer($0) } })
  }

  @Test("a read sees one state of the database while another thread writes")
  func snapshot() async throws {
    let fixture = try Fixture()
    let seen = Seen()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try fixture.database.read { session in
          let before = try fixture.database.head(in: session)
          seen.reading.store(true, ordering: .releasing)
          while !seen.written.load(ordering: .acquiring) { sched_yield() }
          #expect(try fixture.database.head(in: session) == before)
          #expect(try fixture.database.changes(after: 0, limit: 9, in: session).isEmpty)
        }
      }
      group.addTask {
        // Whatever goes wrong here must not leave the reader waiting.
        defer { seen.written.store(true, ordering: .releasing) }
        while !seen.reading.load(ordering: .acquiring) { await Task.yield() }
        try fixture.run("INSERT INTO rentals VALUES (1, 7, 'a')")
      }
      try await group.waitForAll()
    }
    #expect(try fixture.head() == 1)
  }

  @Test("the tables and columns there are, ours left out")
  func names() throws {
    let fixture = try Fixture(
      ["CREATE TABLE rentals (id INTEGER PRIMARY KEY, account INTEGER, name TEXT, up AS (upper(name)))"])
    let (tables, columns, none) = try fixture.database.read { session in
      (
        try fixture.database.tables(in: session), try fixture.database.columns(of: "rentals", in: session),
        try fixture.database.columns(of: "nothing", in: session)
      )
    }
    #expect(tables == ["rentals"])
    #expect(columns == ["id", "account", "name", "up"])
    #expect(none == [])
  }

  @Test("the connection has the settings it was opened with")
  func settings() throws {
    let fixture = try Fixture(settings: SQLiteSettings(synchronous: .full))
    try fixture.database.write { session in
      var found: [[ColumnValue]] = []
      for pragma in ["journal_mode", "synchronous", "foreign_keys", "recursive_triggers"] {
        try session.query("PRAGMA \(pragma)", []) { found.append($0) }
      }
      #expect(found == [[.text("wal")], [.integer(2)], [.integer(1)], [.integer(1)]])
    }
  }

  @Test("the write-ahead log is copied back when it has the pages that were set", arguments: [20, 100_000])
  func checkpoints(pages: Int) throws {
    let fixture = try Fixture(settings: SQLiteSettings(checkpointPages: pages))
    for round in 1...100 {
      try fixture.run(
        "INSERT INTO rentals VALUES (?1, 7, ?2)", .integer(Int64(round)), .blob(.init(repeating: 1, count: 4000)))
    }
    var status = stat()
    #expect(unsafe stat(fixture.path + "-wal", &status) == 0)
    let logged = Int(status.st_size) / 4120
    #expect(pages == 20 ? logged < 60 : logged > 150, "\(logged) pages")
  }
}
