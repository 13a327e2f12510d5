import StrataCapture

/// How late each airline is: kept by the board in the transaction of each change, and proven at the end against the
/// airline's own rows.
struct Delays: Hashable {
  var carrier: String
  /// Flights that arrived.
  var arrived: Int64
  /// Minutes late, all of them together; early ones count below zero.
  var minutes: Int64

  /// Takes the row before the change out of the table and the row after it in.
  static func count(_ before: Departure?, _ after: Departure?, in transaction: Transaction) throws {
    guard before?.arrivalDelay != after?.arrivalDelay || before?.carrier != after?.carrier else { return }
    for (departure, sign) in [(before, -1), (after, 1)] as [(Departure?, Int)] {
      guard let departure, let delay = departure.arrivalDelay else { continue }
      try transaction.execute(
        """
        INSERT INTO delays (carrier, arrived, minutes) VALUES (?1, ?2, ?3)
        ON CONFLICT (carrier) DO UPDATE SET arrived = arrived + excluded.arrived, minutes = minutes + excluded.minutes
        """, [.text(departure.carrier), .integer(Int64(sign)), .integer(Int64(sign * delay))])
    }
  }

  /// The table that the board kept.
  static func kept(in board: any Session) throws -> [Delays] {
    try rows(board, "SELECT carrier, arrived, minutes FROM delays WHERE arrived <> 0 OR minutes <> 0 ORDER BY carrier")
  }

  /// What the airline's own rows say.
  static func counted(in airline: any Session) throws -> [Delays] {
    try rows(
      airline,
      """
      SELECT carrier, count(*), sum(arrivalDelay) FROM flights
      WHERE arrivalDelay IS NOT NULL AND canceledAt IS NULL GROUP BY carrier ORDER BY carrier
      """)
  }

  private static func rows(_ session: any Session, _ sql: String) throws -> [Delays] {
    var rows: [Delays] = []
    try session.query(sql, []) { columns in
      guard case .text(let carrier) = columns[0], case .integer(let arrived) = columns[1],
        case .integer(let minutes) = columns[2]
      else { throw CommandError.failed("the table of delays has a row of another kind: \(columns)") }
      rows.append(Delays(carrier: carrier, arrived: arrived, minutes: minutes))
    }
    return rows
  }
}
