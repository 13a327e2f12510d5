import StrataBroker
import StrataEngine
import Synchronization

/// A broker over an engine in memory, on a port of its own.
final class RunningBroker: Sendable {
  let engine: Engine
  let broker: Broker
  private let log: Log

  /// The lines that the broker logged.
  final class Log: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  init(engine: Engine? = nil, _ change: (inout BrokerSettings) -> Void = { _ in }) throws {
    self.engine = try engine ?? Engine.inMemory()
    let log = Log()
    self.log = log
    var settings = BrokerSettings()
    settings.port = 0
    settings.log = { log.add($0) }
    change(&settings)
    broker = try Broker(engine: self.engine, settings: settings)
  }

  deinit { broker.stop() }

  var logged: [String] { log.all }

  func client() throws -> RawClient { try RawClient(port: broker.port, of: self) }
}
