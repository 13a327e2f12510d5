internal import StrataTransport
import Synchronization

/// What the parts of one transport share: where the cluster is, the handle that asks it questions, the thread that
/// wakes, and what is known of topics.
final class Cluster: Sendable {
  /// What sending to a topic needs to know of it.
  struct TopicFacts: Sendable {
    var partitions: Int32
    /// The topic's `max.message.bytes`.
    var largestBatch: Int
  }

  private struct Known {
    var facts: TopicFacts
    var until: ContinuousClock.Instant
  }

  let brokers: String
  let settings: KafkaSettings
  let edge: Edge
  /// Asks and administers; sends no records.
  let questions: Client
  private let known = Mutex<[String: Known]>([:])

  init(_ brokers: String, _ settings: KafkaSettings) throws(TransportError) {
    self.brokers = brokers
    self.settings = settings
    let attempted = "opening a Kafka transport to \(brokers)"
    guard !brokers.isEmpty else { throw TransportError(.invalid, attempted, "no brokers; give HOST:PORT,…") }
    questions = try Client(.producer, try Configuration(brokers, settings, [:], attempted), attempted)
    edge = try Edge()
  }

  /// Ends the thread and the handle. Producers and consumers must be closed before.
  func close() async {
    await questions.close()
    edge.stop()
  }

  /// Asks the cluster on a thread of its own.
  func ask<Answer: Sendable>(
    _ attempted: String, _ body: @escaping @Sendable (Client, Duration) throws(TransportError) -> Answer
  ) async throws(TransportError) -> Answer {
    let (client, timeout) = (questions, settings.requestTimeout)
    return try await client.useOffPool(attempted) { () throws(TransportError) in try body(client, timeout) }
  }

  /// The topic as the cluster describes it now. Throws `unknownTopic`.
  func describe(_ topic: String, _ attempted: String) async throws(TransportError) -> Client.FoundTopic {
    try await ask(attempted) { client, timeout throws(TransportError) in
      let found = try client.metadata(topic, attempted, timeout).first { $0.name == topic }
      guard let found else {
        throw TransportError(.unavailable, attempted, "the cluster says nothing of \(topic); try again")
      }
      // A topic without leaders exists.
      guard found.failure.isNone || found.failure.isPassing else { throw found.failure.error(attempted) }
      return found
    }
  }

  /// What is known of a topic, asked for when it is not or too old. Throws `unknownTopic`.
  func facts(_ topic: String, _ attempted: String) async throws(TransportError) -> TopicFacts {
    let now = ContinuousClock.now
    if let found = known.withLock({ $0[topic] }), found.until > now { return found.facts }
    let description = try await describe(topic, attempted)
    let largest = try await ask(attempted) { client, timeout throws(TransportError) in
      try client.settings(of: [topic], attempted, timeout)[topic]?.first { $0.name == "max.message.bytes" }?.value
    }
    // What Kafka has by default, if the cluster doesn't say.
    let facts = TopicFacts(
      partitions: description.partitions, largestBatch: largest.flatMap { Int($0) } ?? 1_048_588)
    known.withLock { $0[topic] = Known(facts: facts, until: now + settings.topicAge) }
    return facts
  }

  /// Has the topic be asked for again.
  func forget(_ topic: String) { known.withLock { $0[topic] = nil } }
}
