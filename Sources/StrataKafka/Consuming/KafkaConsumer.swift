internal import CRDKafka
internal import StrataTransport
import Synchronization

/// Reads a Kafka cluster event by event (SPEC §13.4): pulls from librdkafka's queue, which reads ahead as far as the
/// memory allowance goes, and holds no more than one record besides.
///
/// Here are making, waiting and closing; what is read is in `KafkaConsumer+Events`, positions and pauses in
/// `KafkaConsumer+Positions`, the group's offsets in `KafkaConsumer+Commits`.
final class KafkaConsumer: TransportConsumer {
  let cluster: Cluster
  let subscription: Subscription
  let options: ConsumerOptions
  let client: Client
  let wake = Wake()
  let state: Mutex<Holdings>
  let commits: Commits
  let readAhead: ReadAhead
  private let descriptor: Int32
  private let ended: @Sendable (KafkaConsumer) -> Void

  /// Makes a consumer once it is sure that what it is to read exists.
  static func open(
    _ cluster: Cluster, _ subscription: Subscription, _ options: ConsumerOptions,
    ended: @escaping @Sendable (KafkaConsumer) -> Void
  ) async throws(TransportError) -> KafkaConsumer {
    let attempted = "making a consumer"
    guard options.maxBatchBytes > 0, options.memoryAllowance > 0 else {
      throw TransportError(.invalid, attempted, "maxBatchBytes and memoryAllowance must be at least 1")
    }
    var counts: [String: Int32] = [:]
    for topic in subscription.topics {
      try KafkaAdmin.checkName(topic, attempted)
      counts[topic] = try await cluster.describe(topic, "\(attempted) of \(topic)").partitions
    }
    switch subscription {
    case .group(let group, let topics, _):
      guard !group.isEmpty, !topics.isEmpty else {
        throw TransportError(.invalid, attempted, "name a group and at least one topic")
      }
    case .partitions(let partitions):
      guard !partitions.isEmpty else {
        throw TransportError(.invalid, attempted, "there is nothing to read; name at least one partition")
      }
      for partition in partitions {
        let count = counts[partition.topic] ?? 0
        guard 0..<count ~= partition.partition else {
          throw TransportError(
            .unknownTopic, "\(attempted) of \(partition)", "the topic has \(count) partitions; name one of them")
        }
      }
    }
    return try KafkaConsumer(cluster, subscription, options, ended)
  }

  private init(
    _ cluster: Cluster, _ subscription: Subscription, _ options: ConsumerOptions,
    _ ended: @escaping @Sendable (KafkaConsumer) -> Void
  ) throws(TransportError) {
    let attempted = "making a consumer"
    self.cluster = cluster
    self.subscription = subscription
    self.options = options
    self.ended = ended
    readAhead = ReadAhead(allowance: options.memoryAllowance)
    let session = max(1, options.sessionTimeout.milliseconds)
    var own = [
      "group.id": subscription.group ?? "strata-reader", "enable.auto.commit": "false",
      "enable.auto.offset.store": "false", "auto.offset.reset": "error",
      "partition.assignment.strategy": cluster.settings.assignor,
      "session.timeout.ms": "\(session)", "max.poll.interval.ms": "\(session)",
      "heartbeat.interval.ms": "\(max(1, min(cluster.settings.heartbeat.milliseconds, session / 3)))",
      // A fetch that waits for records holds up a seek: it is cut short, and asked again.
      "fetch.wait.max.ms": "100", "fetch.error.backoff.ms": "50", "check.crcs": "true",
    ]
    own["isolation.level"] = options.isolation == .readCommitted ? "read_committed" : "read_uncommitted"
    own.merge(readAhead.properties) { $1 }
    if let instance = subscription.instance { own["group.instance.id"] = instance }
    let configuration = try Configuration(cluster.brokers, cluster.settings, own, attempted)
    configuration.setEvents(RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_OFFSET_COMMIT)
    client = try Client(.consumer, configuration, attempted)
    var first = Holdings()
    if case .partitions(let partitions) = subscription { first.unannounced = Set(partitions).sorted() }
    state = Mutex(first)
    commits = try Commits(client, cluster.edge, attempted)
    descriptor = try cluster.edge.open(attempted)
    // The library counts who does not ask as silent; who waits for a wake asks nothing, and is alive.
    let beat: @Sendable () -> Void = { [weak self] in self?.beat() }
    cluster.edge.watch(
      descriptor,
      Edge.Source(
        woken: { [wake] in wake.raise() },
        beat: subscription.group == nil ? nil : (milliseconds: Int64(max(1, session / 4)), call: beat)))
    unsafe strata_kafka_wake_on(client.queue, descriptor)
  }

  /// Tells the library of life, or leaves the group in its stead: it notices silence only from the first assignment on
  /// that it was given, and reports a member that fell silent before as alive for ever.
  private func beat() {
    state.withLock { state in
      if state.isInside {
        try? client.use("") { () throws(TransportError) in client.beat() }
      } else if state.isSubscribed, !state.hasAgreed, ContinuousClock.now - state.outsideSince > options.sessionTimeout
      {
        try? client.use("") { () throws(TransportError) in
          client.decline(state.waiting.take())
          client.leaveGroup()
        }
        state.isSubscribed = false
        state.expelled = state.joining
        state.drop(state.joining)
      }
    }
  }

  // MARK: Waiting

  func next(within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    try begin()
    defer {
      state.withLock { state in
        state.isInside = false
        state.outsideSince = .now
      }
    }
    try await agree()
    var alarm: Alarm?
    defer { alarm?.cancel() }
    while true {
      wake.lower()
      if Task.isCancelled { throw Self.cancelled }
      if let event = try take() { return event }
      if try await clearSuspects() { continue }
      if let within {
        if within <= .zero || alarm?.hasRung ?? false { return nil }
        alarm = alarm ?? Alarm(after: within) { [wake] in wake.raise() }
      }
      guard await wake.wait() else { throw Self.cancelled }
    }
  }

  static let asking = "asking for the next event"

  private static let cancelled = TransportError(
    .cancelled, asking, "the task was cancelled; the next call goes on where this one stood")

  private func begin() throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(Self.asking)
      guard !state.isInside else {
        throw TransportError(.invalid, Self.asking, "another task is asking; one at a time may")
      }
      state.isInside = true
    }
  }

  // MARK: Closing

  func close() async {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    wake.raise()
    state.withLock { state in
      // What the application was told and has not agreed to, the library still waits to be answered.
      try? client.use("") { () throws(TransportError) in
        if !state.joining.isEmpty { try client.assign([], Self.asking) }
        if !state.leaving.isEmpty { try client.unassign(state.leaving, Self.asking) }
        client.decline(state.waiting.take())
      }
    }
    unsafe strata_kafka_wake_on(client.queue, -1)
    cluster.edge.remove(descriptor)
    commits.close()
    await client.close()
    ended(self)
  }
}

extension Subscription {
  /// The group, if it is one's.
  var group: String? {
    guard case .group(let group, _, _) = self else { return nil }
    return group
  }

  var instance: String? {
    guard case .group(_, _, let instance) = self else { return nil }
    return instance
  }

  /// Each topic once.
  var topics: [String] {
    switch self {
    case .group(_, let topics, _): Set(topics).sorted()
    case .partitions(let partitions): Set(partitions.map(\.topic)).sorted()
    }
  }
}
