import BenchmarkTable
import Strata
import StrataCapture
import StrataCaptureSQLite

/// An application's SQLite database → outbox → relay → transport on disk → consumer → a replica's SQLite database.
struct CaptureRows {
  let scratch: Scratch

  func rows() async throws -> [Row] { try await throughput() + idle() }

  /// Changes captured beforehand, then published and applied as fast as they go; the peer puts the same rows into a
  /// table by the same wrapper, 500 a transaction, and nothing else.
  private func throughput() async throws -> [Row] {
    let count = 30_000
    var ours: [Double] = []
    var peers: [Double] = []
    for round in 0..<4 {
      let walk = try await Walk(scratch, "walk\(round)")
      try walk.insert(1...Int64(count))
      let taken = try await walk.publishAndApply(count)
      let plain = try walk.insertPlainly(count)
      await walk.end()
      // The first round warms up.
      if round > 0 {
        ours.append(Double(count) / taken)
        peers.append(Double(count) / plain)
      }
    }
    return [
      Row(
        name: "capture.changes", what: "changes, outbox to replica", unit: "changes/s", value: median(ours),
        peer: median(peers), peerName: "plain inserts into SQLite", bar: .atLeast(20_000))
    ]
  }

  /// One write at a time into a system that is otherwise idle.
  private func idle() async throws -> [Row] {
    let walk = try await Walk(scratch, "idle")
    let times = try await walk.writeToVisible(300)
    await walk.end()
    return [
      Row(
        name: "capture.visible.p50", what: "write to visible when idle, p50", unit: "ms", value: percentile(50, times)),
      Row(
        name: "capture.visible.p99", what: "write to visible when idle, p99", unit: "ms", value: percentile(99, times),
        bar: .atMost(50)),
    ]
  }
}

/// Everything between two databases, in files of its own.
struct Walk {
  private let scratch: Scratch
  private let name: String
  private let source: SQLiteDatabase
  private let replica: SQLiteDatabase
  private let engine: Engine
  private let transport: InProcessTransport
  private let relay: Relay
  private let consumer: Consumer

  init(_ scratch: Scratch, _ name: String) async throws {
    self.scratch = scratch
    self.name = name
    source = try SQLiteDatabase(scratch.path + "/\(name).source.db")
    replica = try SQLiteDatabase(scratch.path + "/\(name).replica.db")
    try source.write { _ = try $0.execute(Flight.schema, []) }
    try replica.write { session in
      _ = try session.execute(LocalFlight.schema, [])
      _ = try session.execute(LocalFlight.schema.replacing("local_flights", with: "plain"), [])
    }
    engine = try Engine.open(scratch.path + "/" + name)
    transport = InProcessTransport(engine)
    let namespace = Namespace("bench") { Topic("flights", key: \Flight.id) { Publish(Flight.self) } }
    relay = try Relay(namespace, source: source, transport: transport)
    try await relay.install()
    consumer = try Consumer(
      "replica",
      Replica(of: "bench") {
        Consume("flights", FlightV1.self, into: LocalFlight.self, match: \.remoteID, \.id) {
          Map(\.carrier, from: \.carrier)
          Map(\.number, from: \.number)
          Map(\.origin, from: \.origin)
          Map(\.destination, from: \.destination)
          Map(\.tail, from: \.tail)
          Map(\.delay, from: \.delay)
          Map(\.departed, from: \.departed)
        }
      }, database: replica, transport: transport)
  }

  /// Writes rows as the application would, 500 a transaction.
  func insert(_ ids: ClosedRange<Int64>) throws {
    for first in stride(from: ids.lowerBound, through: ids.upperBound, by: 500) {
      try source.write { session in
        for id in first...min(first + 499, ids.upperBound) { _ = try session.execute(Flight.insert, Flight.values(id)) }
      }
    }
  }

  /// Seconds until every change is in the replica; relay and consumer run side by side.
  func publishAndApply(_ count: Int) async throws -> Double {
    let start = ContinuousClock.now
    // Makes the topic, which the consumer then reads.
    _ = try await relay.runOnce()
    async let published: Void = publish()
    while consumer.progress.applied < count { _ = try await consumer.applyNext() }
    try await published
    return start.duration(to: .now) / .seconds(1)
  }

  @concurrent
  private func publish() async throws { while try await relay.runOnce() != .idle {} }

  /// Seconds to put as many rows into a table of the replica's database, without any of the rest.
  func insertPlainly(_ count: Int) throws -> Double {
    try seconds {
      for first in stride(from: 1, through: Int64(count), by: 500) {
        try replica.write { session in
          for id in first...min(first + 499, Int64(count)) {
            _ = try session.execute(
              "INSERT INTO plain VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", Flight.values(id))
          }
        }
      }
    }
  }

  /// Milliseconds from a write's commit to its row in the replica, for each of `count` writes, 5 ms apart.
  func writeToVisible(_ count: Int) async throws -> [Double] {
    try insert(1...1)
    _ = try await publishAndApply(1)
    let (relay, consumer) = (relay, consumer)
    let work = [Task { try await relay.run() }, Task { try await consumer.run() }]
    var times: [Double] = []
    for id in 2..<Int64(count + 2) {
      try await Task.sleep(for: .milliseconds(5))
      try insert(id...id)
      let written = ContinuousClock.now
      while try !isVisible(id) {
        try await replica.waitForCommit(atMost: .milliseconds(20))
        guard written.duration(to: .now) < .seconds(10) else { throw BenchmarkError("row \(id) did not arrive") }
      }
      times.append(written.duration(to: .now) / .milliseconds(1))
    }
    for task in work { task.cancel() }
    for task in work { _ = await task.result }
    return times
  }

  private func isVisible(_ id: Int64) throws -> Bool {
    try replica.read { session in
      var found = false
      try session.query("SELECT 1 FROM local_flights WHERE remoteID = ?1", [.integer(id)]) { _ in found = true }
      return found
    }
  }

  /// Closes everything and removes its files.
  func end() async {
    await relay.stop()
    await consumer.close()
    await transport.close()
    // What is left goes with the scratch directory.
    try? engine.close()
    scratch.remove(name)
  }
}

extension String {
  fileprivate func replacing(_ word: String, with other: String) -> String {
    guard let range = firstRange(of: word) else { return self }
    return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
  }
}
