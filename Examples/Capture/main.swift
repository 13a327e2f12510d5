// An application's table, captured, carried over a log in this process, and kept as another application's table.
// Makes app.db and billing.db in the working directory, and more rows in them each time it runs.
import Strata
import StrataCapture
import StrataCaptureSQLite

struct Rental: Model {
  var id: Int64, name: String, canceledAt: Double?
  static let table = Table("rentals", Self.init, \.id, \.name, \.canceledAt)
}
struct RentalV1: Codable { var id: Int64, name: String }
struct LocalRental: Model {
  var id: Int64, remoteID: Int64, title: String
  static let table = Table("local_rentals", Self.init, \.id, \.remoteID, \.title)
}
let published = Namespace("v1") {
  Topic("rentals", key: \Rental.id) { Publish(Rental.self) { SoftDelete(\.canceledAt) } }
}
let replica = Replica(of: "v1") {
  Consume("rentals", RentalV1.self, into: LocalRental.self, match: \.remoteID, \.id) { Map(\.title, from: \.name) }
}

let app = try SQLiteDatabase("app.db")
try app.write { db in
  try db.execute("CREATE TABLE IF NOT EXISTS rentals (id INTEGER PRIMARY KEY, name TEXT NOT NULL, canceledAt REAL)")
}
let billing = try SQLiteDatabase("billing.db")
try billing.write { db in
  try db.execute(
    """
    CREATE TABLE IF NOT EXISTS local_rentals
      (id INTEGER PRIMARY KEY, remoteID INTEGER UNIQUE NOT NULL, title TEXT NOT NULL)
    """)
}

let transport = InProcessTransport(try Engine.inMemory())
let relay = try Relay(published, source: app, transport: transport)
let consumer = try Consumer("billing", replica, database: billing, transport: transport)
try await relay.install()

try app.write { db in
  try db.execute("INSERT INTO rentals (name) VALUES ('Harbour house'), ('Attic'), ('Boat')")
  try db.execute("UPDATE rentals SET canceledAt = 1 WHERE name = 'Boat'")
}
while try await relay.runOnce() != .idle {}
while try await consumer.applyNext(within: .milliseconds(100)) {}

let verification = try verify(published, in: app, against: replica, in: billing)
print("equal: \(verification.isEqual), rows: \(verification.rows)")
