import StrataCapture
import StrataTransport
import Testing

/// SPEC §9.4 and §9.7: what can't be published or applied waits with its key, and the rest goes on.
@Suite struct ParkingTests {
  @Test("a row that can't be serialized waits, others go on, and a later change or a new try publishes it")
  func unserializable() async throws {
    let walk = try await WalkTests.filled()
    try walk.run("UPDATE rentals SET name = 'unserializable' WHERE id IN (10, 11)")
    try walk.run("UPDATE rentals SET name = 'fine' WHERE id = 12")
    try await walk.settle()
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 12) }?.title == "fine")
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) }?.title == "Sea")
    let failed = try await walk.relay.failedRows()
    #expect(failed.map(\.key) == [.integer(10), .integer(11)])
    #expect(failed.first?.description.contains("Unserializable") == true)
    #expect(walk.relay.progress.failed == 2)

    try walk.run("UPDATE rentals SET name = 'healed' WHERE id = 10")
    try await walk.settle()
    #expect(try await walk.relay.failedRows().map(\.key) == [.integer(11)])

    let lenient = Namespace("v3") {
      Topic("rentals", key: \Rental.accountID) {
        Publish(Rental.self) {
          SoftDelete(\.canceledAt)
        } serializer: { rental, _ in
          RentalV3(id: rental.id, name: "forgiven", checkIn: "", price: 0, photos: [])
        }
        Publish(Account.self, key: \.id)
      }
    }
    try await walk.restart(declarations: lenient)
    try await walk.relay.republishFailed()
    try await walk.settle()
    #expect(try await walk.relay.failedRows().isEmpty)
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 11) }?.title == "forgiven")
  }

  @Test("a record the replica refuses waits with those behind it, in order, and a redrive goes on from there")
  func refused() async throws {
    let walk = try await WalkTests.filled()
    try walk.run("UPDATE rentals SET name = 'unwelcome' WHERE id = 10")
    try walk.run("UPDATE rentals SET name = 'fine' WHERE id = 12")
    try await walk.settle()
    try walk.run("UPDATE rentals SET name = 'later' WHERE id = 10")
    try await walk.settle()
    try walk.run("UPDATE rentals SET name = 'last' WHERE id = 10")
    try await walk.settle()
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 12) }?.title == "fine")
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 10) }?.title == "Sea")
    let parked = try await walk.consumer.parked()
    #expect(parked.count == 3)
    #expect(parked.first?.reason.contains("constraint") == true)
    #expect(walk.consumer.progress.parked == 3)

    #expect(try await walk.consumer.redrive() == 0)
    #expect(try await walk.consumer.parked().count == 3)

    try walk.local.write { session in
      _ = try session.execute("PRAGMA ignore_check_constraints = ON", [])
    }
    #expect(try await walk.consumer.redrive() == 3)
    #expect(try await walk.consumer.parked().isEmpty)
    #expect(walk.consumer.progress.parked == 0)
    try walk.expectEqual()
    let renamed = try walk.notices().filter { $0.rental == 10 }
    #expect(renamed.count == 3)
  }

  @Test("records that are none of a relay's are parked with a reason and nothing is lost")
  func foreign() async throws {
    let walk = try await WalkTests.filled()
    let producer = try await walk.transport.producer(ProducerOptions())
    let version = Header("version", "9:9")
    let broken: [Record] = [
      Record(key: Array("Rental:20".utf8), value: Array("{\"id\":20,".utf8), headers: [version]),
      Record(key: Array("Rental:21".utf8), value: Array("{\"id\":\"text\"}".utf8), headers: [version]),
      Record(key: Array("Rental:22".utf8), value: Array("{}".utf8)),
      Record(key: Array("Rental:22".utf8), value: Array("{}".utf8), headers: [Header("version", "9:-9")]),
      Record(key: Array("no colon".utf8), value: [], headers: [version]),
      Record(key: nil, value: [], headers: [version]),
      Record(key: Array("Rental:x".utf8), value: nil, headers: [version]),
      Record(
        key: Array("Rental:23".utf8),
        value: Array(#"{"id":24,"name":"","checkIn":"","price":0,"photos":[]}"#.utf8), headers: [version]),
      Record(key: Array("Stranger:1".utf8), value: [1, 2, 3], headers: [version]),
    ]
    _ = try await producer.send(broken, to: "v3_rentals")
    try await walk.apply()
    try walk.run("UPDATE rentals SET name = 'goes on' WHERE id = 12")
    try await walk.settle()
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 12) }?.title == "goes on")
    let parked = try await walk.consumer.parked()
    #expect(parked.count == 8)
    for word in [
      "Rental:20", "Path: id", "no header version", "no key", "not Model:key", "remote_id", "value's key is 24",
    ] {
      #expect(parked.contains { $0.description.contains(word) }, "\(word) in \(parked)")
    }
    #expect(Set(parked.map(\.record.value)).isSuperset(of: [Array("{\"id\":20,".utf8)]))
    try walk.expectEqual()
  }

  @Test("a record that the topic finds too large waits as a row that can't be published, and others go on")
  func tooLarge() async throws {
    let small = Namespace("v1") {
      Topic("accounts", key: \Account.id, settings: ["max.message.bytes": "2000"]) { Publish(Account.self) }
    }
    let copy = Replica(of: "v1") {
      Consume("accounts", AccountV3.self, into: LocalAccount.self, match: \.id, \.id) { Map(\.name, from: \.name) }
    }
    let walk = try await Walk(declarations: small, replica: copy)
    try walk.run(
      "INSERT INTO accounts VALUES (1, 'Ann', ''), (2, ?1, ''), (3, 'Cy', '')",
      .text(String(repeating: "x", count: 5_000)))
    try await walk.settle()
    #expect(try walk.local.read { try $0.all(LocalAccount.self) }.map(\.id) == [1, 3])
    #expect(try await walk.relay.failedRows().map(\.key) == [.integer(2)])
    try walk.run("UPDATE accounts SET name = 'Bob' WHERE id = 2")
    try await walk.settle()
    #expect(try verify(small, in: walk.source, against: copy, in: walk.local).isEqual)
    #expect(walk.relay.progress.failed == 0)
  }
}
