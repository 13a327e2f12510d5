import StrataTransport

extension TransportConformance {
  /// Records and offsets in one commit (SPEC §8.7).
  static let transactionChecks = [
    check("what is committed is seen whole, and nothing before", committed),
    check("what is aborted is never seen, and readers get on", aborted),
    check("readers of what is committed wait where the oldest open transaction began", waits),
    check("offsets hold when their transaction is committed, and not when it is aborted", offsets),
    check("who is assigned a partition waits for offsets of it that are pending", pendingOffsets),
    check("a newer producer of the same name fences the older and aborts its transaction", fences),
    check("a transaction that takes too long is aborted, and its producer is fenced", timeout),
    check("a commit outlives a restart, an open transaction is aborted by the next of its name", outlives),
    check("after a failed send the transaction can only be aborted", failedSend),
    check("calls out of turn are refused", outOfTurn),
    check("closing a producer aborts what is open", closing),
    check("two producers commit and abort at random", random),
  ]

  private static func check(
    _ name: String, _ body: @escaping @Sendable (Trial) async throws -> Void
  ) -> ConformanceCheck {
    ConformanceCheck(name, "§8.7", needs: .transactions, body)
  }

  private static func committed(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    let reader = try await trial.reader(partitions)
    let all = try await trial.reader(partitions, .init(isolation: .readUncommitted))
    let producer = try await trial.transactional()
    for first in [0, 10] {
      try await producer.beginTransaction()
      for partition in partitions {
        _ = try await producer.send((first..<first + 3).map { numbered($0, partition.partition) }, to: topic)
      }
      try expectEqual(try await trial.read(6, all).count, 2, "partitions that a reader of everything sees")
      try await trial.expectQuiet(reader, "the transaction is open")
      try await producer.commitTransaction()
      let read = try await trial.read(6, reader)
      for partition in partitions {
        try expectEqual(read[partition]?.map(\.number), Array(first..<first + 3), "numbers committed to \(partition)")
      }
    }
    try await trial.expectQuiet(reader, "all was read")
  }

  private static func aborted(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let reader = try await trial.reader([partition])
    let producer = try await trial.transactional()
    for round in 0..<3 {
      try await producer.beginTransaction()
      _ = try await producer.send([numbered(100 + round), numbered(200 + round)], to: partition.topic)
      try await producer.abortTransaction()
      try await trial.expectQuiet(reader, "the transaction was aborted")
      try await producer.beginTransaction()
      _ = try await producer.send([numbered(round)], to: partition.topic)
      try await producer.commitTransaction()
      let batch = try await trial.batch(reader)
      try expectEqual(batch.records.map(\.number), [round], "numbers behind what was aborted")
    }
    // Who comes later sees the same.
    let late = try await trial.reader([partition])
    try expectEqual(try await trial.read(3, late)[partition]?.map(\.number), [0, 1, 2], "numbers a late reader sees")
  }

  private static func waits(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let (first, second) = (try await trial.transactional(), try await trial.transactional())
    try await trial.send(0..<1, to: partition)
    try await first.beginTransaction()
    _ = try await first.send([numbered(1)], to: partition.topic)
    try await second.beginTransaction()
    _ = try await second.send([numbered(2)], to: partition.topic)
    try await second.commitTransaction()
    try await trial.send(3..<4, to: partition)

    let reader = try await trial.reader([partition])
    let latecomer = try await trial.reader([partition], .init(start: .end))
    try expectEqual(try await trial.batch(reader).records.map(\.number), [0], "numbers below the open transaction")
    try await trial.expectQuiet(reader, "a transaction is open below")
    try await trial.expectQuiet(latecomer, "it begins where the transaction began")
    try await first.commitTransaction()
    for consumer in [reader, latecomer] {
      try expectEqual(
        try await trial.read(3, consumer)[partition]?.map(\.number), [1, 2, 3], "numbers once it was committed")
    }
  }

