public import StrataEngine
import StrataLog
public import StrataTransport
import Synchronization

/// Carries records through an engine in this process, in memory or on disk (SPEC §8): no broker, no network, the same
/// contract.
///
///     let transport = InProcessTransport(try Engine.inMemory())
///
/// It hosts the engine's timers and upkeep while it is open. The engine stays open when the transport closes, and
/// several transports may share one.
public final class InProcessTransport: Transport {
  /// Waits for a time, or throws when the waiting task is cancelled.
  public typealias Sleep = @Sendable (Duration) async throws -> Void

  private struct State {
    var isClosed = false
    var producers: [ObjectIdentifier: InProcessProducer] = [:]
    var consumers: [ObjectIdentifier: InProcessConsumer] = [:]
  }

  private let engine: Engine
  private let sleep: Sleep
  private let timers: Task<Void, Never>
  private let upkeep: Task<Void, Never>
  private let state = Mutex(State())

  /// A transport over an open engine. `sleep` is how it waits for time to pass: give it the virtual clock that the
  /// engine was given as its ``TimeSource``, and timeouts pass as that clock is moved.
  public init(_ engine: Engine, sleep: @escaping Sleep = { try await Task.sleep(for: $0) }) {
    self.engine = engine
    self.sleep = sleep
    timers = Task { await Self.keepTime(engine, sleep) }
    upkeep = Task { await Self.maintain(engine, sleep) }
  }

  deinit {
    timers.cancel()
    upkeep.cancel()
  }

  /// Has the engine compact and apply retention as often as Kafka does. Ends when cancelled.
  private static func maintain(_ engine: Engine, _ sleep: Sleep) async {
    var rounds = 0
    while (try? await sleep(.seconds(15))) != nil {
      rounds += 1
      // What failed now is tried again the next time; appends meet the same storage and say so.
      if rounds % 20 == 0 { try? engine.maintain() }
      try? engine.compact()
    }
  }

  /// Tells the engine the time whenever it wants to know. Ends when cancelled.
  private static func keepTime(_ engine: Engine, _ sleep: @escaping Sleep) async {
    while !Task.isCancelled {
      let now = engine.time.now()
      guard let deadline = engine.advance(to: now) else {
        try? await engine.deadlineChanged.wait()
        continue
      }
      let wait = Duration.milliseconds(max(1, deadline.milliseconds - now.milliseconds))
      let alarm = Alarm(after: wait, engine.deadlineChanged, sleep)
      try? await engine.deadlineChanged.wait()
      alarm.cancel()
    }
  }

  /// All there are.
  public var capabilities: Capabilities {
    [.transactions, .timeLookup, .compaction, .topicAdministration, .fencing]
  }

  /// Creates, lists and deletes the engine's topics.
  public var admin: any TransportAdmin {
    InProcessAdmin(engine: engine) { [self] attempted throws(TransportError) in try checkOpen(attempted) }
  }

  /// Makes a producer. Throws ``TransportError/Code/unsupported`` for ``Acknowledgement/replicated``, and
  /// ``TransportError/Code/invalid`` for a timeout of transactions that is none or longer than the engine allows.
  public func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer {
    try checkOpen("making a producer")
    let producer = try InProcessProducer(engine, options) { [weak self] producer in
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
    let consumer = try InProcessConsumer(engine, subscription, options, sleep: sleep) { [weak self] consumer in
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

  /// Ends every producer and consumer made here. The engine stays open: close it yourself.
  public func close() async {
    let (producers, consumers) = state.withLock { state in
      state.isClosed = true
      return (Array(state.producers.values), Array(state.consumers.values))
    }
    for consumer in consumers { await consumer.close() }
    for producer in producers { await producer.close() }
    timers.cancel()
    upkeep.cancel()
    await timers.value
    await upkeep.value
  }
}
