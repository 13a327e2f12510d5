import Testing

@testable import StrataCapture

/// SPEC §9.5
@Suite struct ConsumeTests {
  enum Flight {
    struct V2: Codable {}
    struct V: Codable {}
  }

  @Test("the model of a wire type is its name without the version")
  func modelNames() {
    #expect(modelName(of: RentalV3.self) == "Rental")
    #expect(modelName(of: Flight.V2.self) == "Flight")
    #expect(modelName(of: Flight.V.self) == "V")
    #expect(modelName(of: Email.self) == "Email")
  }

  @Test("a record's value becomes the mapped columns and the children's")
  func mapping() throws {
    let tables = try ReplicaTables(replica)
    #expect(tables.topics == ["v3_rentals"])
    let table = try #require(tables.byTopic["v3_rentals"]?["Rental"]?.first)
    #expect(table.columns == [1, 2, 3])
    #expect(table.children.map(\.columns) == [[1, 3]])
    let json = #"{"id":7,"accountID":1,"name":"Sea","checkIn":"4pm","photos":[{"id":9,"url":"u"}]}"#
    let row = try table.decode(Array(json.utf8))
    #expect(row.values == [.integer(7), .text("Sea"), .text("4PM")])
    #expect(row.children == [[MappedChild(values: [.integer(9), .text("u")])]])
  }

  @Test("two rules for one column, nested blocks that do more than map, and a table kept twice are refused")
  func refused() {
    let wrong = [
      Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
        Map(\.title, from: \.name)
        Map(\.title, from: \.checkIn)
      },
      Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
        Map(\.remoteID, from: \.id)
      },
      Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
        ToMany(\.photos, into: LocalPhoto.self, owner: \.rentalID, match: \.remoteID, \.id) { OnChange { _, _ in } }
      },
      Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
        ToMany(\.photos, into: LocalPhoto.self, owner: \.remoteID, match: \.remoteID, \.id)
      },
    ]
    for declaration in wrong {
      let error = #expect(throws: CaptureError.self) { try ReplicaTables(Replica(of: "v3") { declaration }) }
      #expect(error?.code == .declaration)
      #expect(error?.attempted.hasPrefix("consume Rental of v3_rentals into LocalRental") == true)
    }
    #expect(throws: CaptureError.self) {
      try ReplicaTables(
        Replica(of: "v3") {
          wrong[0]
          wrong[0]
        })
    }
    #expect(throws: CaptureError.self) { try ReplicaTables(Replica(of: "v3") {}) }
  }
}
