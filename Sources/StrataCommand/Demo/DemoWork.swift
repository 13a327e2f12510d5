import StrataCapture
import StrataCaptureSQLite
import StrataTransport
import Synchronization

/// One process's work of the demo (SPEC §10.4): the airline that writes, the relay that publishes and the board that
/// keeps its replica, side by side, from wherever the databases and the log say they were.
final class DemoWork: Sendable {
  private struct Written {
    var steps = 0
    var minute: Minute?
    var head: Int64 = 0
  }

  private let settings: DemoSettings
  private let airline: SQLiteDatabase
  private let board: SQLiteDatabase
  private let carrier: Carrier
  private let relay: Relay
  private let consumer: Consumer
  private let latencies: Latencies
  private let written = Mutex(Written())
  /// Records that waited in the log when the work began.
  private let backlog = Atomic<Int64>(0)

  /// Opens, or makes, the databases and the log in the directory.
  init(_ settings: DemoSettings) async throws {
    self.settings = settings
    try Files.makeDirectory(settings.directory.path)
    airline = try SQLiteDatabase(settings.directory.airline)
    board = try SQLiteDatabase(settings.directory.board, settings: SQLiteSettings(checkpointPages: 4_000))
    try Schemas.install(Schemas.airline, in: airline)
    try Schemas.install(Schemas.board, in: board)
    carrier = try settings.openCarrier()
    // A process that was killed leaves its lease behind: under the same name the next one takes it at once.
    relay = try Relay(
      airlinePublishes, source: airline, transport: carrier.transport,
      options: RelayOptions(holder: "airline", compression: settings.codec.compression))
    let latencies = Latencies()
    self.latencies = latencies
    // A group in another process does not see at once that a member was killed: under its name the next one takes over.
    consumer = try Consumer(
      "board", StrataCommand.board { latencies.applying($0) }, database: board, transport: carrier.transport,
      instance: "board")
  }

