internal import StrataTransport

/// Topics of the cluster and their offsets.
struct KafkaAdmin: TransportAdmin {
  let cluster: Cluster
  /// Throws once the transport is closed; is told what is attempted.
  let check: @Sendable (String) throws(TransportError) -> Void

  func createTopic(_ name: String, partitions: Int32, settings: [String: String]) async throws(TransportError) {
    let attempted = "creating topic \(name.debugDescription)"
    try check(attempted)
    // C ends a text at NUL, and Kafka takes -1 partitions for its default: both are refused here.
    try Self.checkName(name, attempted)
    guard partitions > 0 else {
      throw TransportError(.invalid, attempted, "\(partitions) partitions; give at least 1")
    }
    guard settings.allSatisfy({ !$0.key.isEmpty && !($0.key + $0.value).utf8.contains(0) }) else {
      throw TransportError(.invalid, attempted, "a setting without a name, or with NUL in it; correct it")
    }
    try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.createTopic(name, partitions: partitions, settings, attempted, timeout)
    }
    cluster.forget(name)
    try await wait(attempted, "has no leader yet") { () throws(TransportError) in
      do throws(TransportError) {
        let found = try await cluster.describe(name, attempted)
        return found.partitions == partitions && found.isReady
      } catch {
        guard error.code == .unknownTopic else { throw error }
        return false
      }
    }
  }

  func deleteTopic(_ name: String) async throws(TransportError) {
    let attempted = "deleting topic \(name.debugDescription)"
    try check(attempted)
    try Self.checkName(name, attempted)
    try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.deleteTopic(name, attempted, timeout)
    }
    cluster.forget(name)
    try await wait(attempted, "is still listed") { () throws(TransportError) in
      do throws(TransportError) {
        _ = try await cluster.describe(name, attempted)
        return false
      } catch {
        guard error.code == .unknownTopic else { throw error }
        return true
      }
    }
  }

  /// Brokers answer before all of them know: asks until `holds`, at distances that double from a millisecond.
  private func wait(
    _ attempted: String, _ state: String, _ holds: () async throws(TransportError) -> Bool
  ) async throws(TransportError) {
    let deadline = ContinuousClock.now + cluster.settings.requestTimeout
    var distance = Duration.milliseconds(1)
    while try await !holds() {
      guard ContinuousClock.now < deadline else {
        throw TransportError(.unavailable, attempted, "it was done, but the topic \(state); wait and look again")
      }
      do { try await Task.sleep(for: distance) } catch {
        throw TransportError(.cancelled, attempted, "it was asked for; look whether it was done")
      }
      distance = min(distance * 2, .milliseconds(200))
    }
  }

  func topics() async throws(TransportError) -> [TopicDescription] {
    let attempted = "listing topics"
    try check(attempted)
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      let found = try client.metadata(nil, attempted, timeout)
        .filter { !$0.name.hasPrefix("__") && $0.failure.code != .unknownTopic }
      let settings = try client.settings(of: found.map(\.name), attempted, timeout)
      // One without settings was deleted between the two questions. librdkafka 2.0.2 has no ids of topics.
      return found.compactMap { topic in
        settings[topic.name].map { entries in
          let given = entries.filter(\.isGiven).map { ($0.name, $0.value) }
          return TopicDescription(
            name: topic.name, partitions: topic.partitions, settings: Dictionary(given) { $1 })
        }
      }.sorted { $0.name < $1.name }
    }
  }

  func offset(of partition: TopicPartition, at position: StartPosition) async throws(TransportError) -> Int64? {
    let attempted = "looking up an offset of \(partition)"
    try check(attempted)
    try Self.checkName(partition.topic, attempted)
    let topic = try await cluster.describe(partition.topic, attempted)
    guard 0..<topic.partitions ~= partition.partition else {
      throw TransportError(.unknownTopic, attempted, "the topic has \(topic.partitions) partitions")
    }
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      switch position {
      case .beginning: return try client.offsets([(partition, Client.earliest)], attempted, timeout)[partition]
      case .end: return try client.offsets([(partition, Client.latest)], attempted, timeout)[partition]
      case .time(let time):
        let found = try client.offsets([(partition, max(0, time))], attempted, timeout)[partition] ?? -1
        return found < 0 ? nil : found
      case .offset(let offset):
        let start = try client.offsets([(partition, Client.earliest)], attempted, timeout)[partition] ?? 0
        let end = try client.offsets([(partition, Client.latest)], attempted, timeout)[partition] ?? 0
        guard start...max(start, end) ~= offset else {
          throw TransportError(
            .invalid, attempted, "offset \(offset): records are kept from \(start) up to \(end); give one of those")
        }
        return offset
      }
    }
  }

  /// Throws unless Kafka takes it as a topic's name (SPEC §8.5).
  static func checkName(_ name: String, _ attempted: String) throws(TransportError) {
    let isSound = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isSound, 1...249 ~= name.utf8.count, name != ".", name != ".." else {
      throw TransportError(.invalid, attempted, "a topic's name is 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'")
    }
  }
}
