import StrataCapture
import Testing

/// SPEC §9: what the database lacks is named, with what may have been meant, before anything runs.
@Suite struct SchemaTests {
  struct Typo: Model {
    var id: Int64, acountID: Int64
    static let table = Table("rentals", Self.init, \.id, \.acountID)
  }

  struct Elsewhere: Model {
    var id: Int64
    static let table = Table("rental", Self.init, \.id)
  }

  struct LocalTypo: Model {
    var id: Int64, remoteID: Int64, titel: String
    static let table = Table(
      "local_rentals", Self.init, \.id, \.remoteID, \.titel, renamed: Column(\.remoteID, "remote_id"))
  }

  @Test("a column that a published model declares and the table lacks is named with the nearest that it has")
  func column() async throws {
    let walk = try await Walk()
    let namespace = Namespace("v1") { Topic("rentals", key: \Typo.id) { Publish(Typo.self) } }
    let error = #expect(throws: CaptureError.self) {
      _ = try Relay(namespace, source: walk.source, transport: walk.transport)
    }
    #expect(error?.code == .schema)
    #expect(error?.attempted == "publish Typo in v1_rentals")
    #expect(error?.reason.contains("table rentals has no column acountID") == true)
    #expect(error?.reason.contains("did you mean accountID") == true)
  }

  @Test("a missing table is named with the nearest there is")
  func table() async throws {
    let walk = try await Walk()
    let namespace = Namespace("v1") {
      Topic("rentals", key: \Rental.id) { Publish(Rental.self) { Embed(Elsewhere.self, parent: \.id) } }
    }
    let error = #expect(throws: CaptureError.self) {
      _ = try Relay(namespace, source: walk.source, transport: walk.transport)
    }
    #expect(error?.code == .schema)
    #expect(error?.attempted == "publish Rental in v1_rentals, Embed")
    #expect(error?.reason == "the database has no table rental; did you mean rentals?")
  }

  @Test("a replica's missing column is named")
  func replicaColumn() async throws {
    let walk = try await Walk()
    let typo = Replica(of: "v3") {
      Consume("rentals", RentalV3.self, into: LocalTypo.self, match: \.remoteID, \.id) { Map(\.titel, from: \.name) }
    }
    let error = #expect(throws: CaptureError.self) {
      _ = try Consumer("copy", typo, database: walk.local, transport: walk.transport)
    }
    #expect(error?.code == .schema)
    #expect(error?.reason.contains("no column titel") == true)
    #expect(error?.reason.contains("title") == true)
    #expect(throws: CaptureError.self) { try verify(rentals, in: walk.source, against: typo, in: walk.local) }
  }

  @Test("a replica of what nobody publishes can't be verified")
  func unpublished() async throws {
    let walk = try await Walk()
    let namespace = Namespace("v3") { Topic("rentals", key: \Account.id) { Publish(Account.self) } }
    let error = #expect(throws: CaptureError.self) {
      _ = try verify(namespace, in: walk.source, against: replica, in: walk.local)
    }
    #expect(error?.code == .declaration)
    #expect(error?.attempted == "verify Rental of v3_rentals")
  }
}
