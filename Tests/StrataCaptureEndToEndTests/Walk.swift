import FoundationEssentials
import StrataCapture
import StrataCaptureSQLite
import StrataEngine
import StrataInProcess
import StrataTransport
import Testing

/// A source, a transport and a replica, and what carries rows from one to the other.
final class Walk {
  let directory: String
  let source: any ChangeSource
  let local: any ChangeSource
  private(set) var transport: any Transport
  private(set) var relay: Relay
  private(set) var consumer: Consumer

  /// `other` is a walk whose log and replica this one's source takes over.
  init(declarations: Namespace = rentals, replica: Replica = replica, following other: Walk? = nil) async throws {
    let name = "strata-walk-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    let directory = FileManager.default.temporaryDirectory.appending(path: name).path
    self.directory = directory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    source = try SQLiteDatabase("\(directory)/source.db", settings: SQLiteSettings(synchronous: .off))
    try source.write { session in for sql in Schema.source { try session.execute(sql, []) } }
    if let other {
      await other.consumer.close()
      (local, transport) = (other.local, other.transport)
    } else {
      local = try SQLiteDatabase("\(directory)/local.db", settings: SQLiteSettings(synchronous: .off))
      try local.write { session in for sql in Schema.replica { try session.execute(sql, []) } }
      transport = InProcessTransport(try Engine.inMemory())
    }
    relay = try Relay(declarations, source: source, transport: transport, options: Self.options)
    consumer = try Consumer("copy", replica, database: local, transport: transport)
    try await relay.install()
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static let options = RelayOptions(holder: "test", batchSize: 50)

  /// A relay and a consumer that know nothing of what others did before, as after a crash.
  func restart(declarations: Namespace = rentals, replica: Replica = replica) async throws {
    await consumer.close()
    relay = try Relay(declarations, source: source, transport: transport, options: Self.options)
    consumer = try Consumer("copy", replica, database: local, transport: transport)
  }

  /// Goes on over a log without records, as when its directory was deleted.
  func startAnotherLog() async throws {
    await consumer.close()
    await relay.stop()
    transport = InProcessTransport(try Engine.inMemory())
    try await restart()
  }

  func run(_ sql: String, _ values: ColumnValue...) throws {
    try source.write { _ = try $0.execute(sql, values) }
  }

  /// Publishes and applies until nothing is left.
  func settle() async throws {
    while case .published = try await relay.runOnce() {}
    try await apply()
  }

  /// Applies until the consumer's own offsets are the log's ends.
  func apply() async throws { try await apply(with: consumer) }

  func apply(with consumer: Consumer) async throws {
    while try await !isCaughtUp() {
      guard try await consumer.applyNext(within: .seconds(20)) else { throw Stuck() }
    }
  }

  private func isCaughtUp() async throws -> Bool {
    let applied = try local.read { session in
      var next: [Int64: Int64] = [:]
      try session.query("SELECT \"partition\", next FROM strata_offsets", []) {
        if case .integer(let partition) = $0[0], case .integer(let offset) = $0[1] { next[partition] = offset }
      }
      return next
    }
    for topic in try await transport.admin.topics() {
      for partition in 0..<topic.partitions {
        let end = try await transport.admin.offset(of: TopicPartition(topic.name, partition), at: .end) ?? 0
        if end > applied[Int64(partition)] ?? 0 { return false }
      }
    }
    return true
  }

  func verification() throws -> Verification {
    try verify(rentals, in: source, against: replica, in: local)
  }

  func expectEqual(_ comment: Comment? = nil, location: SourceLocation = #_sourceLocation) throws {
    let found = try verification()
    #expect(found.difference == nil, comment, sourceLocation: location)
  }

  func notices() throws -> [Notice] { try consumer.effects(of: Notice.self, limit: 100_000).map(\.value) }
}

/// Nothing came although the log has more.
struct Stuck: Error {}
