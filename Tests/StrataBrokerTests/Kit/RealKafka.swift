import Glibc
import Rigs
import StrataWire

/// A real Apache Kafka that coordinates groups, when `STRATA_KAFKA_DIR` names the folder with its `server`; ended with
/// the test.
final class RealKafka {
  private let server: KafkaServer
  var port: Int { server.port }

  /// Where Kafka is; nil if the environment doesn't say.
  static var home: String? { KafkaServer.folder }

  /// Starts a broker and waits until it coordinates groups.
  init(settings: [String]) throws {
    server = try KafkaServer.start(settings)
    try waitUntilReady()
  }

  private func waitUntilReady() throws {
    var left = 600
    while left > 0 {
      if let client = try? RawClient(port: port),
        let place = try? client.call(FindCoordinatorRequest(coordinatorKeys: ["g"])),
        place.coordinators.first?.errorCode == ErrorCode.none,
        // A coordinator that is not ready yet says so.
        let beat = try? client.call(HeartbeatRequest(groupID: "g", memberID: "m")), beat.errorCode == .unknownMemberID
      {
        return
      }
      // There is nothing to wait on but the broker itself, in another process.
      usleep(100_000)
      left -= 1
    }
    throw RawClient.Failure(description: "Kafka did not coordinate groups within a minute")
  }
}
