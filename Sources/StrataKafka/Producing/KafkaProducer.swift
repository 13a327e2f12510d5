internal import StrataTransport
import Synchronization

/// Sends batches to a Kafka cluster (SPEC §13.3).
///
/// Says itself which partition takes a record, and how large a batch may be: it asks for both once a topic. There is
/// one ``Delivery`` for each largest batch, for librdkafka has one limit a producer.
final class KafkaProducer: TransportProducer {
  private struct State {
    var deliveries: [Int: Delivery] = [:]
    var isClosed = false
    /// Sends under way, and who waits for the last.
    var sending = 0
    var closing: CheckedContinuation<Void, Never>?
    /// Which partition the next records without a key take.
    var turn: Int32 = 0
  }

  private let cluster: Cluster
  private let options: ProducerOptions
  private let ended: @Sendable (KafkaProducer) -> Void
  private let state = Mutex(State())

  init(
    _ cluster: Cluster, _ options: ProducerOptions, ended: @escaping @Sendable (KafkaProducer) -> Void
  ) throws(TransportError) {
    guard options.acknowledgement != .synced else {
      throw TransportError(
        .unsupported, "making a producer", "Kafka doesn't promise that records are on disk; ask for replicated or less")
    }
    guard options.transactionalID == nil else {
      throw TransportError(
        .unsupported, "making a producer", "this transport has no transactions; leave transactionalID out")
    }
    self.cluster = cluster
    self.options = options
    self.ended = ended
  }

  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position] {
    let attempted = "append of \(records.count) records to \(topic)"
    try begin(attempted)
    defer { end() }
    try KafkaAdmin.checkName(topic, attempted)
    let facts = try await cluster.facts(topic, attempted)
    let turn = state.withLock { state in
      defer { state.turn &+= 1 }
      return state.turn
    }
    var plan = try SendPlan(records, facts, options.compression, turn: turn, attempted)
    if plan.isStale {
      // The topic may have grown since it was asked about.
      cluster.forget(topic)
      plan = try SendPlan(
        records, try await cluster.facts(topic, attempted), options.compression, turn: turn, attempted)
      if let missing = plan.missing { throw TransportError(.unknownTopic, attempted, missing) }
    }
    var positions: [Position] = []
    positions.reserveCapacity(records.count)
    for stage in plan.stages {
      let delivery = try delivery(facts.largestBatch, attempted)
      do throws(TransportError) {
        let offsets = try await delivery.send(records, stage, plan.partitions, to: topic, attempted)
        for (index, offset) in zip(stage, offsets) {
          positions.append(Position(TopicPartition(topic, plan.partitions[index]), offset))
        }
      } catch {
        cluster.forget(topic)
        await retire(delivery, facts.largestBatch)
        throw error
      }
    }
    return positions
  }

  private func begin(_ attempted: String) throws(TransportError) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.sending += 1 }
      return state.isClosed
    }
    if isClosed { throw TransportError(.closed, attempted, "the producer is closed; make a new one") }
  }

  private func end() {
    let closing: CheckedContinuation<Void, Never>? = state.withLock { state in
      state.sending -= 1
      return state.sending == 0 ? state.closing.take() : nil
    }
    closing?.resume()
  }

  private func delivery(_ largestBatch: Int, _ attempted: String) throws(TransportError) -> Delivery {
    try state.withLock { state throws(TransportError) in
      if let found = state.deliveries[largestBatch], !found.isBroken { return found }
      let made = try Delivery(cluster, options, largestBatch: largestBatch, attempted)
      state.deliveries[largestBatch] = made
      return made
    }
  }

  /// Ends a delivery that is broken; the next send makes another.
  private func retire(_ delivery: Delivery, _ largestBatch: Int) async {
    guard delivery.isBroken else { return }
    let isFirst = state.withLock { state in
      guard state.deliveries[largestBatch] === delivery else { return false }
      state.deliveries[largestBatch] = nil
      return true
    }
    if isFirst { await delivery.close() }
  }

  func close() async {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isIdle = state.withLock { state in
        if state.sending == 0 { return true }
        state.closing = continuation
        return false
      }
      if isIdle { continuation.resume() }
    }
    let deliveries = state.withLock { state in
      defer { state.deliveries = [:] }
      return Array(state.deliveries.values)
    }
    for delivery in deliveries { await delivery.close() }
    ended(self)
  }
}
