/// `strata demo`: an airline's month, from its database to a replica that is proven equal (SPEC §10.4).
struct Demo: Command {
  static let name = "demo"
  static let summary = "Play an airline's month: its database, capture, log, a replica proven equal"
  static let discussion = """
    The status is 0 only if the replica is equal, the delays are the source's and every cancelled flight has its notice.
    Run again on a directory that was kept, the demo goes on where it was left.
    """

  /// What carries the records, as it is asked for.
  enum Way: String, ArgumentChoice {
    case inProcess = "in-process"
    case broker
    case kafka
  }

  let way: Way
  let brokers: String?
  let data: String?
  let keep: String?
  let crashes: Int
  let brokerCrashes: Int
  let seed: UInt64
  let codec: DemoSettings.Codec
  let transaction: Int
  let lag: Int
  let isJSON: Bool
  let isWorker: Bool

  init(_ arguments: inout Arguments) throws(CommandError) {
    way = try arguments.option(
      "transport", "WAY", default: .inProcess,
      "what carries the records: a log in the process, a `strata serve` of the demo's own, or Kafka at --brokers")
    brokers = try arguments.option("brokers", "HOST:PORT", "the brokers of --transport kafka")
    data = try arguments.option(
      "data", "DIR", completes: .directories,
      "play this directory's flights.csv (or .zip), airlines.csv and planes.csv; January 2013 if left out")
    keep = try arguments.option(
      "keep", "DIR", completes: .directories, "leave databases and log in this directory, or go on with what is there")
    crashes = try arguments.option(
      "crash", "N", default: 0, "kill the work with SIGKILL at N random points, and resume")
    brokerCrashes = try arguments.option(
      "crash-broker", "N", default: 0, "kill the broker of --transport broker with SIGKILL at N random points")
    seed = try arguments.option("seed", "S", default: 1, "what the random points are drawn from")
    codec = try arguments.option("compression", "CODEC", default: .lz4, "how record batches are compressed")
    transaction = try arguments.option(
      "transaction", "N", default: 20 as Positive, "steps of the plan in one of the airline's transactions"
    ).value
    lag = try arguments.option(
      "lag", "N", default: 1_000 as Positive, "the airline waits while more changes than this are under way"
    ).value
    isJSON = arguments.flag("json", "print the figures as one JSON object, as the last line")
    isWorker = arguments.flag("worker", hidden: true, "tell progress to a parent process")
    for (name, count) in [("crash", crashes), ("crash-broker", brokerCrashes)] {
      guard (0...100_000).contains(count) else { throw .usage("--\(name): \(count) is not 0 to 100000") }
    }
    try checkWay()
  }

  private func checkWay() throws(CommandError) {
    if way == .kafka, brokers == nil {
      throw .usage(
        "--transport kafka needs the brokers' address", advice: "add --brokers HOST:PORT, or play it --transport broker"
      )
    }
    if way != .kafka, brokers != nil {
      throw .usage("--brokers goes with --transport kafka", advice: "--transport broker starts a broker of its own")
    }
    if way != .broker, brokerCrashes > 0 {
      throw .usage("--crash-broker goes with --transport broker", advice: "--crash kills the work, whatever carries it")
    }
  }

  func run(_ console: Console) async throws -> Outcome {
    let directory = DemoDirectory(path: try keep ?? Files.makeTemporaryDirectory("demo"))
    if isWorker { return try await work(try settings(directory), console) }
    return try await Signals.cancelling {
      // What was not to be kept goes, whatever happened.
      defer { if keep == nil { Files.remove(directory.path) } }
      try Files.makeDirectory(directory.path)
      return try await play(try settings(directory), console)
    }
  }

  private func settings(_ directory: DemoDirectory) throws -> DemoSettings {
    DemoSettings(
      directory: directory, transport: brokers.map { .kafka(brokers: $0) } ?? .inProcess,
      data: try data ?? FlightData.standardDirectory(), codec: codec, transaction: transaction, lag: lag)
  }

