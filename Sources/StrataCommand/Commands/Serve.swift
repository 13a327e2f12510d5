import StrataBroker
import StrataEngine

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

  /// Where records live.
  enum Place: Hashable {
    case directory(String)
    case memory
  }

  let listen: Endpoint
  let advertise: Endpoint?
  let place: Place
  let createsTopics: Bool
  let settings: [TopicsCreate.Setting]
  let config: String?
  let pollMicroseconds: Int
  let endsWithInput: Bool

  init(_ arguments: inout Arguments) throws(CommandError) {
    listen = try arguments.option(
      "listen", "HOST:PORT", default: Endpoint(host: "127.0.0.1", port: 9092),
      "where clients connect; port 0 takes a free one")
    let data: String? = try arguments.option(
      "data", "DIR", completes: .directories, "keep records in this directory, which is made if it is missing")
    let isInMemory = arguments.flag("memory", "keep records in memory: they end with the broker")
    createsTopics = arguments.flag("auto-create", "make a topic when a client first names it, as Kafka does")
    settings = try arguments.options("set", "KEY=VALUE", "a setting of the broker, by Kafka's name")
    config = try arguments.option(
      "config", "FILE", completes: .files, "read settings from a file such as Kafka's server.properties")
    pollMicroseconds = try arguments.option(
      "poll-microseconds", "N", default: 50,
      "look for more for so long after the last event before sleeping: quicker answers for some processor time")
    advertise = try arguments.option(
      "advertise", "HOST:PORT", "the address that clients are told to connect to; the one they came by if left out")
    let isRemoteAllowed = arguments.flag("allow-remote", "let --listen name an address that other machines can reach")
    endsWithInput = arguments.flag("while-input-lasts", hidden: true, "end when standard input ends")
    place = try Self.place(data, isInMemory, described: arguments.isDescription)
    guard (0...1_000_000).contains(pollMicroseconds) else {
      throw .usage("--poll-microseconds: \(pollMicroseconds) is not 0 to 1000000")
    }
    if let setting = settings.first { throw .usage("--set: the broker has no setting \(setting.name)") }
    if let config { throw .usage("--config: the broker takes no settings from \(config)") }
    try Self.check(listen, advertise, isRemoteAllowed)
  }

  private static func place(_ data: String?, _ isInMemory: Bool, described: Bool) throws(CommandError) -> Place {
    switch (data, isInMemory) {
    case (let data?, false): return .directory(data)
    case (nil, true): return .memory
    case (nil, false) where described: return .memory
    case (nil, false):
      throw .usage(
        "where are records to live?",
        advice: "add --data DIR to keep them, or --memory to lose them when the broker ends")
    case (_?, true):
      throw .usage("--data and --memory don't go together", advice: "the one keeps records, the other loses them")
    }
  }

  /// A broker without passwords is for this machine, unless whoever starts it says otherwise.
  private static func check(_ listen: Endpoint, _ advertise: Endpoint?, _ isRemoteAllowed: Bool) throws(CommandError) {
    guard listen.isLoopback || isRemoteAllowed else {
      throw .usage(
        "--listen \(listen.argument) lets other machines in, and the broker asks nobody for a password",
        advice: "add --allow-remote if that is meant; 127.0.0.1:\(listen.port) serves this machine alone")
    }
    if let advertise, advertise.isWildcard {
      throw .usage(
        "--advertise: no client can connect to \(advertise.host)", advice: "name this machine as they see it")
    }
    if let advertise, advertise.port == 0 {
      throw .usage("--advertise: no client can connect to port 0")
    }
  }

  func run(_ console: Console) async throws -> Outcome {
    let settings = self.settings(console)
    if endsWithInput { Signals.endWithInput() }
    return try await Signals.cancelling {
      let engine = try open()
      let broker = try start(engine, settings)
      for partition in engine.topics.flatMap(\.partitions) {
        for line in RecoveryReport.lines(partition) { settings.log("\(partition.id): \(line)") }
      }
      try console.out.line(readyLine(port: broker.port))
      try console.out.flush()
      await Self.untilCancelled()
      broker.stop()
      try engine.close()
      return .ok
    }
  }

  /// What whoever started the broker waits for: it is printed when the first connection is taken.
  func readyLine(port: Int) -> String {
    let address = Endpoint(host: listen.host, port: UInt16(clamping: port)).argument
    let records =
      switch place {
      case .directory(let path): "data \(path)"
      case .memory: "memory"
      }
    return "ready \(address) pid \(Posix.processID) \(records)"
  }

  private func settings(_ console: Console) -> BrokerSettings {
    var settings = BrokerSettings()
    settings.host = listen.host
    settings.port = Int(listen.port)
    settings.advertisedHost = advertise?.host
    settings.advertisedPort = advertise.map { Int($0.port) }
    settings.autoCreateTopics = createsTopics
    settings.pollMicroseconds = pollMicroseconds
    settings.log = { line in
      // With nobody left to read it, a line is dropped.
      try? console.err.line("strata: \(line)")
    }
    return settings
  }

  private func open() throws -> Engine {
    switch place {
    case .directory(let path): try DataOption(path: path).openOrMake()
    case .memory: try Engine.inMemory()
    }
  }

  /// Starts to listen. Whoever has the port is named.
  private func start(_ engine: Engine, _ settings: BrokerSettings) throws -> Broker {
    do throws(BrokerError) {
      return try Broker(engine: engine, settings: settings)
    } catch {
      try engine.close()
      guard case .listen = error, let holder = Holders.holder(ofPort: listen.port) else { throw error }
      throw CommandError.failed(
        "\(listen.argument) is taken by \(holder)",
        advice: "stop that one, or listen elsewhere: --listen 127.0.0.1:0 takes a free port")
    }
  }

  private static func untilCancelled() async {
    let (nothing, _) = AsyncStream.makeStream(of: Never.self)
    for await _ in nothing {}
  }
}
