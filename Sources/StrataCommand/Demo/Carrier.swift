import StrataEngine
import StrataInProcess
import StrataKafka
import StrataTransport

/// What carries the demo's records from the airline to the board, open: a transport and what it stands on.
struct Carrier: Sendable {
  let transport: any Transport
  /// The engine in this process; nil where another process has it.
  private let engine: Engine?

  /// A log in the demo's own directory, opened by this process.
  static func inProcess(_ directory: DemoDirectory) throws -> Carrier {
    let engine = try Engine.open(directory.log)
    return Carrier(transport: InProcessTransport(engine), engine: engine)
  }

  /// Brokers elsewhere that speak Kafka's protocol, as HOST:PORT,HOST:PORT.
  static func kafka(_ brokers: String) throws -> Carrier {
    Carrier(transport: try KafkaTransport(brokers: brokers), engine: nil)
  }

  /// The topic that the airline publishes.
  static let topic = "v1_flights"

  /// Refuses brokers that have the demo's topic already: what another run published is not what this one's board shows.
  func checkUnused(_ brokers: String) async throws {
    guard try await transport.admin.topics().contains(where: { $0.name == Self.topic }) else { return }
    throw CommandError.failed(
      "\(brokers) has a topic \(Self.topic), of another run",
      advice: "delete it, or go on with what --keep left of that run")
  }

  /// Deletes the demo's topic with what is committed of it.
  func deleteTopic() async throws { try await transport.admin.deleteTopic(Self.topic) }

  /// Closes it; everything acknowledged is kept.
  func close() async throws {
    await transport.close()
    try engine?.close()
  }
}
