/// A CSV file of flights that is read a day at a time, whatever order its months are in.
///
/// Opening it reads it once and remembers where each day's rows lie, so that playing a year takes the memory of a day.
final class FlightFile: Sendable {
  /// Where the rows of one day lie.
  struct Day: Hashable, Sendable {
    /// Days from 1970-01-01.
    var number: Int
    /// Byte ranges in the file, in order; one, where a file is sorted by day.
    var ranges: [Range<Int>]
    var flights: Int
  }

  static let columns = [
    "year", "month", "day", "sched_dep_time", "dep_delay", "arr_delay", "carrier", "flight", "tailnum", "origin",
    "dest",
    "air_time", "distance",
  ]

  private let path: String
  private let descriptor: Int32
  private let places: [Int]
  /// In the order of time.
  let days: [Day]
  /// The id of each day's first flight.
  private let firstIDs: [Int64]

  /// How many flights the file has.
  var count: Int { days.reduce(0) { $0 + $1.flights } }

  /// Opens a file and finds its days.
  init(_ path: String) throws {
    self.path = path
    descriptor = try Posix.open(path)
    var days: [Int: Day] = [:]
    do {
      let descriptor = descriptor
      let reader = CSVReader(ByteInput(name: path) { try Posix.read(descriptor, $0, name: path) })
      places = try reader.header(Self.columns)
      var last: (key: Int, start: Int)?
      var start = reader.offset
      while try reader.next() {
        let number = try Self.day(reader, places, path)
        if last?.key != number {
          if let last { days[last.key]?.ranges.append(last.start..<start) }
          last = (number, start)
        }
        days[number, default: Day(number: number, ranges: [], flights: 0)].flights += 1
        start = reader.offset
      }
      if let last { days[last.key]?.ranges.append(last.start..<reader.offset) }
    } catch {
      Posix.close(descriptor)
      throw error
    }
    self.days = days.values.sorted { $0.number < $1.number }
    var next: Int64 = 1
    var firsts: [Int64] = []
    for day in self.days {
      firsts.append(next)
      next += Int64(day.flights)
    }
    firstIDs = firsts
  }

  deinit { Posix.close(descriptor) }

  /// The flights of `days[index]`, in the file's order.
  func flights(ofDay index: Int) throws -> [RecordedFlight] {
    var flights: [RecordedFlight] = []
    flights.reserveCapacity(days[index].flights)
    for range in days[index].ranges {
      let bytes = try Posix.read(descriptor, from: range.lowerBound, range.count, name: path)
      let reader = CSVReader(ByteInput(name: path, bytes: bytes))
      while try reader.next() {
        flights.append(try flight(reader, id: firstIDs[index] + Int64(flights.count), day: days[index].number))
      }
    }
    return flights
  }

  private func flight(_ reader: CSVReader, id: Int64, day: Int) throws -> RecordedFlight {
    let clock = try needed(reader.number(places[3]), "sched_dep_time", id)
    return RecordedFlight(
      id: id, scheduled: Minute(day: day, minute: clock / 100 * 60 + clock % 100),
      departureDelay: try reader.number(places[4]), arrivalDelay: try reader.number(places[5]),
      airMinutes: try reader.number(places[11]), carrier: try needed(reader.text(places[6]), "carrier", id),
      number: try needed(reader.number(places[7]), "flight", id), tail: try reader.text(places[8]),
      origin: try needed(reader.text(places[9]), "origin", id),
      destination: try needed(reader.text(places[10]), "dest", id),
      distance: try needed(reader.number(places[12]), "distance", id))
  }

  private func needed<Value>(_ value: Value?, _ column: String, _ id: Int64) throws -> Value {
    guard let value else { throw CommandError.failed("\(path): flight \(id) has no \(column)") }
    return value
  }

  private static func day(_ reader: CSVReader, _ places: [Int], _ path: String) throws -> Int {
    // Here the row's number is the file's; a day's rows are later read from their middle.
    _ = try reader.text(places.max() ?? 0)
    guard let year = try reader.number(places[0]), let month = try reader.number(places[1]),
      let date = try reader.number(places[2]), (1900..<3000).contains(year), (1...12).contains(month),
      (1...31).contains(date)
    else { throw CommandError.failed("\(path): row \(reader.row) has no date in year, month and day") }
    return StrataCommand.day(year: year, month: month, date: date)
  }
}
