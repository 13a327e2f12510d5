import StrataCapture
import StrataTransport
import Synchronization
import Testing

/// SPEC §9.3: who may publish, and what a database that went back in time does.
@Suite struct RecoveryTests {
  @Test("a database restored from a backup begins a new epoch, and rows it never had again are gone from replicas")
  func restored() async throws {
    let walk = try await WalkTests.filled()
    // The file as it was is what the later writes are taken back to.
    let saved = try walk.source.read { session in
      (
        try session.all(Rental.self), try session.all(Photo.self), try session.all(Account.self),
        try Self.state(session)
      )
    }
    try walk.run("INSERT INTO rentals VALUES (20, 1, 'After the backup', NULL, 1, NULL)")
    try walk.run("UPDATE rentals SET name = 'Also after' WHERE id = 10")
    try walk.run("DELETE FROM rentals WHERE id = 12")
    try await walk.settle()
    try walk.expectEqual()
    let before = try #require(walk.consumer.progress.version)

    try walk.source.write { session in
      for sql in ["DELETE FROM rentals", "DELETE FROM photos", "DELETE FROM accounts"] { try session.execute(sql, []) }
      for row in saved.0 { try session.insert(row) }
      for row in saved.1 { try session.insert(row) }
      for row in saved.2 { try session.insert(row) }
      try session.execute("DELETE FROM strata_outbox", [])
      try session.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'strata_outbox'", [saved.3.head])
      try session.execute("UPDATE strata_relay SET through = ?1", [saved.3.through])
    }
    try await walk.restart()
    try await walk.settle()
    try walk.expectEqual()
    let after = try #require(walk.consumer.progress.version)
    #expect(after.epoch == before.epoch + 1)
    #expect(try walk.local.read { try $0.first(LocalRental.self, \.remoteID, 20) } == nil)

    try walk.run("UPDATE rentals SET name = 'Goes on' WHERE id = 10")
    try await walk.restart()
    try await walk.settle()
    try walk.expectEqual()
    #expect(walk.consumer.progress.version?.epoch == after.epoch)
  }

  private static func state(_ session: any Session) throws -> (head: ColumnValue, through: ColumnValue) {
    var found: (ColumnValue, ColumnValue) = (.null, .null)
    try session.query(
      "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'strata_outbox'), through FROM strata_relay", []
    ) { found = ($0[0], $0[1]) }
    return found
  }

  @Test("a log that was made anew is read from its beginning, though the replica holds offsets of the old one")
  func logMadeAnew() async throws {
    let walk = try await WalkTests.filled()
    try walk.run("UPDATE rentals SET name = 'before' WHERE id = 10")
    try await walk.settle()
    try await walk.startAnotherLog()
    try walk.run("UPDATE rentals SET name = 'after' WHERE id = 11")
    while case .published = try await walk.relay.runOnce() {}
    // Joins, and finds out that its offsets are of another log.
    #expect(try await walk.consumer.applyNext(within: .seconds(20)))
    try await walk.apply()
    try walk.expectEqual()
  }

  @Test("deletions that no trigger saw are found by sweeping the log")
  func gap() async throws {
    let walk = try await WalkTests.filled()
    try walk.source.write { session in
      var triggers: [String] = []
      try session.query("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'rentals'", []) {
        if case .text(let name) = $0[0] { triggers.append(name) }
      }
      for name in triggers { try session.execute("DROP TRIGGER \"\(name)\"", []) }
      try session.execute("DELETE FROM rentals WHERE id = 10", [])
      try session.execute("UPDATE rentals SET name = 'unseen' WHERE id = 11", [])
      try session.execute("DELETE FROM photos WHERE rentalID = 10", [])
    }
    try await walk.restart()
    try await walk.settle()
    try walk.expectEqual()
    #expect(walk.relay.progress.gaps.map(\.table) == ["rentals"])
  }

  @Test("a database made anew takes over the log of its predecessor, and rows it has not are gone from replicas")
  func anew() async throws {
    let walk = try await WalkTests.filled()
    let other = try await Walk(following: walk)
    try other.run("INSERT INTO rentals VALUES (10, 1, 'Another sea', '10:00', 1, NULL)")
    try await other.settle()
    try other.expectEqual()
    #expect(try other.verification().rows == 1)
  }

  @Test("a log that is gone is filled again")
  func newLog() async throws {
    let walk = try await WalkTests.filled()
    try await walk.transport.admin.deleteTopic("v3_rentals")
    try walk.local.write { session in
      for table in ["local_rentals", "local_photos", "local_accounts", "strata_versions", "strata_offsets"] {
        try session.execute("DELETE FROM \(table)", [])
      }
    }
    try await walk.restart()
    try await walk.settle()
    try walk.expectEqual()
    #expect(try walk.verification().rows == 5)
  }

