import StrataEngine
import StrataLog

/// What a command works on: the data directory of `--dir`, or the running brokers of `--brokers`.
struct DataOption {
  let path: String
  /// HOST:PORT, several divided by commas; nil for a directory.
  let brokers: String?

  init(_ arguments: inout Arguments) throws(CommandError) {
    let directory: String? = try arguments.option(
      "dir", "DIR", completes: .directories, "the data directory; strata-data if left out")
    brokers = try arguments.option("brokers", "HOST:PORT", "work on running brokers, not on a data directory")
    guard directory == nil || brokers == nil else {
      throw .usage("--dir and --brokers don't go together", advice: "a directory that a broker has is the broker's")
    }
    path = directory ?? "strata-data"
  }

  /// A directory that was given otherwise.
  init(path: String) { (self.path, brokers) = (path, nil) }

  /// What it is called in what is printed.
  var place: String { brokers ?? path }

  /// Opens a way to its records: the brokers, or the engine on a directory that is one.
  private func openCarrier() throws -> Carrier { try brokers.map { try .kafka($0) } ?? .inProcess(try open()) }

  /// Opens a way to its records for as long as `body` runs, and closes it however that ends: left to itself a directory
  /// stays taken until the engine's timers have noticed.
  func withCarrier(_ body: (Carrier) async throws -> Void) async throws {
    let carrier = try openCarrier()
    do {
      try await body(carrier)
    } catch {
      // What went wrong first is what is said.
      try? await carrier.close()
      throw error
    }
    try await carrier.close()
  }

  /// By the file that marks one, or by its copy.
  private var isDataDirectory: Bool {
    ["meta.properties", "meta.properties.copy"].contains { Files.isFile(Files.path(path, $0)) }
  }

  /// Opens the engine on a directory that is one.
  func open() throws -> Engine {
    guard isDataDirectory else {
      throw CommandError.failed(
        "\(path) is no data directory",
        advice: "name one with --dir, or make one: strata topics create NAME --dir \(path)")
    }
    return try take { () throws(EngineError) in try Engine.open(path) }
  }

  /// Copies a directory that is one into one for Apache Kafka.
  func export(to target: String) throws -> KafkaExport.Written {
    guard isDataDirectory else { throw CommandError.failed("\(path) is no data directory", advice: "name another") }
    return try take { () throws(EngineError) in try KafkaExport.run(from: path, to: target) }
  }

  /// Opens the engine on a directory that is one or becomes one.
  func openOrMake(_ settings: EngineSettings = .init()) throws -> Engine {
    try Files.makeDirectory(path)
    let isEmpty = try Files.list(path).isEmpty
    guard isEmpty || isDataDirectory else {
      throw CommandError.failed("\(path) is there and no data directory", advice: "name another with --dir")
    }
    return try take { () throws(EngineError) in try Engine.open(path, settings: settings) }
  }

  /// A directory that another process has is refused with the name of that process.
  private func take<Answer>(_ body: () throws(EngineError) -> Answer) throws -> Answer {
    do throws(EngineError) {
      return try body()
    } catch {
      guard case .inUse = error, let holder = Holders.holder(ofLock: Files.path(path, ".lock")) else { throw error }
      throw CommandError.failed("\(path) is in use by \(holder)", advice: "stop that one, or name another directory")
    }
  }
}
