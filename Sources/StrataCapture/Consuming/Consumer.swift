public import StrataTransport
import Synchronization

/// Keeps a replica: applies records to rows of a local database, each batch with its offset and its effects in one
/// transaction, so that every change is applied exactly once whatever crashes (SPEC §9.5, §9.6).
///
///     let consumer = try Consumer("billing", replica, database: database, transport: transport)
///     try await consumer.run()
///
/// The replica's own database says where to go on; the transport's group only shares the partitions. One task at a time
/// calls ``run()`` and ``applyNext(within:)``; the other methods are safe from any task.
public actor Consumer {
  /// The transport's group, and whose rows of the framework's tables are whose.
  public nonisolated let name: String
  let database: any Database
  let transport: any Transport
  let options: ConsumerOptions
  let instance: String?
  let tables: ReplicaTables
  let store: ReplicaStore

  var streams: [String: Int64] = [:]
  var reader: (any TransportConsumer)?
  /// What is applied and not committed to the group yet.
  var uncommitted: [TopicPartition: Int64] = [:]
  var uncommittedBatches = 0
  let counters = Mutex(ConsumerCounters())

  /// A consumer that keeps `replica`. Throws ``CaptureError/Code/declaration`` for declarations that can't be right,
  /// and ``CaptureError/Code/schema`` where the database is otherwise than declared. Its own tables are made in the
  /// database.
  ///
  /// With `instance` it is a static member of the group: a process that was killed and comes back under the same name
  /// goes on at once. Without, the group waits for the one that is gone until its session is over.
  public init(
    _ name: String, _ replica: Replica, database: any Database, transport: any Transport,
    options: ConsumerOptions = ConsumerOptions(), instance: String? = nil
  ) throws {
    self.name = name
    self.database = database
    self.transport = transport
    self.options = options
    self.instance = instance
    tables = try ReplicaTables(replica)
    store = ReplicaStore(consumer: name)
    try checkSchema(of: tables.all, in: database)
    let (store, topics) = (store, tables.topics)
    let (streams, parked) = try database.write { session in
      try store.create(in: session)
      var streams: [String: Int64] = [:]
      for topic in topics { streams[topic] = try store.stream(topic, in: session) }
      return (streams, try store.parkedCount(in: session))
    }
    self.streams = streams
    counters.withLock { $0.progress.parked = parked }
  }

  /// How far it is; safe to ask at any time.
  public nonisolated var progress: ConsumerProgress { counters.withLock { $0.progress } }

  /// One step: waits at most `within` for what comes next and deals with it. False when nothing came. What a step that
  /// throws had read is read again by the next.
  @discardableResult
  public func applyNext(within: Duration? = nil) async throws -> Bool {
    let reader = try await openReader()
    do {
      guard let event = try await reader.next(within: within) else {
        try await commit()
        return false
      }
      try await deal(with: event, of: reader)
      return true
    } catch {
      // What was read and not applied must be read again: the next reader is sought to what the database has.
      if (error as? TransportError)?.code != .cancelled { await reopen() }
      throw error
    }
  }

  private func deal(with event: ConsumerEvent, of reader: any TransportConsumer) async throws {
    switch event {
    case .assigned(let partitions): try await seek(partitions, of: reader)
    case .batch(let batch):
      try apply(batch)
      // The group's offsets only tell others how far we are: ours are in the database.
      if batch.next >= batch.end || uncommittedBatches >= 64 { try await commit() }
    case .revoked(let partitions):
      try await commit()
      forget(partitions)
    case .lost(let partitions): forget(partitions)
    }
  }

  /// Applies until the task is cancelled. Failures that may pass, such as a transport that can't be reached or a locked
  /// database, are waited out; others are thrown.
  public func run() async throws {
    var failures = 0
    while !Task.isCancelled {
      do {
        try await applyNext(within: nil)
        failures = 0
      } catch {
        guard !Task.isCancelled else { break }
        // Who publishes may start later and make the topic then.
        let isEarly = (error as? TransportError)?.code == .unknownTopic
        guard isTransient(error) || isEarly else { throw error }
        counters.withLock { $0.progress.lastFailure = "\(error)" }
        failures += 1
        try? await Task.sleep(for: .milliseconds(50 << min(failures, 6)))
      }
    }
    await close()
  }

  /// Commits and leaves the group. ``run()`` does so at its end; the next step joins again.
  public func close() async {
    // The database has the offsets; the group's are a courtesy.
    try? await commit()
    await reopen()
  }

  private func reopen() async {
    await reader?.close()
    reader = nil
    uncommitted = [:]
    counters.withLock { $0.waiting = [:] }
  }

  private func openReader() async throws -> any TransportConsumer {
    if let reader { return reader }
    try await identifyTopics()
    let made = try await transport.consumer(.group(name, topics: tables.topics, instance: instance), options)
    reader = made
    return made
  }

  private func identifyTopics() async throws {
    let described = try await transport.admin.topics().filter { streams[$0.name] != nil && $0.id != nil }
    try database.write { session in
      for topic in described {
        if let stream = streams[topic.name], let id = topic.id { try store.identify(stream, as: id, in: session) }
      }
    }
  }

  /// Answers an assignment from the database: it knows what was applied, in the same commit as the rows.
  private func seek(_ partitions: [TopicPartition], of reader: any TransportConsumer) async throws {
    for partition in partitions {
      guard let stream = streams[partition.topic] else { continue }
      let next = try database.read { try store.next(stream, partition.partition, in: $0) }
      try await reader.seek(partition, to: next.map { .offset($0) } ?? .beginning)
    }
  }

  private func forget(_ partitions: [TopicPartition]) {
    for partition in partitions { uncommitted[partition] = nil }
    counters.withLock { for partition in partitions { $0.waiting[partition] = nil } }
  }

  private func commit() async throws {
    uncommittedBatches = 0
    guard !uncommitted.isEmpty else { return }
    let offsets = uncommitted
    uncommitted = [:]
    do {
      try await reader?.commit(offsets)
    } catch {
      // Others have the partitions now, and the database says how far they are.
      guard error.code == .fenced else { throw error }
    }
  }
}
