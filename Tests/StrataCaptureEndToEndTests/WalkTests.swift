import StrataCapture
import StrataTransport
import Testing

/// SPEC §9.3 to §9.8: rows of one application's database become another's.
@Suite struct WalkTests {
  static func filled() async throws -> Walk {
    let walk = try await Walk()
    try walk.run("INSERT INTO accounts VALUES (1, 'Ann', '15:00'), (2, 'Bob', '16:00')")
    try walk.run(
      """
      INSERT INTO rentals VALUES (10, 1, 'Sea', NULL, 80, NULL), (11, 1, 'Hill', '12:00', 90.5, NULL),
        (12, 2, 'Lake', NULL, 70, NULL)
      """)
    try walk.run("INSERT INTO photos VALUES (100, 10, 'a'), (101, 10, 'b'), (102, 12, 'c')")
    try await walk.settle()
    return walk
  }

  @Test("rows, children and columns computed from other rows arrive")
  func arrives() async throws {
    let walk = try await Self.filled()
    let rows = try walk.local.read { try $0.all(LocalRental.self) }
    #expect(rows.count == 3)
    #expect(rows.first { $0.remoteID == 10 }?.checkIn == "15:00")
    #expect(rows.first { $0.remoteID == 10 }?.note == "none")
    #expect(try walk.local.read { try $0.all(LocalPhoto.self) }.count == 3)
    let found = try walk.verification()
    #expect(found.isEqual)
    #expect(found.rows == 5)
    #expect(found.children == 3)
  }

  @Test("rows that were there before capture was installed are published")
  func history() async throws {
    let walk = try await Walk(declarations: Namespace("v1") { Topic("a", key: \Account.id) { Publish(Account.self) } })
    try walk.run("INSERT INTO accounts VALUES (1, 'Ann', '15:00')")
    try walk.run("INSERT INTO rentals VALUES (10, 1, 'Sea', NULL, 80, NULL)")
    try await walk.restart()
    try await walk.settle()
    try walk.expectEqual()
    #expect(try walk.local.read { try $0.all(LocalRental.self) }.count == 1)
  }

  @Test("one statement that renames a row many depend on republishes all of them")
  func observed() async throws {
    let walk = try await Self.filled()
    try walk.run(
      """
      WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1299)
      INSERT INTO rentals SELECT i, 1, 'r' || i, NULL, 1, NULL FROM n
      """)
    try await walk.settle()
    try walk.run("UPDATE accounts SET defaultCheckIn = '09:00' WHERE id = 1")
    try await walk.settle()
    try walk.expectEqual()
    let early = try walk.local.read { try $0.all(LocalRental.self, \.checkIn, "09:00") }
    #expect(early.count == 301)
    try walk.run("UPDATE accounts SET name = 'Anne' WHERE id = 1")
    let before = walk.relay.progress.published
    try await walk.settle()
    #expect(walk.relay.progress.published == before + 1)
    try walk.expectEqual()
  }

  @Test("children that change, move and go are their parents' changes")
  func children() async throws {
    let walk = try await Self.filled()
    for sql in [
      "UPDATE photos SET url = 'z' WHERE id = 100", "UPDATE photos SET rentalID = 12 WHERE id = 101",
      "DELETE FROM photos WHERE id = 102", "INSERT INTO photos VALUES (103, 11, 'd')", "DELETE FROM photos",
    ] {
      try walk.run(sql)
      try await walk.settle()
      try walk.expectEqual("after \(sql)")
    }
  }

