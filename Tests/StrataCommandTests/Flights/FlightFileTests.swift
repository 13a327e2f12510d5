import Testing

@testable import StrataCommand

@Suite struct FlightFileTests {
  static let header =
    "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,"
    + "dest,air_time,distance,hour,minute,time_hour\n"

  static func row(_ date: String, _ clock: Int, _ number: Int, delay: String = "3", tail: String = "N1") -> String {
    let arrival = delay == "NA" ? "NA" : "7"
    return "\(date),1,\(clock),\(delay),1,1,\(arrival),UA,\(number),\(tail),EWR,IAH,200,1400,5,15,x\n"
  }

  @Test("days come in the order of time, whatever the file's, each with ids of its own")
  func order() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "flights.csv",
      Self.header + Self.row("2013,10,1", 515, 1) + Self.row("2013,1,2", 600, 2) + Self.row("2013,1,1", 2359, 3)
        + Self.row("2013,1,2", 10, 4, delay: "NA", tail: "NA"))
    let file = try FlightFile(path)
    #expect(file.count == 4)
    #expect(file.days.map(\.number) == [15_706, 15_707, 15_979])
    let flights = try (0..<3).flatMap { try file.flights(ofDay: $0) }
    #expect(flights.map(\.number) == [3, 2, 4, 1])
    #expect(flights.map(\.id) == [1, 2, 3, 4])
    #expect(
      flights.map(\.scheduled.description)
        == ["2013-01-01 23:59", "2013-01-02 06:00", "2013-01-02 00:10", "2013-10-01 05:15"])
    #expect(flights[2].departureDelay == nil)
    #expect(flights[2].tail == nil)
    #expect(flights[0].arrivalDelay == 7)
  }

  @Test(
    "a file that is not one of flights is refused with what is wrong",
    arguments: [
      ("", "is empty"),
      ("a,b\n", "has no column year"),
      (header + row("2013,13,1", 1, 1), "row 2 has no date"),
      (header + "2013,1,1,1,515\n", "row 2 has 5 columns"),
    ])
  func refused(text: String, said: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("flights.csv", text)
    let error = #expect(throws: CommandError.self) {
      let file = try FlightFile(path)
      _ = try file.flights(ofDay: 0)
    }
    #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
  }

  @Test("a directory without the data says how to give another")
  func missing() throws {
    let directory = try TemporaryDirectory()
    let cases: [(files: [String], path: String, said: String)] = [
      ([], directory.path + "/none", "there is no such directory"),
      ([], directory.path, "airlines.csv: can't be opened"),
      (["airlines.csv", "planes.csv"], directory.path, "neither flights.csv nor flights.csv.zip"),
    ]
    for (files, path, said) in cases {
      for file in files { try directory.write(file, "carrier,name,tailnum,manufacturer,model\n") }
      let error = #expect(throws: CommandError.self) { try FlightData(path, space: directory.path + "/space") }
      #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
    }
  }

  @Test("a broken zip is told, and leaves nothing that the next run would take for the data")
  func brokenZip() throws {
    let directory = try TemporaryDirectory()
    for file in ["airlines.csv", "planes.csv", "flights.csv.zip"] {
      try directory.write(file, "carrier,name,tailnum,manufacturer,model\n")
    }
    let space = directory.path + "/space"
    #expect(throws: CommandError.self) { try FlightData(directory.path, space: space) }
    #expect(!Files.isFile(space + "/flights.csv"))
  }

  @Test("days and dates are each other's inverse over four centuries")
  func calendar() {
    var expected = day(year: 1900, month: 1, date: 1)
    #expect(day(year: 1970, month: 1, date: 1) == 0)
    #expect(expected == -25_567)
    for year in 1900..<2300 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for date in 1...days {
          guard day(year: year, month: month + 1, date: date) == expected,
            civil(day: expected) == (year, month + 1, date)
          else {
            Issue.record("\(year)-\(month + 1)-\(date)")
            return
          }
          expected += 1
        }
      }
    }
  }
}
