import StrataKafka
package import StrataTesting
package import StrataTransport
import Synchronization

/// The Kafka transport on a real Apache Kafka: one server for all checks.
package final class KafkaRig: ConformanceRig {
  private static let server = Mutex<KafkaServer?>(nil)

  /// A member's silence is noticed within half a second of its session; everything else is a matter of a machine that
  /// may be busy.
  package let timing = ConformanceTiming(
    patience: .seconds(30), quiet: .milliseconds(300), prompt: .milliseconds(500), session: .seconds(2))
  package let kafka: KafkaServer

  package init() throws {
    kafka = try Self.server.withLock { server in
      if let server { return server }
      let started = try KafkaServer.start(["group.min.session.timeout.ms=500"])
      server = started
      return started
    }
  }

  package func open() async throws -> any Transport {
    try KafkaTransport(brokers: kafka.brokers, settings: KafkaSettings(heartbeat: .milliseconds(100)))
  }

  package func restart() async throws { try kafka.restart() }
}
