import StrataLog
import Synchronization
import Testing

@testable import StrataEngine

/// SPEC §7.9: a process that reads, sends and commits offsets in transactions is killed at every step, and another goes
/// on in its place.
@Suite struct TransactionKillTests {
  typealias Writer = TransactionsTests.Writer
  static let source = PartitionID("t", 0)
  static let sinks = [PartitionID("u", 0), PartitionID("u", 1)]
  static let count = 6

  /// Time that keeps what is on disk whenever it is asked: before each marker, and at each call.
  final class KillTime: TimeSource {
    private let files: MemoryStorage
    private let trees = Mutex<[FileTree]>([])

    init(_ files: MemoryStorage) { self.files = files }

    func now() -> Timestamp {
      // The directory is there, and nothing else happens to it meanwhile.
      if let tree = try? FileTree("d", of: files) { trees.withLock { $0.append(tree) } }
      return Timestamp(milliseconds: 1_000_000)
    }

    var kept: [FileTree] { trees.withLock { $0 } }
  }

  /// Copies the rest of the source, record by record: in each transaction the record, to both sinks, and its offset.
  /// Every other transaction is aborted first, and done again.
  static func copy(_ engine: Engine) throws {
    var writer = try Writer(engine)
    let member = try engine.member(
      of: "g", topics: ["t"], instance: nil, sessionTimeout: 60_000, signal: Signal())
    try member.enter()
    _ = try member.event()
    let (committed, pending) = member.settled([source])
    #expect(pending.isEmpty, "what a killed one had pending was aborted with its transaction")
    for number in Int(committed[source] ?? 0)..<count {
      for commits in number % 2 == 0 ? [true] : [false, true] {
        for sink in sinks { try writer.send("\(number)", to: sink) }
        try engine.transactions.addOffsets(to: "x", by: writer.identity)
        try member.commit([source: Int64(number) + 1], by: writer.identity)
        try writer.end(commits)
      }
    }
    member.leave()
    member.close()
  }

  @Test("whenever it is killed, each record is there once, in order, in both partitions")
  func killed() throws {
    let bench = Bench()
    do {
      let engine = try bench.open()
      let topic = try engine.createTopic("t")
      try engine.createTopic("u", partitions: 2)
      for number in 0..<Self.count { try topic.append(key: nil, value: "\(number)") }
    }
    let time = KillTime(bench.files)
    do {
      let engine = try Engine(storage: bench.files, directory: "d", time: time, random: Seeded(2))
      try Self.copy(engine)
    }
    let whole = (0..<Self.count).map { "\($0)" }
    #expect(time.kept.count > 60)
    for (n, tree) in time.kept.enumerated() {
      let engine = try Engine(storage: try tree.laidOut(), directory: "d", time: HandTime(), random: Seeded(3))
      let before = try Self.sinks.map { try TransactionsTests.seen(engine, $0) }
      for seen in before { #expect(seen == Array(whole.prefix(seen.count)), "kill \(n)") }
      try Self.copy(engine)
      for sink in Self.sinks {
        #expect(try TransactionsTests.seen(engine, sink) == whole, "kill \(n)")
        #expect(try !TransactionsTests.isOpen(engine, sink), "kill \(n)")
      }
      try engine.close()
    }
  }
}
