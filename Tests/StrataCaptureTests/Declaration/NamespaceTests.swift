import Testing

@testable import StrataCapture

/// SPEC §9.2
@Suite struct NamespaceTests {
  @Test("a namespace's declarations say what is published, by which key, and on what it depends")
  func publications() throws {
    let topics = try PublishedTopics([producer])
    #expect(topics.topics.map(\.name) == ["v3_rentals"])
    let rental = try #require(topics.publications.first)
    #expect(rental.model == "Rental")
    #expect(rental.shape.columns[rental.partitionKey].name == "accountID")
    #expect(rental.embedded.map(\.shape.name) == ["photos"])
    #expect(rental.observed.map(\.columns) == [[2]])
    #expect(rental.softDelete == 4)
    #expect(rental.schema == "RentalV3")
    let account = topics.publications[1]
    #expect(account.model == "Account")
    #expect(account.partitionKey == 0)
    #expect(account.schema == "Account")
  }

  @Test("each table is captured once, with every column that a deleted row must still tell")
  func capturedTables() throws {
    let tables = try PublishedTopics([producer]).capturedTables
    #expect(tables.map(\.name) == ["rentals", "photos", "accounts"])
    #expect(tables.map(\.key) == ["id", "id", "id"])
    #expect(tables[0].kept == ["accountID", "canceledAt"])
    #expect(tables[1].kept == ["rental_id"])
    #expect(tables[2].kept == ["id", "name", "defaultCheckIn"])
  }

  @Test("declarations that can't be right are refused, and the error says where")
  func refused() {
    let wrong: [(Namespace, String)] = [
      (Namespace("") { Topic("a", key: \Account.id) { Publish(Account.self) } }, "declare a namespace"),
      (Namespace("v1") { Topic("a", key: \Account.id) {} }, "declare topic v1_a"),
      (Namespace("v1") { Topic("", key: \Account.id) { Publish(Account.self) } }, "declare topic v1_"),
      (Namespace("v1") { Topic("a", key: \Account.id, partitions: 0) { Publish(Account.self) } }, "declare topic v1_a"),
      (
        Namespace("v1") {
          Topic("a", key: \Account.id) {
            Publish(Account.self)
            Publish(Account.self, key: \.name)
          }
        }, "publish Account in v1_a"
      ),
      (
        Namespace("v1") {
          Topic("a", key: \Rental.id) {
            Publish(Rental.self) {
              SoftDelete(\.canceledAt)
              SoftDelete(\.checkIn)
            }
          }
        }, "publish Rental in v1_a"
      ),
      (
        Namespace("v1") {
          Topic("a", key: \Rental.id) {
            Publish(Rental.self) { Observe(Account.self) { _, _ in .none } }
          }
        }, "publish Rental in v1_a, Observe(Account)"
      ),
      (
        Namespace("v1") {
          Topic("a", key: \TableTests.Swapped.id) { Publish(TableTests.Swapped.self) }
        }, "declare table swapped of Swapped"
      ),
    ]
    for (namespace, place) in wrong {
      let error = #expect(throws: CaptureError.self) { try PublishedTopics([namespace]) }
      #expect(error?.code == .declaration)
      #expect(error?.attempted == place)
    }
    let twice = Namespace("v1") { Topic("a", key: \Account.id) { Publish(Account.self) } }
    #expect(throws: CaptureError.self) { try PublishedTopics([twice, twice]) }
  }
}