  private static func offsets(_ trial: Trial) async throws {
    let (source, sink) = (TopicPartition(try await trial.topic(), 0), TopicPartition(try await trial.topic(), 0))
    try await trial.send(0..<10, to: source)
    let group = trial.unique("group")
    let member = try await trial.loneMember(of: group, source.topic)
    let producer = try await trial.transactional()
    var holds: [TopicPartition: Int64] = [:]
    for (offset, commits) in [(3, true), (5, false), (4, true)] as [(Int64, Bool)] {
      try await producer.beginTransaction()
      _ = try await producer.send([numbered(Int(offset))], to: sink.topic)
      try await producer.commitOffsets([source: offset], of: member)
      try expectEqual(try await member.committed([source]), holds, "what is committed while a transaction is open")
      if commits { try await producer.commitTransaction() } else { try await producer.abortTransaction() }
      if commits { holds = [source: offset] }
      try expectEqual(try await member.committed([source]), holds, "what is committed once it was \(commits)")
    }
    // What a member commits by itself meanwhile is overtaken by nothing older.
    try await producer.beginTransaction()
    try await producer.commitOffsets([source: 6], of: member)
    try await member.commit([source: 7])
    try await producer.commitTransaction()
    try expectEqual(try await member.committed([source]), [source: 7], "the later of two commits")
    await member.close()
    let reader = try await trial.reader([sink])
    try expectEqual(try await trial.read(2, reader)[sink]?.map(\.number), [3, 4], "what was committed beside them")
  }

