import StrataCapture

/// The second application's tables (SPEC §10.4): a board of departures, and how late each airline is.

struct Departure: Model {
  var id: Int64
  var flightID: Int64
  var carrier: String
  var airline: String
  var code: String
  var route: String
  var aircraft: String?
  var scheduled: String
  var departureDelay: Int?
  var arrivalDelay: Int?
  var airMinutes: Int?
  static let table = Table(
    "departures", Self.init, \.id, \.flightID, \.carrier, \.airline, \.code, \.route, \.aircraft, \.scheduled,
    \.departureDelay, \.arrivalDelay, \.airMinutes)
}

struct Landing: Model {
  var id: Int64
  var departureID: Int64
  var diversionID: Int64
  var noticedAt: String
  static let table = Table("landings", Self.init, \.id, \.departureID, \.diversionID, \.noticedAt)
}

/// An effect: passengers of a cancelled flight are to be told.
struct CancellationNotice: Codable, Hashable, Sendable {
  var flight: Int64
}

/// What the board keeps. `seen` is told the key of every change, inside the transaction that applies it.
func board(seen: @escaping @Sendable (Int64) -> Void = { _ in }) -> Replica {
  Replica(of: "v1") {
    Consume("flights", FlightV1.self, into: Departure.self, match: \.flightID, \.id) {
      Map(\.carrier, from: \.carrier)
      Map(\.airline, from: \.airline)
      Map(\.code, from: \.code)
      Map(\.route, from: \.route)
      Map(\.aircraft, from: \.aircraft)
      Map(\.scheduled, from: \.scheduled)
      Map(\.departureDelay, from: \.departureDelay)
      Map(\.arrivalDelay, from: \.arrivalDelay)
      Map(\.airMinutes, from: \.airMinutes)
      ToMany(\.diversions, into: Landing.self, owner: \.departureID, match: \.diversionID, \.id) {
        Map(\.noticedAt, from: \.noticedAt)
      }
      OnChange { change, transaction in
        guard case .integer(let flight) = change.key else { return }
        try Delays.count(change.before, change.after, in: transaction)
        if change.kind == .softDeleted { try transaction.enqueue(CancellationNotice(flight: flight)) }
        seen(flight)
      }
    }
  }
}
