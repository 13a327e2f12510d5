import StrataTransport

/// The demo's topic on what carries it (SPEC §10.4).
extension Carrier {
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
}
