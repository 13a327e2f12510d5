import StrataCapture

/// The airline application at work: carries out the plan's steps in transactions of its database, and keeps there, in
/// the same transaction, where in the plan it is.
struct AirlineWriter {
  private let database: any ChangeSource
  private var playlist: Playlist

  /// How many steps the database holds.
  private(set) var position: Int
  /// The sequence of the newest change after the last transaction.
  private(set) var head: Int64 = 0
  /// The plan's time at the last step.
  private(set) var minute: Minute?

  /// Opens the plan where the database says it was left; puts airlines and planes into a new one.
  init(_ database: any ChangeSource, _ data: FlightData) throws {
    self.database = database
    playlist = Playlist(data.flights)
    position = try database.write { session in
      if let left = try Self.left(session) {
        guard left.flights == data.flights.count else {
          throw CommandError.failed(
            "the directory was made from \(left.flights) flights, these are \(data.flights.count)",
            advice: "give the same --data, or another directory to --keep")
        }
        return left.position
      }
      for airline in data.airlines { try session.insert(Airline(carrier: airline.carrier, name: airline.name)) }
      for plane in data.planes {
        try session.insert(Plane(tail: plane.tail, manufacturer: plane.manufacturer, model: plane.model))
      }
      try session.execute(
        "INSERT INTO plan (id, position, flights) VALUES (1, 0, ?1)", [.integer(Int64(data.flights.count))])
      return 0
    }
    while playlist.position < position, try playlist.next() != nil {}
  }

  /// Carries out at most `count` steps in one transaction; false when the plan is at its end. `watch` is told one of
  /// the flights just before the commit.
  mutating func step(_ count: Int, watch: (Int64) -> Void) throws -> Bool {
    var steps: [Step] = []
    while steps.count < count, let step = try playlist.next() { steps.append(step) }
    guard !steps.isEmpty else { return false }
    let position = playlist.position
    head = try database.write { session in
      for step in steps { try Self.perform(step, in: session) }
      try session.execute("UPDATE plan SET position = ?1", [.integer(Int64(position))])
      let head = try database.head(in: session)
      if let flight = steps.reversed().lazy.compactMap(\.flight).first { watch(flight) }
      return head
    }
    self.position = position
    minute = steps.last?.minute
    return true
  }

  /// Where the plan was left; nil in a new database.
  private static func left(_ session: any Session) throws -> (position: Int, flights: Int)? {
    var left: (Int, Int)?
    try session.query("SELECT position, flights FROM plan", []) { columns in
      if case .integer(let position) = columns[0], case .integer(let flights) = columns[1] {
        left = (Int(position), Int(flights))
      }
    }
    return left
  }

  private static func perform(_ step: Step, in session: any Session) throws {
    let now = step.minute.description
    switch step.action {
    case .schedule(let flight):
      try session.insert(
        Flight(
          id: flight.id, carrier: flight.carrier, number: flight.number, tail: flight.tail, origin: flight.origin,
          destination: flight.destination, scheduled: flight.scheduled.description))
    case .depart(let flight, let delay):
      try session.execute(
        "UPDATE flights SET departureDelay = ?2 WHERE id = ?1", [.integer(flight), .integer(Int64(delay))])
    case .arrive(let flight, let delay, let airMinutes):
      try session.execute(
        "UPDATE flights SET arrivalDelay = ?2, airMinutes = ?3 WHERE id = ?1",
        [.integer(flight), .integer(Int64(delay)), airMinutes.map { .integer(Int64($0)) } ?? .null])
    case .divert(let flight):
      try session.execute(
        "INSERT INTO diversions (id, flightID, noticedAt) VALUES (?1, ?1, ?2)", [.integer(flight), .text(now)])
    case .cancel(let flight):
      try session.execute("UPDATE flights SET canceledAt = ?2 WHERE id = ?1", [.integer(flight), .text(now)])
    case .remove(let flight): try session.execute("DELETE FROM flights WHERE id = ?1", [.integer(flight)])
    case .rename(let renaming): try session.execute(renaming.sql, renaming.values)
    }
  }
}
