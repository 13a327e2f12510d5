import StrataCapture

/// The airline application's tables as it declares them for capture (SPEC §10.4).

struct Airline: Model {
  var carrier: String
  var name: String
  static let table = Table("airlines", Self.init, \.carrier, \.name)
}

struct Plane: Model {
  var tail: String
  var manufacturer: String
  var model: String
  static let table = Table("planes", Self.init, \.tail, \.manufacturer, \.model)
}

struct Flight: Model {
  var id: Int64
  var carrier: String
  var number: Int
  var tail: String?
  var origin: String
  var destination: String
  var scheduled: String
  var departureDelay: Int?
  var arrivalDelay: Int?
  var airMinutes: Int?
  var canceledAt: String?
  static let table = Table(
    "flights", Self.init, \.id, \.carrier, \.number, \.tail, \.origin, \.destination, \.scheduled, \.departureDelay,
    \.arrivalDelay, \.airMinutes, \.canceledAt)
}

/// A flight that landed elsewhere.
struct Diversion: Model {
  var id: Int64
  var flightID: Int64
  var noticedAt: String
  static let table = Table("diversions", Self.init, \.id, \.flightID, \.noticedAt)
}

/// What others are told about a flight: version 1 of the contract.
struct FlightV1: Codable, Sendable {
  struct Landing: Codable, Sendable {
    var id: Int64
    var noticedAt: String
  }

  var id: Int64
  var carrier: String
  /// The airline's name as it is now: renamed, all its flights are published again.
  var airline: String
  var code: String
  var route: String
  /// Maker and model as they are now; nil for a plane that nobody registered.
  var aircraft: String?
  var scheduled: String
  var departureDelay: Int?
  var arrivalDelay: Int?
  var airMinutes: Int?
  var diversions: [Landing]
}

/// What the airline publishes.
let airlinePublishes = Namespace("v1") {
  // By number, which spreads evenly. Small segments: a log's last one is mapped, and a demo is to stay small however
  // long it plays; a month still fits into one.
  Topic("flights", key: \Flight.number, partitions: 4, settings: ["segment.bytes": "3145728"]) {
    Publish(Flight.self) {
      Embed(Diversion.self, parent: \.flightID)
      Observe(Airline.self, \.name) { airline, db in try db.all(Flight.self, \.carrier, airline.carrier) }
      Observe(Plane.self, \.manufacturer, \.model) { plane, db in try db.all(Flight.self, \.tail, plane.tail) }
      SoftDelete(\.canceledAt)
    } serializer: { flight, db in
      let airline = try db.first(Airline.self, \.carrier, flight.carrier)
      let plane = try flight.tail.flatMap { try db.first(Plane.self, \.tail, $0) }
      let diversions = try db.all(Diversion.self, \.flightID, flight.id)
      return FlightV1(
        id: flight.id, carrier: flight.carrier, airline: airline?.name ?? flight.carrier,
        code: "\(flight.carrier)\(flight.number)", route: "\(flight.origin)-\(flight.destination)",
        aircraft: plane.map { "\($0.manufacturer) \($0.model)" }, scheduled: flight.scheduled,
        departureDelay: flight.departureDelay, arrivalDelay: flight.arrivalDelay, airMinutes: flight.airMinutes,
        diversions: diversions.map { .init(id: $0.id, noticedAt: $0.noticedAt) })
    }
  }
}