  @Test("a soft deletion deletes, is told once, even of a row never seen, and can be taken back")
  func softDeletion() async throws {
    let walk = try await Self.filled()
    try walk.run("UPDATE rentals SET canceledAt = 1 WHERE id = 10")
    try walk.run("INSERT INTO rentals VALUES (13, 2, 'Never seen', NULL, 1, 5)")
    try await walk.settle()
    try walk.expectEqual()
    let canceled = [Notice(kind: "canceled", rental: 10), Notice(kind: "canceled", rental: 13)]
    #expect(Set(try walk.notices()) == Set(canceled))
    try walk.run("UPDATE rentals SET price = 2 WHERE canceledAt IS NOT NULL")
    try await walk.settle()
    #expect(try walk.notices().count == 2)
    try walk.run("UPDATE rentals SET canceledAt = NULL WHERE id = 10")
    try await walk.settle()
    try walk.expectEqual()
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) } != nil)
  }

  @Test("a row whose partition key changes keeps its local row and is told as an update")
  func moves() async throws {
    let walk = try await Self.filled()
    let before = try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) }
    try walk.run("UPDATE rentals SET accountID = 2, name = 'Moved' WHERE id = 10")
    try await walk.settle()
    try walk.expectEqual()
    let after = try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) }
    #expect(after?.id == before?.id)
    #expect(try walk.notices() == [Notice(kind: "renamed", rental: 10)])
    try walk.run("UPDATE rentals SET accountID = 3 WHERE id = 10")
    try walk.run("DELETE FROM rentals WHERE id = 10")
    try await walk.settle()
    try walk.expectEqual()
  }

  @Test("columns that no rule names keep what the replica's application wrote")
  func ownColumns() async throws {
    let walk = try await Self.filled()
    try walk.local.write { _ = try $0.execute("UPDATE local_rentals SET note = 'mine' WHERE remote_id = 10", []) }
    try walk.run("UPDATE rentals SET name = 'Beach' WHERE id = 10")
    try await walk.settle()
    let row = try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) }
    #expect(row?.note == "mine")
    #expect(row?.title == "Beach")
  }

  @Test("a changed primary key is one row gone and another come")
  func primaryKey() async throws {
    let walk = try await Self.filled()
    try walk.run("UPDATE rentals SET id = 99 WHERE id = 10")
    try await walk.settle()
    try walk.expectEqual()
  }

  @Test("verify names the row and the column that differ, what is missing and what is too much")
  func differences() async throws {
    let cases: [(String, Verification.Difference)] = [
      (
        "UPDATE local_rentals SET checkIn = 'x' WHERE remote_id = 11",
        .different(
          table: "local_rentals", key: .integer(11), column: "checkIn", source: .text("12:00"), replica: .text("x"))
      ),
      ("DELETE FROM local_rentals WHERE remote_id = 12", .missing(table: "local_rentals", key: .integer(12))),
      (
        "INSERT INTO local_rentals VALUES (50, 5, 't', 'c', 0, NULL)",
        .extra(table: "local_rentals", key: .integer(5))
      ),
      (
        "INSERT INTO local_rentals VALUES (50, 500, 't', 'c', 0, NULL)",
        .extra(table: "local_rentals", key: .integer(500))
      ),
      (
        "UPDATE local_photos SET url = 'x' WHERE remoteID = 102",
        .different(table: "local_photos", key: .integer(102), column: "url", source: .text("c"), replica: .text("x"))
      ),
      ("DELETE FROM local_photos WHERE remoteID = 101", .missing(table: "local_photos", key: .integer(101))),
      (
        "INSERT INTO local_photos SELECT 9, 9, id, 'x' FROM local_rentals WHERE remote_id = 12",
        .extra(table: "local_photos", key: .integer(9))
      ),
      ("INSERT INTO local_photos VALUES (9, 9, 999, 'x')", .extra(table: "local_photos", key: .integer(9))),
    ]
    let walk = try await Self.filled()
    let whole = try walk.verification()
    for (sql, difference) in cases {
      var found: Verification?
      struct Undo: Error {}
      // The change is undone after each look.
      try walk.local.write { session in
        for sql in ["CREATE TABLE IF NOT EXISTS kept (n)"] { try session.execute(sql, []) }
      }
      let saved = try walk.local.read { session in
        (try session.all(LocalRental.self), try session.all(LocalPhoto.self))
      }
      try walk.local.write { _ = try $0.execute(sql, []) }
      found = try walk.verification()
      #expect(found?.difference == difference, "\(sql)")
      try walk.local.write { session in
        try session.execute("DELETE FROM local_rentals", [])
        try session.execute("DELETE FROM local_photos", [])
        for row in saved.0 { try session.insert(row) }
        for row in saved.1 { try session.insert(row) }
      }
      #expect(try walk.verification().digest == whole.digest)
    }
  }
}
