internal import CRDKafka
internal import StrataTransport

/// Settings of a librdkafka handle under construction, by librdkafka's names.
@safe final class Configuration {
  /// Nil once somebody took it over.
  private var settings: OpaquePointer?
  private let attempted: String

  /// What every handle of a transport has.
  init(_ brokers: String, _ transport: KafkaSettings, _ own: [String: String], _ attempted: String)
    throws(TransportError)
  {
    unsafe settings = rd_kafka_conf_new()
    self.attempted = attempted
    unsafe strata_kafka_silence(settings)
    var all = [
      "bootstrap.servers": brokers, "client.id": "strata", "allow.auto.create.topics": "false",
      // A topic that was made or deleted is asked for again at once, not believed gone for half a minute.
      "topic.metadata.propagation.max.ms": "0",
      "reconnect.backoff.ms": "20", "reconnect.backoff.max.ms": "1000", "socket.nagle.disable": "true",
      "broker.address.family": "any",
    ]
    all.merge(own) { $1 }
    all.merge(transport.properties) { $1 }
    for (name, value) in all.sorted(by: { $0.key < $1.key }) { try set(name, value) }
  }

  private func set(_ name: String, _ value: String) throws(TransportError) {
    var reason = [CChar](repeating: 0, count: 512)
    guard unsafe rd_kafka_conf_set(settings, name, value, &reason, reason.count) == RD_KAFKA_CONF_OK else {
      throw TransportError(.invalid, attempted, "librdkafka refuses \(name) = \(value): \(text(reason))")
    }
  }

  /// Which kinds of things come as events.
  func setEvents(_ events: Int32) { unsafe rd_kafka_conf_set_events(settings, events) }

  /// Hands the settings over to who makes or destroys them.
  func take() -> OpaquePointer? {
    defer { unsafe settings = nil }
    return unsafe settings
  }

  deinit { if let settings = unsafe settings { unsafe rd_kafka_conf_destroy(settings) } }
}