  /// Does all that is left to do. `show` is told how far it is, each `interval`.
  func run(
    _ data: FlightData, totalSteps: Int, every interval: Duration,
    _ show: @escaping @Sendable (DemoProgress) throws -> Void
  ) async throws -> DemoMeasures {
    let start = ContinuousClock.now
    try await relay.install()
    // The first step makes the topics, which the consumer needs to begin.
    _ = try await relay.runOnce()
    // What this relay has sent by now is in the log, and counted as sent.
    backlog.store(try await end() - applied() - Int64(relay.progress.published), ordering: .relaxed)
    let measures = try await withThrowingTaskGroup(of: DemoMeasures?.self) { group in
      group.addTask {
        try await self.relay.run()
        return nil
      }
      group.addTask {
        try await self.apply()
        return nil
      }
      group.addTask {
        var moved = (at: ContinuousClock.now, progress: DemoProgress())
        while !Task.isCancelled {
          let progress = self.progress(totalSteps, since: start)
          try show(progress)
          if progress.isBeyond(moved.progress) { moved = (.now, progress) }
          if ContinuousClock.now - moved.at > Self.patience, let failure = self.failure {
            throw CommandError.failed("nothing moved for \(Self.patience): \(failure)")
          }
          try? await Task.sleep(for: interval)
        }
        return nil
      }
      group.addTask {
        try await self.write(data)
        try await self.settle()
        let load = self.latencies.take()
        return DemoMeasures(load: load, idle: try await self.probe())
      }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let measures = ended { return measures }
      }
      throw CancellationError()
    }
    try show(progress(totalSteps, since: start))
    return measures
  }

  /// Closes what it opened; everything acknowledged is kept.
  func close() async throws {
    await consumer.close()
    try await carrier.close()
  }

  // MARK: - The three at work

  private func write(_ data: FlightData) async throws {
    var writer = try AirlineWriter(airline, data)
    written.withLock { $0.steps = writer.position }
    while try writer.step(settings.transaction, watch: { latencies.written($0) }) {
      try Task.checkCancellation()
      written.withLock { $0 = Written(steps: writer.position, minute: writer.minute, head: writer.head) }
      await Task.yield()
      // An airline does not wait for a board; the demo does, to show what is seen when both keep up.
      while lag() > settings.lag { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  private func apply() async throws {
    while !Task.isCancelled {
      do {
        try await consumer.applyNext()
      } catch let error as TransportError where error.code == .cancelled {
        return
      }
      latencies.visible()
    }
  }

  /// Returns when everything written is published and applied.
  private func settle() async throws {
    while true {
      let head = try airline.read { try airline.head(in: $0) }
      written.withLock { $0.head = head }
      if relay.progress.through >= head {
        let end = try await end()
        if try applied() >= end { return }
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Writes a row of its own and deletes it again, with nothing else going on: how long until the board has seen each.
  private func probe() async throws -> Percentiles {
    let probe = Flight(
      id: 0, carrier: "", number: 0, origin: "", destination: "", scheduled: "")
    latencies.forget()
    let carrier = try airline.write { session in
      // One that was left by a process that ended in the middle.
      try session.delete(probe)
      return try session.all(Airline.self).first?.carrier ?? ""
    }
    for index in 0..<Self.probes {
      try await Task.sleep(for: .milliseconds(10))
      try airline.write { session in
        if index.isMultiple(of: 2) {
          var row = probe
          row.carrier = carrier
          try session.insert(row)
        } else {
          try session.delete(probe)
        }
        latencies.written(0)
      }
      await latencies.untilVisible()
    }
    try await settle()
    return latencies.take()
  }

  /// An even number: the last deletes what the one before inserted.
  private static let probes = 40

  // MARK: - How far it is

  /// Relay and consumer wait out what may pass, such as a full disk; a demo that waits for ever shows nothing.
  private static let patience = Duration.seconds(30)

  private var failure: String? { relay.progress.lastFailure ?? consumer.progress.lastFailure }

  private func lag() -> Int64 {
    unpublished(written.withLock { $0.head }) + unapplied()
  }

  private func unpublished(_ head: Int64) -> Int64 { max(0, head - relay.progress.through) }

  private func unapplied() -> Int64 {
    let progress = consumer.progress
    let dealtWith = progress.applied + progress.skipped + progress.parked
    return max(0, backlog.load(ordering: .relaxed) + Int64(relay.progress.published) - Int64(dealtWith))
  }

  private func progress(_ totalSteps: Int, since start: ContinuousClock.Instant) -> DemoProgress {
    let written = self.written.withLock { $0 }
    var progress = DemoProgress()
    progress.steps = written.steps
    progress.totalSteps = totalSteps
    progress.minute = written.minute
    progress.changes = max(written.head, relay.progress.head)
    progress.unpublished = unpublished(progress.changes)
    progress.published = relay.progress.published
    progress.applied = consumer.progress.applied
    progress.unapplied = unapplied()
    progress.seconds = (ContinuousClock.now - start).inSeconds
    return progress
  }

  private func end() async throws -> Int64 { try await DemoWork.end(of: carrier.transport) }

  private func applied() throws -> Int64 { try DemoWork.applied(in: board) }

  /// How many records the topic ever had.
  static func end(of transport: any Transport) async throws -> Int64 {
    var sum: Int64 = 0
    for topic in try await transport.admin.topics() where topic.name == Carrier.topic {
      for partition in 0..<topic.partitions {
        sum += try await transport.admin.offset(of: TopicPartition(topic.name, partition), at: .end) ?? 0
      }
    }
    return sum
  }

  /// How many of them the board has dealt with, as its own database says.
  static func applied(in board: any Database) throws -> Int64 {
    try board.read { session in
      var sum: Int64 = 0
      try session.query("SELECT coalesce(sum(next), 0) FROM strata_offsets", []) { columns in
        if case .integer(let found) = columns[0] { sum = found }
      }
      return sum
    }
  }
}
