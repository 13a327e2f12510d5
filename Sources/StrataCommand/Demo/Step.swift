import StrataCapture

/// One thing the airline application does to its database, at its minute of the plan.
struct Step: Hashable, Sendable {
  enum Action: Hashable, Sendable {
    /// A flight is put on sale.
    case schedule(RecordedFlight)
    case depart(flight: Int64, delay: Int)
    case arrive(flight: Int64, delay: Int, airMinutes: Int?)
    /// A flight landed elsewhere: it gets a diversion and never arrives.
    case divert(flight: Int64)
    /// A flight that will not leave: it stays in the database, marked.
    case cancel(flight: Int64)
    /// A flight is taken out of the database, after it arrived.
    case remove(flight: Int64)
    case rename(Renaming)
  }

  var minute: Minute
  var action: Action

  /// The flight that is touched; nil for a renaming.
  var flight: Int64? {
    switch action {
    case .schedule(let flight): flight.id
    case .depart(let flight, _), .arrive(let flight, _, _), .divert(let flight), .cancel(let flight),
      .remove(let flight):
      flight
    case .rename: nil
    }
  }
}

/// A change of names by one SQL statement, however many rows it touches. Every flight that shows such a name is
/// published again.
enum Renaming: Hashable, Sendable {
  /// Every airline whose name ends in this loses the ending.
  case airlinesLose(ending: String)
  /// These airlines' names get a number, in place of the one before.
  case airlines([String], edition: Int)
  /// One maker of planes gets another name.
  case manufacturer(from: String, to: String)

  /// What is done on the `index`th occasion. The data ask for it: two names of Airbus, 736 planes in all.
  init(occasion index: Int) {
    switch index {
    case 0: self = .manufacturer(from: "AIRBUS INDUSTRIE", to: "AIRBUS")
    case 1: self = .airlinesLose(ending: " Inc.")
    case 2: self = .manufacturer(from: "MCDONNELL DOUGLAS AIRCRAFT CO", to: "MCDONNELL DOUGLAS")
    default:
      let pairs = [["AS", "HA"], ["F9", "YV"], ["FL", "VX"], ["OO", "WN"]]
      self =
        switch index % 3 {
        case 0: .manufacturer(from: "CANADAIR", to: "CANADAIR LTD \(index)")
        default: .airlines(pairs[index % pairs.count], edition: index)
        }
    }
  }

  var sql: String {
    switch self {
    case .airlinesLose:
      "UPDATE airlines SET name = substr(name, 1, length(name) - length(?1)) WHERE name LIKE '%' || ?1"
    case .airlines(let carriers, _):
      "UPDATE airlines SET name = rtrim(name, ' 0123456789#') || ' #' || ?1 WHERE carrier IN ("
        + carriers.map { "'\($0)'" }.joined(separator: ", ") + ")"
    case .manufacturer: "UPDATE planes SET manufacturer = ?2 WHERE manufacturer = ?1"
    }
  }

  /// What stands for `?1` and `?2` in ``sql``.
  var values: [ColumnValue] {
    switch self {
    case .airlinesLose(let ending): [.text(ending)]
    case .airlines(_, let edition): [.integer(Int64(edition))]
    case .manufacturer(let from, let to): [.text(from), .text(to)]
    }
  }
}
