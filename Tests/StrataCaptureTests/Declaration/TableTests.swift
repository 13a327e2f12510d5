import Testing

@testable import StrataCapture

/// SPEC §9.2
@Suite struct TableTests {
  struct Everything: Model, Hashable {
    var id: Int64, count: Int, ratio: Double, name: String, isOpen: Bool, bytes: [UInt8], note: String?
    static let table = Table(
      "everything", Self.init, \.id, \.count, \.ratio, \.name, \.isOpen, \.bytes, \.note,
      renamed: Column(\.isOpen, "is_open"))
  }

  struct Computed: Model {
    var id: Int64
    var double: Int64 { id * 2 }
    static let table = Table("computed", { (id: Int64, _: Int64) in Self(id: id) }, \.id, \.double)
  }

  struct Swapped: Model {
    var id: Int64, first: String, second: String
    static let table = Table("swapped", Self.init, \.id, \.second, \.first)
  }

  struct Twice: Model {
    var id: Int64, first: String, second: String
    static let table = Table("twice", Self.init, \.id, \.first, \.second, renamed: Column(\.second, "First"))
  }

  struct Inner: Sendable { var x: Int64 }

  struct Nested: Model {
    var id: Int64, inner: Inner
    static let table = Table("nested", { Self(id: $0, inner: Inner(x: $1)) }, \.id, \.inner.x)
  }

  @Test("columns are named as the properties, unless renamed")
  func names() {
    #expect(
      Everything.table.shape.columns.map(\.name) == ["id", "count", "ratio", "name", "is_open", "bytes", "note"])
    #expect(Everything.table.shape.columns.map(\.property).contains("isOpen"))
    #expect(throws: Never.self) { try Everything.checkTable() }
  }

  @Test("a row becomes columns and comes back the same")
  func roundTrip() throws {
    let row = Everything(
      id: 1, count: -2, ratio: 3, name: "a \"quoted\" name", isOpen: true, bytes: [0, 255], note: nil)
    let values = Everything.table.values(row)
    #expect(values == [.integer(1), .integer(-2), .real(3), .text(row.name), .integer(1), .blob([0, 255]), .null])
    #expect(try Everything.table.row(values) == row)
    var whole = values
    whole[2] = .integer(3)
    #expect(try Everything.table.row(whole) == row)
  }

  @Test("a value of another kind is refused by its column's name")
  func otherKind() throws {
    var values = Everything.table.values(
      Everything(id: 7, count: 0, ratio: 0, name: "", isOpen: false, bytes: [], note: nil))
    values[3] = .null
    let error = #expect(throws: CaptureError.self) { try Everything.table.row(values) }
    #expect(error?.code == .schema)
    #expect(error?.reason.contains("column name") == true)
  }

  @Test("declarations that can't be right are refused by name")
  func flaws() {
    for (check, word) in [
      ({ () throws(CaptureError) in try Computed.checkTable() }, "column 2"),
      ({ () throws(CaptureError) in try Swapped.checkTable() }, "first stands after second"),
      ({ () throws(CaptureError) in try Twice.checkTable() }, "two columns are named First"),
      ({ () throws(CaptureError) in try Nested.checkTable() }, "inner.x"),
    ] {
      let error = #expect(throws: CaptureError.self) { try check() }
      #expect(error?.code == .declaration)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "nothing") misses \(word)")
    }
  }

  @Test("names in statements are quoted")
  func statements() {
    #expect(quotedName("a\"b") == "\"a\"\"b\"")
    #expect(Photo.table.shape.selectBy[1] == #"SELECT "id", "rental_id", "url" FROM "photos" WHERE "rental_id" = ?1"#)
    #expect(Photo.table.shape.insert == #"INSERT INTO "photos" ("id", "rental_id", "url") VALUES (?1, ?2, ?3)"#)
    #expect(Photo.table.shape.update == #"UPDATE "photos" SET "rental_id" = ?1, "url" = ?2 WHERE "id" = ?3"#)
  }

  @Test(
    "the nearest names are offered first",
    arguments: [
      ("acount_id", ["id", "account_id", "name"], ["account_id"]),
      ("nam", ["id", "account_id", "name"], ["name"]),
      ("zzzzzzzz", ["id", "name"], []),
    ])
  func nearest(name: String, names: [String], near: [String]) {
    #expect(nearestNames(to: name, among: names) == near)
  }
}
