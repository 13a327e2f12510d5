import StrataCapture

/// The two applications' own tables. Capture adds its own beside them.
enum Schemas {
  static let airline = [
    "CREATE TABLE IF NOT EXISTS airlines (carrier TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS planes (
      tail TEXT PRIMARY KEY NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS flights (
      id INTEGER PRIMARY KEY, carrier TEXT NOT NULL REFERENCES airlines (carrier), number INTEGER NOT NULL, tail TEXT,
      origin TEXT NOT NULL, destination TEXT NOT NULL, scheduled TEXT NOT NULL, departureDelay INTEGER,
      arrivalDelay INTEGER, airMinutes INTEGER, canceledAt TEXT)
    """,
    "CREATE INDEX IF NOT EXISTS flightsByCarrier ON flights (carrier)",
    "CREATE INDEX IF NOT EXISTS flightsByTail ON flights (tail)",
    """
    CREATE TABLE IF NOT EXISTS diversions (
      id INTEGER PRIMARY KEY, flightID INTEGER NOT NULL REFERENCES flights (id) ON DELETE CASCADE,
      noticedAt TEXT NOT NULL)
    """,
    "CREATE INDEX IF NOT EXISTS diversionsByFlight ON diversions (flightID)",
    // Where in its plan the application is, committed with what it did: a killed process goes on exactly there.
    """
    CREATE TABLE IF NOT EXISTS plan (
      id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, flights INTEGER NOT NULL)
    """,
  ]

  static let board = [
    """
    CREATE TABLE IF NOT EXISTS departures (
      id INTEGER PRIMARY KEY, flightID INTEGER NOT NULL UNIQUE, carrier TEXT NOT NULL, airline TEXT NOT NULL,
      code TEXT NOT NULL, route TEXT NOT NULL, aircraft TEXT, scheduled TEXT NOT NULL, departureDelay INTEGER,
      arrivalDelay INTEGER, airMinutes INTEGER)
    """,
    """
    CREATE TABLE IF NOT EXISTS landings (
      id INTEGER PRIMARY KEY, departureID INTEGER NOT NULL, diversionID INTEGER NOT NULL UNIQUE,
      noticedAt TEXT NOT NULL)
    """,
    "CREATE INDEX IF NOT EXISTS landingsByDeparture ON landings (departureID)",
    """
    CREATE TABLE IF NOT EXISTS delays (
      carrier TEXT PRIMARY KEY NOT NULL, arrived INTEGER NOT NULL, minutes INTEGER NOT NULL)
    """,
  ]

  /// Creates what is not there.
  static func install(_ statements: [String], in database: any Database) throws {
    try database.write { session in
      for statement in statements { try session.execute(statement, []) }
    }
  }
}
