import StrataEngine
import StrataLog
import StrataTransport
import Synchronization

/// Reads the engine's partitions event by event (SPEC §8.3): pulls one batch at a time, so it holds no more than that
/// one.
///
/// The group's part is the engine's ``GroupMember``; here are positions, pauses, and waiting by one ``Signal`` that
/// every held partition and the group raise.
final class InProcessConsumer: TransportConsumer {
  let engine: Engine
  let options: ConsumerOptions
  let member: GroupMember?
  let signal = Signal()
  let state: Mutex<ConsumerState>
  private let sleep: InProcessTransport.Sleep
  private let ended: @Sendable (InProcessConsumer) -> Void

  init(
    _ engine: Engine, _ subscription: Subscription, _ options: ConsumerOptions,
    sleep: @escaping InProcessTransport.Sleep, ended: @escaping @Sendable (InProcessConsumer) -> Void
  ) throws(TransportError) {
    self.engine = engine
    self.options = options
    self.sleep = sleep
    self.ended = ended
    let attempted = "making a consumer"
    guard options.maxBatchBytes > 0 else {
      throw TransportError(.invalid, attempted, "maxBatchBytes is \(options.maxBatchBytes); give at least 1")
    }
    var first = ConsumerState()
    do throws(EngineError) {
      switch subscription {
      case .group(let group, let topics, let instance):
        for topic in topics { _ = try engine.topic(topic) }
        member =
          topics.isEmpty
          ? nil
          : try engine.member(
            of: group, topics: Set(topics).sorted(), instance: instance,
            sessionTimeout: options.sessionTimeout.milliseconds, signal: signal)
      case .partitions(let partitions):
        for partition in partitions {
          first.unannounced.append(try engine.topic(partition.topic).partition(partition.partition).id)
        }
        first.unannounced = Set(first.unannounced).sorted()
        member = nil
      }
    } catch { throw TransportError(error, attempted) }
    guard member != nil || !first.unannounced.isEmpty else {
      throw TransportError(.invalid, attempted, "there is nothing to read; name at least one topic or partition")
    }
    state = Mutex(first)
  }

  // MARK: Events

  func next(within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    try begin()
    defer { end() }
    var alarm: Alarm?
    defer { alarm?.cancel() }
    while true {
      signal.lower()
      if Task.isCancelled { throw Self.cancelled }
      if let event = try take() { return event }
      if let within {
        if within <= .zero || alarm?.hasRung ?? false { return nil }
        alarm = alarm ?? Alarm(after: within, signal, sleep)
      }
      do throws(CancellationError) { try await signal.wait() } catch { throw Self.cancelled }
    }
  }

  private static let cancelled = TransportError(
    .cancelled, "asking for the next event", "the task was cancelled; the next call goes on where this one stood")

  /// Agrees to the last event.
  private func begin() throws(TransportError) {
    let attempted = "asking for the next event"
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      guard !state.isInside else {
        throw TransportError(.invalid, attempted, "another task is asking; one at a time may")
      }
      state.isInside = true
      for partition in state.leaving { state.drop(partition, signal) }
      state.leaving = []
    }
    do throws(EngineError) {
      try engine.checkOpen()
      try member?.enter()
      try settlePositions()
    } catch {
      end()
      throw TransportError(error, attempted)
    }
  }

  private func end() {
    member?.leave()
    state.withLock { $0.isInside = false }
  }

  /// Gives what was assigned and not sought a position: the group's, else the one that the options say. Where offsets
  /// of a transaction are pending it has none before that has ended: the records may be dealt with.
  private func settlePositions() throws(EngineError) {
    let new = state.withLock { state in state.order.filter { state.readers[$0]?.position == nil } }
    guard !new.isEmpty else { return }
    let (committed, pending) = member?.settled(new) ?? ([:], [])
    try state.withLock { state throws(EngineError) in
      state.isPending = !pending.isEmpty
      for id in new where !pending.contains(id) && state.readers[id]?.position == nil {
        guard let partition = state.readers[id]?.partition else { continue }
        let start: Int64
        if let offset = committed[id] {
          start = offset
        } else if case .offset(let offset) = options.start {
          start = offset
        } else {
          start = try partition.begin(at: options.start, options.isolation)
        }
        state.readers[id]?.position = start
      }
    }
  }

  /// What there is now: the group's news before records.
  private func take() throws(TransportError) -> ConsumerEvent? {
    let attempted = "asking for the next event"
    do throws(EngineError) {
      try engine.checkOpen()
      if let event = try member?.event() { return state.withLock { $0.hear(event, engine, options.isolation, signal) } }
      if state.withLock({ $0.isPending }) { try settlePositions() }
    } catch { throw TransportError(error, attempted) }
    return try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      if !state.unannounced.isEmpty {
        defer { state.unannounced = [] }
        return state.hear(.assigned(state.unannounced), engine, options.isolation, signal)
      }
      return try read(&state).map { .batch($0) }
    }
  }

  /// The next batch, partition after partition in turn.
  private func read(_ state: inout ConsumerState) throws(TransportError) -> ConsumedBatch? {
    for _ in state.order.indices {
      state.turn = (state.turn + 1) % state.order.count
      let id = state.order[state.turn]
      do throws(TransportError) {
        if let batch = try state.readers[id]?.read(limit: options.maxBatchBytes) { return batch }
      } catch {
        guard error.code == .closed else { throw error }
        // The engine is open, so it is the topic that is gone; a group takes it away by an event of its own.
        if member == nil {
          throw TransportError(.unknownTopic, error.attempted, "the topic \(id.topic) was deleted; close the consumer")
        }
      }
    }
    return nil
  }

  // MARK: The group's offsets

  func commit(_ offsets: [TopicPartition: Int64]) async throws(TransportError) { try commit(offsets, by: nil) }

  /// Commits offsets, as part of the transaction of `producer` if there is one.
  func commit(
    _ offsets: [TopicPartition: Int64], by producer: ProducerIdentity?, durability: Durability = .written
  ) throws(TransportError) {
    try withMember("commit of \(offsets.count) offsets") { member throws(EngineError) in
      try member.commit(
        Dictionary(uniqueKeysWithValues: offsets.map { ($0.key.id, $0.value) }), by: producer, durability: durability)
    }
  }

  func committed(_ partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64] {
    try withMember("reading committed offsets") { member throws(EngineError) in
      let found = member.committed(partitions.map(\.id))
      return Dictionary(uniqueKeysWithValues: found.map { (TopicPartition($0.key.topic, $0.key.index), $0.value) })
    }
  }

  private func withMember<Result>(
    _ attempted: String, _ body: (GroupMember) throws(EngineError) -> Result
  ) throws(TransportError) -> Result {
    try state.withLock { state throws(TransportError) in try state.checkOpen(attempted) }
    guard let member else {
      throw TransportError(.invalid, attempted, "a reader of partitions has no group; subscribe as a member of one")
    }
    do throws(EngineError) { return try body(member) } catch { throw TransportError(error, attempted) }
  }

  // MARK: Closing

  func close() async {
    let held: [PartitionID]? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      return state.order
    }
    guard let held else { return }
    state.withLock { state in
      for partition in held { state.drop(partition, signal) }
    }
    member?.close()
    signal.raise()
    ended(self)
  }
}
