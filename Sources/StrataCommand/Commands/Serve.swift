import StrataBroker
import StrataEngine
import StrataLog

/// `strata serve`: a broker that Kafka's clients take for Kafka (SPEC §10.5).
struct Serve: Command {
  static let name = "serve"
  static let summary = "Serve topics to Kafka's clients: a local broker"
  static let discussion = """
    When it answers, it prints one line that begins with `ready` and says where. Events go to standard error, one a
    line. An interrupt or a request to end ends it cleanly; a second one, at once. What was acknowledged is kept even
    if it is killed.
    Settings have Kafka's names, as --set num.partitions=4; --set counts more than a line of --config.
    """

  enum OnDamage: String, ArgumentChoice {
    case skip, stop

    var policy: DamagePolicy { self == .skip ? .skip : .stop }
  }

  let listen: Endpoint?
  let advertise: Endpoint?
  let data: String?
  let isInMemory: Bool
  let createsTopics: Bool
  let settings: [TopicsCreate.Setting]
  let config: String?
  let onDamage: OnDamage
  let pollMicroseconds: Int
  let isRemoteAllowed: Bool
  let endsWithInput: Bool

  init(_ arguments: inout Arguments) throws(CommandError) {
    listen = try arguments.option(
      "listen", "HOST:PORT", "where clients connect, 127.0.0.1:9092 if left out; port 0 takes a free one")
    data = try arguments.option(
      "data", "DIR", completes: .directories, "keep records in this directory, which is made if it is missing")
    isInMemory = arguments.flag("memory", "keep records in memory: they end with the broker")
    createsTopics = arguments.flag("auto-create", "make a topic when a client first names it, as Kafka does")
    settings = try arguments.options("set", "KEY=VALUE", "a setting of the broker, by Kafka's name")
    config = try arguments.option(
      "config", "FILE", completes: .files, "read settings from a file such as Kafka's server.properties")
    onDamage = try arguments.option(
      "on-damage", "HOW", default: .skip,
      "where records are damaged, read on behind them, or stop there with Kafka's CORRUPT_MESSAGE")
    pollMicroseconds = try arguments.option(
      "poll-microseconds", "N", default: 50,
      "look for more for so long after the last event before sleeping: quicker answers for some processor time")
    advertise = try arguments.option(
      "advertise", "HOST:PORT", "the address that clients are told to connect to; the one they came by if left out")
    isRemoteAllowed = arguments.flag("allow-remote", "listen where other machines can reach it, too")
    endsWithInput = arguments.flag("while-input-lasts", hidden: true, "end when standard input ends")
    guard (0...1_000_000).contains(pollMicroseconds) else {
      throw .usage("--poll-microseconds: \(pollMicroseconds) is not 0 to 1000000")
    }
  }

  func run(_ console: Console) async throws -> Outcome {
    let plan = try plan()
    if endsWithInput { Signals.endWithInput() }
    return try await Signals.cancelling {
      let log: @Sendable (String) -> Void = { line in
        // With nobody left to read it, a line is dropped.
        try? console.err.line("strata: \(line)")
      }
      let engine = try plan.open()
      let broker = try start(engine, plan)
      if !plan.config.withoutEffect.isEmpty {
        log("without effect here: \(plan.config.withoutEffect.joined(separator: ", "))")
      }
      for partition in engine.topics.flatMap(\.partitions) {
        for line in RecoveryReport.cuts(partition) { log("\(partition.id): \(line)") }
      }
      try console.out.line(plan.readyLine(port: broker.port))
      try console.out.flush()
      Memory.releaseCode()
      await Self.untilCancelled()
      broker.stop()
      try engine.close()
      return .ok
    }
  }

  /// What the words and the file they name come to.
  func plan() throws -> ServePlan {
    guard let config else { return try ServePlan(self) }
    let text = try Files.lines(config).joined(separator: "\n")
    let properties: BrokerConfig
    do throws(EngineError) {
      properties = try BrokerConfig(properties: text)
    } catch {
      throw CommandError.usage("\(config): \(error)")
    }
    return try ServePlan(self, properties: properties)
  }

  /// Starts to listen. Whoever has the port is named.
  private func start(_ engine: Engine, _ plan: ServePlan) throws -> Broker {
    var settings = BrokerSettings(plan.config)
    settings.host = plan.listen.host
    settings.port = Int(plan.listen.port)
    settings.advertisedHost = plan.advertise?.host
    settings.advertisedPort = plan.advertise.map { Int($0.port) }
    settings.pollMicroseconds = pollMicroseconds
    // Said on the loop, which waits for no reader.
    settings.log = { StandardError.put("strata: \($0)") }
    do throws(BrokerError) {
      return try Broker(engine: engine, settings: settings)
    } catch {
      try engine.close()
      guard case .listen = error, let holder = Holders.holder(ofPort: plan.listen.port) else { throw error }
      throw CommandError.failed(
        "\(plan.listen.argument) is taken by \(holder)",
        advice: "stop that one, or listen elsewhere: --listen 127.0.0.1:0 takes a free port")
    }
  }

  private static func untilCancelled() async {
    let (nothing, _) = AsyncStream.makeStream(of: Never.self)
    for await _ in nothing {}
  }
}
