import StrataCapture
import StrataCaptureSQLite
import StrataEngine
import Testing

@testable import StrataCommand

/// SPEC §10.4: the whole way, over a few hundred flights.
@Suite struct DemoWorkTests {
  /// Three days of a hundred flights: some cancelled, some diverted, planes and airlines that are renamed.
  static func data(in directory: TemporaryDirectory) throws -> String {
    try directory.write(
      "airlines.csv", "carrier,name\nUA,United Air Lines Inc.\nB6,JetBlue Airways\nAA,American Inc.\n")
    var planes = "tailnum,manufacturer,model\n"
    for index in 0..<20 { planes += "N\(index),\(index % 2 == 0 ? "AIRBUS INDUSTRIE" : "BOEING"),M-\(index)\n" }
    try directory.write("planes.csv", planes)
    var flights = FlightFileTests.header
    for day in 1...3 {
      for index in 0..<100 {
        let clock = index / 10 * 100 + index % 10 * 5
        let isCancelled = index % 17 == 3
        let isDiverted = index % 23 == 5
        let late = isCancelled ? "NA" : "\(index % 40 - 10)"
        let arrival = isCancelled || isDiverted ? "NA" : "\(index % 50 - 20)"
        let carrier = ["UA", "B6", "AA"][index % 3]
        let tail = isCancelled ? "NA" : "N\(index % 25)"
        flights += "2013,1,\(day),1,\(clock),\(late),1,1,\(arrival),\(carrier),\(index),\(tail),EWR,IAH,90,800,5,15,x\n"
      }
    }
    try directory.write("flights.csv", flights)
    return directory.path
  }

  static func settings(_ directory: TemporaryDirectory, _ name: String) throws -> DemoSettings {
    DemoSettings(
      directory: DemoDirectory(path: directory.path + "/" + name), data: try data(in: directory), codec: .lz4,
      transaction: 7, lag: 500)
  }

  struct Abandoned: Error {}

  /// Works until `steps` steps are done, then drops everything as it stands; true when it came to the end.
  static func work(_ settings: DemoSettings, until steps: Int = .max) async throws -> Bool {
    let data = try FlightData(settings.data, space: settings.directory.data)
    let work = try await open(settings)
    do {
      _ = try await work.run(data, totalSteps: 0, every: .milliseconds(1)) { progress in
        if progress.steps >= steps { throw Abandoned() }
      }
    } catch is Abandoned { return false }
    try await work.close()
    return true
  }

  /// Opens the directory once the work that was dropped has let go of it.
  static func open(_ settings: DemoSettings) async throws -> DemoWork {
    let deadline = ContinuousClock.now + .seconds(20)
    while true {
      do {
        return try await DemoWork(settings)
      } catch let error as EngineError {
        guard case .inUse = error, ContinuousClock.now < deadline else { throw error }
        await Task.yield()
      }
    }
  }

  @Test("a run that is dropped again and again ends as one that is not: equal, with the same digest and effects")
  func abandoned() async throws {
    let directory = try TemporaryDirectory()
    let straight = try Self.settings(directory, "straight")
    #expect(try await Self.work(straight))
    let expected = try DemoProof(straight.directory)
    #expect(expected.differences == [])
    #expect(expected.effectsExpected == 18)
    #expect(expected.counted.count == 3)

    var often = try Self.settings(directory, "often")
    often.transaction = 3
    often.codec = .zstd
    var ends = 0
    for steps in [1, 100, 250, 400, 700] where try await !Self.work(often, until: steps) { ends += 1 }
    #expect(ends >= 4)
    #expect(try await Self.work(often))
    let proof = try DemoProof(often.directory)
    #expect(proof.differences == [])
    #expect(proof.digest == expected.digest)
    #expect(proof.effects == expected.effects)
    #expect(proof.kept == expected.kept)
  }

  @Test("verify passes what the demo left, and names the row and the column that somebody changed")
  func verify() async throws {
    let directory = try TemporaryDirectory()
    let settings = try Self.settings(directory, "kept")
    #expect(try await Self.work(settings))
    let path = settings.directory.path
    let whole = await Shown.run(["verify", path])
    #expect(whole.status == .ok, "\(whole.out)")
    #expect(whole.out.contains("replica equal: 275 rows"))
    for (sql, said) in [
      ("UPDATE departures SET airline = 'Nobody' WHERE flightID = 42", "departures, row of 42: airline is"),
      ("UPDATE departures SET airline = 'American Inc.' WHERE flightID = 42", ""),
      ("UPDATE landings SET noticedAt = 'never' WHERE diversionID = 29", "landings, row of 29: noticedAt is"),
      ("DELETE FROM landings WHERE diversionID = 29", "landings lacks the row of 29"),
      ("DELETE FROM delays WHERE carrier = 'B6'", "the delays differ, first at B6"),
      ("DELETE FROM departures WHERE flightID = 11", "departures lacks the row of 11"),
    ] as [(String, String)] {
      let board = try SQLiteDatabase(settings.directory.board)
      let changed = try board.write { try $0.execute(sql, []) }
      #expect(changed == 1, "\(sql)")
      let shown = await Shown.run(["verify", path])
      #expect(shown.status == (said.isEmpty ? .ok : .failed), "\(sql): \(shown.out)")
      #expect(shown.out.contains(said), "\(sql): \(shown.out)")
    }
  }

  @Test("the command prints one object as its last line, and refuses data that a kept directory was not made from")
  func command() async throws {
    let directory = try TemporaryDirectory()
    let data = try Self.data(in: directory)
    let kept = directory.path + "/kept"
    let line = ["demo", "--data", data, "--keep", kept, "--json", "--compression", "none"]
    let first = await Shown.run(line)
    #expect(first.status == .ok, "\(first.err)")
    let object = try #require(first.out.split(separator: "\n").last)
    #expect(object.hasPrefix("{\"equal\": true, \"digest\": \""))
    for words in ["\"effects\": 18, \"effects_expected\": 18", "\"seconds\": ", "\"write_to_visible_p50_ms\": "] {
      #expect(object.contains(words), "\(object)")
    }
    #expect(first.out.contains("Replica   EQUAL: 275 flights"))
    let again = await Shown.run(line)
    #expect(again.status == .ok, "\(again.err)")
    try directory.write("flights.csv", FlightFileTests.header + FlightFileTests.row("2013,1,1", 515, 1))
    let other = await Shown.run(line)
    #expect(other.status == .failed)
    #expect(other.err.contains("was made from 300 flights, these are 1"))
  }
}
