import StrataEngine
import StrataLog

/// What a broker is to do, from the command line and a file of settings; the line counts more (SPEC §10.5).
struct ServePlan: Hashable {
  /// Where records live.
  enum Place: Hashable {
    case directory(String)
    case memory
  }

  /// What is left out of the command line, and the file doesn't say.
  static let standard = Endpoint(host: "127.0.0.1", port: 9092)

  var listen: Endpoint
  var advertise: Endpoint?
  var place: Place
  var config: BrokerConfig
  var onDamage: DamagePolicy

  /// Puts it together, and refuses what is unsafe or unclear.
  init(_ words: Serve, properties: BrokerConfig = .init()) throws(CommandError) {
    var config = properties
    do throws(EngineError) {
      for setting in words.settings { try config.set(setting.name, setting.value) }
      if words.createsTopics { try config.set("auto.create.topics.enable", "true") }
    } catch {
      throw .usage("\(error)")
    }
    self.config = config
    onDamage = words.onDamage.policy
    // Of a file made for Kafka, --memory leaves the directory alone.
    let (listed, told) = (try Self.endpoint("listeners", config), try Self.endpoint("advertised.listeners", config))
    let directory = words.isInMemory ? nil : try Self.directory(config)
    listen = words.listen ?? listed ?? Self.standard
    advertise = words.advertise ?? told
    place = try Self.place(words.data ?? directory, words.isInMemory)
    guard listen.isLoopback || words.isRemoteAllowed else {
      throw .usage(
        "\(listen.argument) lets other machines in, and the broker asks nobody for a password",
        advice: "add --allow-remote if that is meant; --listen 127.0.0.1:\(listen.port) serves this machine alone")
    }
    if let advertise, advertise.isWildcard || advertise.port == 0 {
      throw .usage("no client can connect to \(advertise.argument)", advice: "advertise this machine as clients see it")
    }
  }

  private static func place(_ data: String?, _ isInMemory: Bool) throws(CommandError) -> Place {
    switch (data, isInMemory) {
    case (let data?, false): return .directory(data)
    case (nil, true): return .memory
    case (nil, false):
      throw .usage(
        "where are records to live?",
        advice: "add --data DIR to keep them, or --memory to lose them when the broker ends")
    case (_?, true):
      throw .usage("--data and --memory don't go together", advice: "the one keeps records, the other loses them")
    }
  }

  /// The directory that the file of settings names; of several there would be no telling which has what.
  private static func directory(_ config: BrokerConfig) throws(CommandError) -> String? {
    guard let named = config.given["log.dirs"] ?? config.given["log.dir"] else { return nil }
    guard !named.contains(",") else {
      throw .usage("log.dirs=\(named) names several directories", advice: "name one, here or with --data")
    }
    return named
  }

  /// The first of a list as `NAME://HOST:PORT,…` that is not for controllers, of which there are none here.
  private static func endpoint(_ setting: String, _ config: BrokerConfig) throws(CommandError) -> Endpoint? {
    guard let list = config.given[setting], !list.isEmpty else { return nil }
    let controllers = (config.given["controller.listener.names"] ?? "CONTROLLER").split(separator: ",")
    for entry in list.split(separator: ",") {
      guard let colon = entry.firstRange(of: "://") else { break }
      if controllers.contains(entry[..<colon.lowerBound]) { continue }
      // No host means every address, as Kafka takes it.
      let place = entry[colon.upperBound...]
      guard let endpoint = Endpoint(argument: place.hasPrefix(":") ? "0.0.0.0" + place : String(place)) else { break }
      return endpoint
    }
    throw .usage("\(setting)=\(list) names no place to listen", advice: "write PLAINTEXT://HOST:PORT")
  }

  /// Opens the records.
  func open() throws -> Engine {
    var settings = config.engine
    settings.onDamage = onDamage
    switch place {
    case .directory(let path): return try DataOption(path: path).openOrMake(settings)
    case .memory: return try Engine.inMemory(settings: settings)
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
}
