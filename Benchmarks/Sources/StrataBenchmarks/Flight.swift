import BenchmarkTable
import StrataCapture

/// A row of the application: eight columns of the kinds that there are, about 150 bytes as JSON.
struct Flight: Model {
  var id: Int64, carrier: String, number: Int64, origin: String, destination: String, tail: String?, delay: Double?
  var departed: Bool
  static let table = Table(
    "flights", Self.init, \.id, \.carrier, \.number, \.origin, \.destination, \.tail, \.delay, \.departed)

  static let schema = """
    CREATE TABLE flights (id INTEGER PRIMARY KEY, carrier TEXT NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL,
      destination TEXT NOT NULL, tail TEXT, delay REAL, departed INTEGER NOT NULL)
    """

  static let insert = "INSERT INTO flights VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"

  static func values(_ id: Int64) -> [ColumnValue] {
    [
      .integer(id), .text("UA"), .integer(id % 5_000), .text("EWR"), .text("SFO"), .text("N\(id % 4_000)UA"),
      .real(Double(id % 90) - 10), .integer(id % 2),
    ]
  }
}

/// What consumers see of it.
struct FlightV1: Codable, Sendable {
  var id: Int64, carrier: String, number: Int64, origin: String, destination: String, tail: String?, delay: Double?
  var departed: Bool
}

/// The replica's row.
struct LocalFlight: Model {
  var id: Int64?
  var remoteID: Int64, carrier: String, number: Int64, origin: String, destination: String, tail: String?,
    delay: Double?
  var departed: Bool
  static let table = Table(
    "local_flights", Self.init, \.id, \.remoteID, \.carrier, \.number, \.origin, \.destination, \.tail, \.delay,
    \.departed)

  static let schema = """
    CREATE TABLE local_flights (id INTEGER PRIMARY KEY, remoteID INTEGER NOT NULL UNIQUE, carrier TEXT NOT NULL,
      number INTEGER NOT NULL, origin TEXT NOT NULL, destination TEXT NOT NULL, tail TEXT, delay REAL,
      departed INTEGER NOT NULL)
    """
}