  @Test("a relay whose lease went to another while it sent records nothing")
  func fenced() async throws {
    let walk = try await WalkTests.filled()
    let time = Clock()
    let options = RelayOptions(holder: "first", leaseMilliseconds: 1_000)
    let hook = Hook()
    let first = try Relay(
      rentals, source: walk.source, transport: HookedTransport(inner: walk.transport, hook: hook), options: options,
      now: { time.now })
    let second = try Relay(
      rentals, source: walk.source, transport: walk.transport, options: RelayOptions(holder: "second"),
      now: { time.now })
    await walk.relay.stop()
    try walk.run("UPDATE rentals SET name = 'once' WHERE id = 10")
    #expect(try await first.runOnce() == .published(records: 1))
    #expect(try await second.runOnce() == .waiting(untilMilliseconds: 1_000))

    try walk.run("UPDATE rentals SET name = 'twice' WHERE id = 10")
    hook.set {
      time.pass(2_000)
      _ = try? await second.runOnce()
    }
    let error = await #expect(throws: CaptureError.self) { try await first.runOnce() }
    #expect(error?.code == .fenced)
    hook.set {}
    #expect(second.progress.published == 1)
    try walk.run("UPDATE rentals SET name = 'thrice' WHERE id = 10")
    #expect(try await first.runOnce() == .waiting(untilMilliseconds: 7_000))
    #expect(try await second.runOnce() == .published(records: 1))
    try await walk.apply()
    try walk.expectEqual()
    #expect(try walk.notices().filter { $0.kind == "renamed" }.count == 3)
  }

  @Test("a consumer that could not apply a batch reads it again, and passes over nothing")
  func failedBatch() async throws {
    let walk = try await WalkTests.filled()
    await walk.consumer.close()
    let faults = Faults()
    let consumer = try Consumer(
      "copy", replica, database: FaultyDatabase(walk.local, faults), transport: walk.transport)
    try walk.run("UPDATE rentals SET name = 'first' WHERE id = 10")
    while case .published = try await walk.relay.runOnce() {}
    // Until it holds its partitions; it reads on from there.
    try await walk.apply(with: consumer)
    try walk.run("UPDATE rentals SET name = 'second' WHERE id = 10")
    while case .published = try await walk.relay.runOnce() {}
    faults.strikeNext()
    await #expect(throws: Crash.self) { while try await consumer.applyNext(within: .seconds(20)) {} }
    try walk.run("UPDATE rentals SET name = 'third' WHERE id = 11")
    while case .published = try await walk.relay.runOnce() {}
    try await walk.apply(with: consumer)
    try walk.expectEqual()
    await consumer.close()
  }

  @Test("a stopped relay gives its lease to the next at once")
  func released() async throws {
    let walk = try await WalkTests.filled()
    let other = try Relay(
      rentals, source: walk.source, transport: walk.transport, options: RelayOptions(holder: "other"))
    guard case .waiting = try await other.runOnce() else {
      Issue.record("two relays had the lease")
      return
    }
    await walk.relay.stop()
    let third = try Relay(
      rentals, source: walk.source, transport: walk.transport, options: RelayOptions(holder: "third"))
    #expect(try await third.runOnce() == .idle)
  }
}

/// What happens when a batch has just been sent.
private final class Hook: Sendable {
  private let body = Mutex<@Sendable () async -> Void>({})

  func set(_ next: @escaping @Sendable () async -> Void) { body.withLock { $0 = next } }
  func run() async {
    let now = body.withLock { $0 }
    await now()
  }
}

private struct HookedTransport: Transport {
  let inner: any Transport
  let hook: Hook

  var capabilities: Capabilities { inner.capabilities }
  var admin: any TransportAdmin { inner.admin }
  func close() async {}
  func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer {
    HookedProducer(inner: try await inner.producer(options), hook: hook)
  }
  func consumer(
    _ subscription: Subscription, _ options: ConsumerOptions
  ) async throws(TransportError) -> any TransportConsumer {
    try await inner.consumer(subscription, options)
  }
}

private struct HookedProducer: TransportProducer {
  let inner: any TransportProducer
  let hook: Hook

  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position] {
    let positions = try await inner.send(records, to: topic)
    await hook.run()
    return positions
  }
  func close() async { await inner.close() }
}
