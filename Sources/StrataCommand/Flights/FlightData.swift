/// The demo's data: a directory with `airlines.csv`, `planes.csv` and `flights.csv`, the last zipped or not.
struct FlightData: Sendable {
  struct Airline: Hashable, Sendable {
    var carrier: String
    var name: String
  }

  struct Plane: Hashable, Sendable {
    var tail: String
    var manufacturer: String
    var model: String
  }

  let airlines: [Airline]
  let planes: [Plane]
  let flights: FlightFile

  /// Opens the data in `directory`; a zipped file is unpacked into `space` unless it is there already.
  init(_ directory: String, space: String) throws {
    guard Files.isDirectory(directory) else {
      throw CommandError.failed("\(directory): there is no such directory", advice: "give one with --data DIR")
    }
    airlines = try Self.table(directory, "airlines.csv", ["carrier", "name"]) {
      Airline(carrier: $0[0], name: $0[1])
    }
    planes = try Self.table(directory, "planes.csv", ["tailnum", "manufacturer", "model"]) {
      Plane(tail: $0[0], manufacturer: $0[1], model: $0[2])
    }
    flights = try FlightFile(try Self.unpacked(directory, space))
  }

  private static func table<Row>(
    _ directory: String, _ name: String, _ columns: [String], _ row: ([String]) -> Row
  ) throws -> [Row] {
    let path = Files.path(directory, name)
    let descriptor = try Posix.open(path)
    defer { Posix.close(descriptor) }
    let reader = CSVReader(ByteInput(name: path) { try Posix.read(descriptor, $0, name: path) })
    let places = try reader.header(columns)
    var rows: [Row] = []
    while try reader.next() { rows.append(row(try places.map { try reader.text($0) ?? "" })) }
    return rows
  }

  /// The path of `flights.csv`: in the directory itself, else unpacked from `flights.csv.zip` by the program `unzip`.
  private static func unpacked(_ directory: String, _ space: String) throws -> String {
    let plain = Files.path(directory, "flights.csv")
    if Files.isFile(plain) { return plain }
    let zip = plain + ".zip"
    guard Files.isFile(zip) else {
      throw CommandError.failed(
        "\(directory) has neither flights.csv nor flights.csv.zip",
        advice: "give the directory of the data with --data DIR")
    }
    let target = Files.path(space, "flights.csv")
    if Files.isFile(target) { return target }
    let unzip: ChildProcess
    do {
      unzip = try ChildProcess("unzip", ["-p", zip])
    } catch {
      throw CommandError.failed(
        "\(zip) can't be unpacked: \(error.message)",
        advice: "install unzip (apt-get install unzip), or unpack it yourself")
    }
    try Files.makeDirectory(space)
    let unfinished = target + ".unfinished"
    let descriptor = try Posix.create(unfinished)
    defer { Posix.close(descriptor) }
    try unzip.copyOutput(to: descriptor)
    guard unzip.wait() == .exited(0) else {
      Files.remove(unfinished)
      throw CommandError.failed("\(zip): unzip failed", advice: "is the file whole? try: unzip -t \(zip)")
    }
    // The name appears when the file is whole: a killed process leaves no half of it to be taken for all.
    try Files.rename(unfinished, to: target)
    return target
  }

  /// The data that comes with the project: beside the working directory or above the program's own place.
  static func standardDirectory() throws(CommandError) -> String {
    var starts = ["."]
    if let executable = Files.executable {
      var directory = Files.parent(of: executable)
      // A build lies in .build/<triple>/<configuration> of the project, an installation in bin beside share.
      for _ in 0..<5 {
        starts += [directory, Files.path(directory, "share/strata")]
        directory = Files.parent(of: directory)
      }
    }
    for start in starts {
      let candidate = Files.path(start, "Examples/flights")
      if Files.isFile(Files.path(candidate, "airlines.csv")) { return candidate }
    }
    throw .failed("the flights that come with the project are not here", advice: "give their directory with --data DIR")
  }
}