  private func play(_ settings: DemoSettings, _ console: Console) async throws -> Outcome {
    let data = try FlightData(settings.data, space: settings.directory.data)
    defer { Files.remove(settings.directory.data) }
    let survey = try Survey(data.flights)
    try console.out.write(Self.introduction(settings, survey, way))
    try console.out.flush()
    if let brokers, !Files.isFile(settings.directory.airline) {
      try await settings.withCarrier { try await $0.checkUnused(brokers) }
    }
    let start = ContinuousClock.now
    var settings = settings
    let broker = way == .broker ? try DemoBroker(settings.directory) : nil
    if let broker { settings.transport = .kafka(brokers: broker.address.argument) }
    let (kills, measures) = try await measured(settings, data, survey, broker, console)
    let seconds = (ContinuousClock.now - start).inSeconds
    var result = try await DemoResult(settings, measures, seconds: seconds, kills: kills)
    result.brokerKills = broker?.kills ?? 0
    try broker?.stop()
    if brokers != nil, keep == nil { try await settings.withCarrier { try await $0.deleteTopic() } }
    try console.out.line("\n" + result.text)
    if let keep {
      let log = brokers.map { "; the log is \(Carrier.topic) at \($0)" } ?? " and log; try `strata verify \(keep)`"
      try console.out.line("Kept      \(keep): airline.db, board.db\(log)")
    }
    if isJSON { try console.out.line(result.json.text) }
    return result.equal ? .ok : .failed
  }

  /// Has the work done, with the crashes that were asked for, and shows how far it is.
  private func measured(
    _ settings: DemoSettings, _ data: FlightData, _ survey: Survey, _ broker: DemoBroker?, _ console: Console
  ) async throws -> (kills: Int, measures: DemoMeasures) {
    let bar = ProgressBar(console)
    // What follows, a complaint too, goes on a line of its own.
    defer { try? bar.end() }
    guard crashes > 0 || brokerCrashes > 0 else {
      let measures = try await Self.work(settings, data, survey.steps, every: .milliseconds(100)) { try bar.show($0) }
      return (0, measures)
    }
    let crashed = CrashedDemo(
      settings: settings, plan: CrashPlan(count: crashes, steps: survey.steps, seed: seed),
      // The broker dies at points of its own: together they would often be one crash.
      brokerPlan: CrashPlan(count: brokerCrashes, steps: survey.steps, seed: ~seed), broker: broker)
    return try crashed.run { progress, kills in
      var notes = crashes > 0 ? ["killed \(kills) of \(crashes)"] : []
      if brokerCrashes > 0 { notes.append("broker killed \(broker?.kills ?? 0) of \(brokerCrashes)") }
      try bar.show(progress, note: notes.joined(separator: ", "))
    }
  }

  /// The work, in a process that a parent watches and kills.
  private func work(_ settings: DemoSettings, _ console: Console) async throws -> Outcome {
    let data = try FlightData(settings.data, space: settings.directory.data)
    let total = try Survey(data.flights).steps
    let measures = try await Self.work(settings, data, total, every: .milliseconds(4)) { progress in
      try console.out.line(progress.line)
      try console.out.flush()
    }
    try console.out.line(measures.line)
    return .ok
  }

  /// Does the work, and on return nothing of it is open or in memory any more.
  private static func work(
    _ settings: DemoSettings, _ data: FlightData, _ total: Int, every interval: Duration,
    _ show: @escaping @Sendable (DemoProgress) throws -> Void
  ) async throws -> DemoMeasures {
    let work = try await DemoWork(settings)
    let measures = try await work.run(data, totalSteps: total, every: interval, show)
    try await work.close()
    return measures
  }

  private static func introduction(_ settings: DemoSettings, _ survey: Survey, _ way: Way) -> String {
    let codec = settings.codec.rawValue.padded(to: 4)
    let carrier =
      switch way {
      case .inProcess: "log"
      case .broker: "broker"
      case .kafka: "Kafka"
      }
    let gap = String(repeating: " ", count: carrier.count - 3)
    return """
      An airline's application writes flights into its own SQLite database. A second application shows them on a board,
      from a replica in a database of its own. Neither calls the other: what goes over is declared, once.

        airline.db ──triggers──▶ outbox ──relay──▶ \(carrier) (4 partitions, \(codec)) ──consumer──▶ board.db
                    in the same commit           \(gap)                               row, offset, effect in one commit

      Plan      \(Figures.grouped(survey.scheduled)) flights from \(settings.data)
                \(Figures.grouped(survey.steps)) writes, \(settings.transaction) to a transaction, in the order of time
                \(Figures.grouped(survey.cancelled)) flights cancelled (soft delete: a notice each), \
      \(Figures.grouped(survey.removed)) removed, \(Figures.grouped(survey.diverted)) diverted (an embedded row)
                \(survey.renamings) renamings of airlines or planes, each one SQL statement: their flights go out again


      """
  }
}
