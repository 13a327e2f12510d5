import StrataBroker
import StrataEngine
import StrataKafka
import StrataLog
package import StrataTesting
package import StrataTransport
import Synchronization

/// The Kafka transport on our own broker, in this process, over an engine in memory. Restarting stops the broker,
/// closes the engine and opens both again on what they left, at the same port.
package final class BrokerRig: ConformanceRig {
  private struct Running {
    var broker: Broker
    var engine: Engine
  }

  package let timing = ConformanceTiming(
    patience: .seconds(30), quiet: .milliseconds(300), prompt: .milliseconds(500), session: .seconds(2))
  private let storage = MemoryStorage()
  private let config: BrokerConfig
  private let port: Int
  private let running: Mutex<Running>

  package init() throws {
    config = try BrokerConfig(["group.min.session.timeout.ms": "500"])
    let first = try Self.run(storage, config, port: 0)
    port = first.broker.port
    running = Mutex(first)
  }

  private static func run(_ storage: MemoryStorage, _ config: BrokerConfig, port: Int) throws -> Running {
    let engine = try Engine(
      storage: storage, directory: "memory", time: SystemTime(), random: SystemRandomNumberGenerator(),
      settings: config.engine)
    var settings = BrokerSettings(config)
    settings.port = port
    return Running(broker: try Broker(engine: engine, settings: settings), engine: engine)
  }

  package func open() async throws -> any Transport {
    try KafkaTransport(
      brokers: "127.0.0.1:\(port)", settings: KafkaSettings(heartbeat: .milliseconds(100)))
  }

  package func restart() async throws {
    try running.withLock { running in
      running.broker.stop()
      try running.engine.close()
      running = try Self.run(storage, config, port: port)
    }
  }

  /// Stops the broker and closes the engine.
  package func remove() {
    running.withLock { running in
      running.broker.stop()
      try? running.engine.close()
    }
  }
}
