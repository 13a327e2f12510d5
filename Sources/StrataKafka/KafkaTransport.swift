public import StrataTransport
import Synchronization

/// Carries records through Apache Kafka or a broker that speaks its protocol (SPEC §13), by librdkafka.
///
///     let transport = try KafkaTransport(brokers: "127.0.0.1:9092")
///
/// It owns its connections and one thread that wakes; close it to end them. Nothing is connected before the first call.
public final class KafkaTransport: Transport {
  private struct State {
    var isClosed = false
    var producers: [ObjectIdentifier: KafkaProducer] = [:]
    var consumers: [ObjectIdentifier: KafkaConsumer] = [:]
  }

  private let cluster: Cluster
  private let state = Mutex(State())

  /// A transport to the cluster of these brokers (`HOST:PORT`, several divided by commas). Throws
  /// ``TransportError/Code/invalid`` for settings that librdkafka refuses.
  public init(brokers: String, settings: KafkaSettings = .init()) throws(TransportError) {
    cluster = try Cluster(brokers, settings)
  }

  /// No transactions, no compaction promised.
  public var capabilities: Capabilities { [.timeLookup, .topicAdministration, .fencing] }

  /// Creates, lists and deletes the cluster's topics.
  public var admin: any TransportAdmin {
    KafkaAdmin(cluster: cluster) { [self] attempted throws(TransportError) in try checkOpen(attempted) }
  }

  /// Looks after the cluster's groups.
  package var groups: KafkaGroups {
    KafkaGroups(cluster: cluster) { [self] attempted throws(TransportError) in try checkOpen(attempted) }
  }

  /// Makes a producer. Throws ``TransportError/Code/unsupported`` for ``Acknowledgement/synced``, which Kafka does not
  /// promise.
  public func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer {
    try checkOpen("making a producer")
    let producer = try KafkaProducer(cluster, options) { [weak self] producer in
      self?.state.withLock { _ = $0.producers.removeValue(forKey: ObjectIdentifier(producer)) }
    }
    let isClosed = state.withLock { state in
      if !state.isClosed { state.producers[ObjectIdentifier(producer)] = producer }
      return state.isClosed
    }
    if isClosed { await producer.close() }
    return producer
  }

  /// Makes a consumer. Throws ``TransportError/Code/unknownTopic`` for a topic or partition that does not exist.
  public func consumer(
    _ subscription: Subscription, _ options: ConsumerOptions
  ) async throws(TransportError) -> any TransportConsumer {
    try checkOpen("making a consumer")
    let consumer = try await KafkaConsumer.open(cluster, subscription, options) { [weak self] consumer in
      self?.state.withLock { _ = $0.consumers.removeValue(forKey: ObjectIdentifier(consumer)) }
    }
    let isClosed = state.withLock { state in
      if !state.isClosed { state.consumers[ObjectIdentifier(consumer)] = consumer }
      return state.isClosed
    }
    if isClosed { await consumer.close() }
    return consumer
  }

  private func checkOpen(_ attempted: String) throws(TransportError) {
    if state.withLock({ $0.isClosed }) {
      throw TransportError(.closed, attempted, "the transport is closed; make a new one")
    }
  }

  /// Ends every producer and consumer made here, then the connections.
  public func close() async {
    let parts: ([KafkaProducer], [KafkaConsumer])? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      return (Array(state.producers.values), Array(state.consumers.values))
    }
    guard let (producers, consumers) = parts else { return }
    await withTaskGroup { group in
      for consumer in consumers { group.addTask { await consumer.close() } }
      for producer in producers { group.addTask { await producer.close() } }
    }
    await cluster.close()
  }
}
