import StrataCapture
import StrataTransport
import Testing

/// SPEC §9.3 and §9.6: the loops that applications run.
@Suite struct RunningTests {
  @Test("running relay and consumer carry what is committed, from before and after their start, until cancelled")
  func runs() async throws {
    let walk = try await Walk()
    try walk.run("INSERT INTO accounts VALUES (1, 'Ann', '15:00')")
    let (relay, consumer) = (walk.relay, walk.consumer)
    // The consumer first: there is no topic yet.
    let applying = Task { try await consumer.run() }
    let publishing = Task { try await relay.run() }
    for id in 1...20 as ClosedRange<Int64> {
      try walk.run("INSERT INTO rentals VALUES (?1, 1, 'Sea', NULL, 80, NULL)", .integer(id))
      try await until { try walk.local.read { try $0.first(LocalRental.self, \.remoteID, id) } != nil }
    }
    applying.cancel()
    publishing.cancel()
    try await applying.value
    try await publishing.value
    try walk.expectEqual()
    #expect(relay.progress.published >= 21)
    #expect(relay.progress.through == relay.progress.head)
    #expect(consumer.progress.applied == relay.progress.published)
    #expect(consumer.progress.lag == 0)
    #expect(consumer.progress.version == relay.progress.version)
  }

  @Test("consumers of different names share a database and know nothing of each other")
  func twoConsumers() async throws {
    let walk = try await WalkTests.filled()
    let other = try Consumer(
      "other",
      Replica(of: "v3") {
        Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
          Map(\.title, from: \.name)
        }
      }, database: walk.local, transport: walk.transport)
    try walk.local.write { _ = try $0.execute("DELETE FROM local_rentals", []) }
    // Its title only: other columns must have defaults, and here they have none.
    while Set(try await other.parked().map(\.record.key)).count < 3 {
      guard try await other.applyNext(within: .seconds(20)) else { throw Stuck() }
    }
    #expect(try await walk.consumer.parked().isEmpty)
    await other.close()
  }

  /// Waits for what the loops bring about, with a deadline that shows a lost wake: tests that compute for a minute have
  /// the threads meanwhile, of which each step needs several in turn.
  private func until(_ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(900)
    while try !condition() {
      guard ContinuousClock.now < end else { throw Stuck() }
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}