  private static func pendingOffsets(_ trial: Trial) async throws {
    let source = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<10, to: source)
    let group = trial.unique("group")
    for commits in [true, false] {
      let producer = try await trial.transactional()
      let first = try await trial.loneMember(of: group, source.topic)
      try await producer.beginTransaction()
      try await producer.commitOffsets([source: 6], of: first)
      await first.close()
      let second = try await trial.loneMember(of: group, source.topic)
      try await trial.expectQuiet(second, "offsets are pending")
      let before = try await second.committed([source])[source]
      if commits { try await producer.commitTransaction() } else { try await producer.abortTransaction() }
      try expectEqual(
        try await trial.batch(second).records.first?.offset, commits ? 6 : before ?? 0, "the first offset it reads")
      await second.close()
    }
  }

  private static func fences(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let name = trial.unique("producer")
    let old = try await trial.transactional(name)
    try await old.beginTransaction()
    _ = try await old.send([numbered(1)], to: partition.topic)
    let new = try await trial.transactional(name)
    try await expectError(.fenced, "a send of the older producer") {
      _ = try await old.send([numbered(2)], to: partition.topic)
    }
    try await expectError(.fenced, "a commit of the older producer") { try await old.commitTransaction() }
    try await new.beginTransaction()
    _ = try await new.send([numbered(3)], to: partition.topic)
    try await new.commitTransaction()
    try await expectError(.fenced, "a transaction of the older producer") {
      try await old.beginTransaction()
      _ = try await old.send([numbered(4)], to: partition.topic)
      try await old.commitTransaction()
    }
    await old.close()
    let reader = try await trial.reader([partition])
    try expectEqual(try await trial.read(1, reader)[partition]?.map(\.number), [3], "numbers of the newer producer")
    try await trial.expectQuiet(reader, "nothing of the older was committed")
  }

  private static func timeout(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let producer = try await trial.transactional(timeout: trial.timing.session)
    let reader = try await trial.reader([partition])
    try await producer.beginTransaction()
    _ = try await producer.send([numbered(1)], to: partition.topic)
    try await trial.send(2..<3, to: partition)
    try expectEqual(
      try await trial.read(1, reader)[partition]?.map(\.number), [2], "numbers read once it was aborted")
    try await expectError(.fenced, "a commit that comes too late") { try await producer.commitTransaction() }
  }

  private static func outlives(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let name = trial.unique("producer")
    let (producer, other) = (try await trial.transactional(name), try await trial.transactional(name + "-2"))
    try await producer.beginTransaction()
    _ = try await producer.send([numbered(1)], to: partition.topic)
    try await producer.commitTransaction()
    try await other.beginTransaction()
    _ = try await other.send([numbered(2)], to: partition.topic)
    await trial.transport.close()
    try await trial.rig.restart()

    let reopened = try await trial.openAnother()
    let again = try await reopened.producer(.init(transactionalID: name + "-2"))
    try await again.beginTransaction()
    _ = try await again.send([numbered(3)], to: partition.topic)
    try await again.commitTransaction()
    let reader = try await reopened.consumer(.partitions([partition]), .init())
    _ = try await trial.next(reader)
    try expectEqual(try await trial.read(2, reader)[partition]?.map(\.number), [1, 3], "numbers after a restart")
  }

  private static func failedSend(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let producer = try await trial.transactional()
    try await producer.beginTransaction()
    _ = try await producer.send([numbered(1)], to: partition.topic)
    try await expectError(.unknownTopic, "a send to a topic that does not exist") {
      _ = try await producer.send([numbered(2)], to: trial.unique("missing"))
    }
    try await expectError(.invalid, "a send after one that failed") {
      _ = try await producer.send([numbered(3)], to: partition.topic)
    }
    try await expectError(.invalid, "a commit after a send that failed") { try await producer.commitTransaction() }
    try await producer.abortTransaction()
    try await producer.beginTransaction()
    _ = try await producer.send([numbered(4)], to: partition.topic)
    try await producer.commitTransaction()
    let reader = try await trial.reader([partition])
    try expectEqual(try await trial.read(1, reader)[partition]?.map(\.number), [4], "numbers after the abort")
  }

  private static func outOfTurn(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let plain = try await trial.transport.producer(.init())
    try await expectError(.invalid, "a transaction of a producer without a name") { try await plain.beginTransaction() }
    let producer = try await trial.transactional()
    try await expectError(.invalid, "a send before a transaction") {
      _ = try await producer.send([numbered(1)], to: partition.topic)
    }
    try await expectError(.invalid, "a commit before a transaction") { try await producer.commitTransaction() }
    try await expectError(.invalid, "an abort before a transaction") { try await producer.abortTransaction() }
    let member = try await trial.loneMember(of: trial.unique("group"), partition.topic)
    try await expectError(.invalid, "offsets before a transaction") {
      try await producer.commitOffsets([partition: 0], of: member)
    }
    try await producer.beginTransaction()
    try await expectError(.invalid, "a transaction within one") { try await producer.beginTransaction() }
    // One without anything in it is committed, too.
    try await producer.commitTransaction()
    await producer.close()
    try await expectError(.closed, "a transaction of a closed producer") { try await producer.beginTransaction() }
    try await expectError(.invalid, "a producer without time for a transaction") {
      _ = try await trial.transactional(timeout: .zero)
    }
  }

  private static func closing(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let producer = try await trial.transactional()
    try await producer.beginTransaction()
    _ = try await producer.send([numbered(1)], to: partition.topic)
    await producer.close()
    try await trial.send(2..<3, to: partition)
    let reader = try await trial.reader([partition])
    try expectEqual(try await trial.read(1, reader)[partition]?.map(\.number), [2], "numbers behind what was open")
  }

  private static func random(_ trial: Trial) async throws {
    let topic = try await trial.topic(3)
    let partitions = (0..<3).map { TopicPartition(topic, $0) }
    var chance = SeededRandom(seed: 7)
    let producers = [try await trial.transactional(), try await trial.transactional()]
    var open: [[(TopicPartition, Position, Int)]?] = [nil, nil]
    var committed: [TopicPartition: [(offset: Int64, number: Int)]] = [:]
    for number in 0..<200 {
      let who = Int.random(in: 0..<2, using: &chance)
      if open[who] == nil {
        try await producers[who].beginTransaction()
        open[who] = []
      }
      switch Int.random(in: 0..<6, using: &chance) {
      case 0:
        try await producers[who].commitTransaction()
        for (partition, position, number) in open[who] ?? [] {
          committed[partition, default: []].append((position.offset, number))
        }
        open[who] = nil
      case 1:
        try await producers[who].abortTransaction()
        open[who] = nil
      default:
        let partition = partitions[Int.random(in: 0..<3, using: &chance)]
        let placed = try await producers[who].send([numbered(number, partition.partition)], to: topic)
        open[who]?.append((partition, placed[0], number))
      }
    }
    for (who, transaction) in open.enumerated() where transaction != nil {
      try await producers[who].abortTransaction()
    }
    let count = committed.values.reduce(0) { $0 + $1.count }
    let reader = try await trial.reader(partitions)
    let read = try await trial.read(count, reader)
    for partition in partitions {
      let expected = (committed[partition] ?? []).sorted { $0.offset < $1.offset }
      try expectEqual(
        read[partition]?.map(\.number) ?? [], expected.map(\.number), "what was committed to \(partition)")
      try expectEqual(read[partition]?.map(\.offset) ?? [], expected.map(\.offset), "their offsets")
    }
    try await trial.expectQuiet(reader, "all was read")
  }
}

extension Trial {
  /// A producer of transactions, of a name of its own unless one is given.
  fileprivate func transactional(
    _ name: String? = nil, timeout: Duration = .seconds(60)
  ) async throws -> any TransportProducer {
    try await transport.producer(
      .init(transactionalID: name ?? unique("producer"), transactionTimeout: timeout))
  }
}
