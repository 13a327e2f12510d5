import Rigs
import StrataTesting
import StrataTransport
import Testing

/// SPEC §8, §13 on a real Apache Kafka. Runs when STRATA_KAFKA_DIR names the folder with its `server`.
@Suite(
  .serialized, .enabled(if: KafkaServer.folder != nil, "STRATA_KAFKA_DIR does not name a folder with Kafka's server"))
struct KafkaConformanceTests {
  @Test("the Kafka transport conforms on Apache Kafka", arguments: TransportConformance.checks)
  func conforms(check: ConformanceCheck) async throws {
    #expect(try await check.run(on: KafkaRig()) == check.onKafka)
  }
}

/// SPEC §8, §12, §13 on our own broker in this process.
@Suite(.serialized) struct BrokerConformanceTests {
  static let rig = Result { try BrokerRig() }

  @Test("the Kafka transport conforms on our broker", arguments: TransportConformance.checks)
  func conforms(check: ConformanceCheck) async throws {
    #expect(try await check.run(on: Self.rig.get()) == check.onKafka)
  }
}

extension ConformanceCheck {
  /// All is kept but what the Kafka transport says that it can't.
  fileprivate var onKafka: Outcome { needs.contains(.transactions) ? .notClaimed(.transactions) : .kept }
}
