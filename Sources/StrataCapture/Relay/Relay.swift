public import StrataTransport
import Synchronization

/// Publishes what changed in an application's database (SPEC §9.3, §9.4): takes captured changes from the outbox, makes
/// records of the rows as they are, sends them, and only then forgets the changes. A crash at any point sends some
/// records again, which changes nothing for consumers; none is lost.
///
///     let relay = try Relay(producer, source: database, transport: transport)
///     try await relay.run()
///
/// Of all relays on a database one publishes at a time; the others wait for its lease. One task at a time calls its
/// methods.
public actor Relay {
  let source: any ChangeSource
  let transport: any Transport
  let maker: BatchMaker
  let store = RelayStore()
  let options: RelayOptions
  let now: @Sendable () -> Int64

  var lease: Lease
  var progressed = RelayStore.Progress(epoch: 1, through: 0)
  var isInstalled = false
  var isStarted = false
  var producer: (any TransportProducer)?
  let counters = Mutex(RelayProgress())

  /// A relay for what `namespaces` declare. Throws ``CaptureError/Code/declaration`` for declarations that can't be
  /// right, and ``CaptureError/Code/schema`` where the database is otherwise than declared.
  ///
  /// - Parameter now: the time in milliseconds since 1970, the same for all relays of a database.
  public init(
    _ namespaces: Namespace..., source: any ChangeSource, transport: any Transport,
    options: RelayOptions = RelayOptions(), now: @escaping @Sendable () -> Int64 = systemMilliseconds
  ) throws {
    maker = BatchMaker(try PublishedTopics(namespaces))
    guard !maker.topics.topics.isEmpty else {
      throw CaptureError(.declaration, "make a relay", "no topic is declared")
    }
    self.source = source
    self.transport = transport
    self.options = options
    self.now = now
    lease = Lease(duration: options.leaseMilliseconds)
    try checkSchema(of: maker.topics, in: source)
  }

  /// How far it is; safe to ask at any time.
  public nonisolated var progress: RelayProgress { counters.withLock { $0 } }

  /// Installs capture in the database if it isn't, so that every write from now on is published. ``run()`` and
  /// ``runOnce()`` do so too; call it to be sure before the first write.
  public func install() throws {
    guard !isInstalled else { return }
    let gaps = try source.install(maker.tables)
    try source.write { session in
      try store.create(now: now(), in: session)
      if !gaps.isEmpty { try store.unsweep(in: session) }
    }
    counters.withLock { $0.gaps = gaps }
    isInstalled = true
  }

  /// One step: takes a batch of changes and publishes it. Returns at once when there is nothing to do.
  public func runOnce() async throws -> RelayStep {
    try install()
    switch lease.willSend(now: now()) {
    case .wait(let until): return .waiting(untilMilliseconds: until)
    case .ask:
      if case .wait(let until) = try ask() { return .waiting(untilMilliseconds: until) }
    case .renew(let term): try renew(term)
    case .publish: break
    }
    if !isStarted { try await start() }
    return try await publishBatch()
  }

  /// Publishes until the task is cancelled, woken by commits. Failures that may pass, such as a transport that can't be
  /// reached or a locked database, are waited out; others are thrown.
  public func run() async throws {
    var failures = 0
    while !Task.isCancelled {
      do {
        let step = try await runOnce()
        failures = 0
        switch step {
        case .published: continue
        case .idle: try await source.waitForCommit(atMost: options.fallback)
        case .waiting(let until):
          try await source.waitForCommit(atMost: .milliseconds(max(1, until - now())))
        }
      } catch {
        guard !Task.isCancelled else { break }
        guard isTransient(error) else { throw error }
        counters.withLock { $0.lastFailure = "\(error)" }
        failures += 1
        try? await Task.sleep(for: .milliseconds(50 << min(failures, 6)))
      }
    }
    await stop()
  }

  /// Gives the lease to whoever wants it and closes the producer. ``run()`` does so at its end.
  public func stop() async {
    if let term = lease.term {
      // The lease runs out by itself where it can't be given back.
      try? source.write { try store.release(term: term, in: $0) }
      lease.fenced()
    }
    await producer?.close()
    producer = nil
    isStarted = false
  }

  /// The rows that can't be published as they are, with the reasons.
  public func failedRows() throws -> [UnpublishedRow] {
    try install()
    return try source.read { try store.unpublished(in: $0) }
  }

  /// Captures the rows that could not be published again, so that the next steps try them anew.
  public func republishFailed() throws {
    try install()
    try source.write { session in
      for row in try store.unpublished(in: session) {
        try source.captureRows(of: row.table, where: row.keyColumn, equals: row.key, in: session)
      }
    }
  }
}

/// How a relay works.
public struct RelayOptions: Hashable, Sendable {
  /// Who asks for the lease. A process that takes the place of a dead one under the same name need not wait for the
  /// dead one's lease to run out; two that live at once need two names.
  public var holder: String
  /// How long a lease holds without renewal, in milliseconds.
  public var leaseMilliseconds: Int64
  /// How many changes a batch takes.
  public var batchSize: Int
  /// After how long the outbox is looked at although no commit was reported, for wakes that the operating system lost.
  public var fallback: Duration
  /// What the transport must promise before changes are forgotten.
  public var acknowledgement: Acknowledgement
  /// How records are compressed.
  public var compression: ProducerOptions.Compression

  /// How a relay works.
  public init(
    holder: String = "relay-" + String(UInt64.random(in: 0 ... .max), radix: 16), leaseMilliseconds: Int64 = 5_000,
    batchSize: Int = 500, fallback: Duration = .seconds(2), acknowledgement: Acknowledgement = .written,
    compression: ProducerOptions.Compression = .none
  ) {
    self.holder = holder
    self.leaseMilliseconds = leaseMilliseconds
    self.batchSize = batchSize
    self.fallback = fallback
    self.acknowledgement = acknowledgement
    self.compression = compression
  }
}

/// Whether the same step may succeed later, with nothing changed by us.
func isTransient(_ error: any Error) -> Bool {
  switch error {
  case let error as TransportError: error.isRetriable
  case let error as CaptureError: error.code == .locked || error.code == .full || error.code == .fenced
  default: false
  }
}
