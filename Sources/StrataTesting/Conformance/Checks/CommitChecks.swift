import StrataTransport

extension TransportConformance {
  /// Stored offsets (SPEC §8.4).
  static let commitChecks = [
    ConformanceCheck("a commit is what the group reads back", "§8.4", readBack),
    ConformanceCheck("a group continues at its commit", "§8.4", continuesAtCommit),
    ConformanceCheck("commits outlive members, transports and a restart", "§8.6", outlive),
    ConformanceCheck("a commit of another member's partition is fenced and stores nothing", "§8.4", notHolder),
    ConformanceCheck("a commit while partitions are being revoked holds", "§8.4", whileRevoked),
    ConformanceCheck("a commit without a group or of a negative offset is refused", "§8.4", refused),
  ]

  private static func readBack(_ trial: Trial) async throws {
    let topic = try await trial.topic(3)
    let partitions = (0..<3).map { TopicPartition(topic, $0) }
    for partition in partitions { try await trial.send(0..<10, to: partition) }
    let consumer = try await trial.loneMember(of: trial.unique("group"), topic, partitions: 3)
    try expectEqual(try await consumer.committed(partitions), [:], "what a new group has committed")
    try await consumer.commit([partitions[0]: 4, partitions[1]: 10])
    try expectEqual(
      try await consumer.committed(partitions), [partitions[0]: 4, partitions[1]: 10], "what was committed")
    // Later commits win, backwards too: an application may want to read again.
    try await consumer.commit([partitions[0]: 2])
    try expectEqual(
      try await consumer.committed(partitions), [partitions[0]: 2, partitions[1]: 10], "what was committed last")
    try expectEqual(try await consumer.committed([partitions[2]]), [:], "a partition without a commit")
    try await consumer.commit([:])
  }

  private static func continuesAtCommit(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<10, to: partition)
    let group = trial.unique("group")
    // In the middle of what is one stored batch, at its start and at its end.
    for offset in [4, 0, 9] as [Int64] {
      let first = try await trial.loneMember(of: group, partition.topic)
      try await first.commit([partition: offset])
      await first.close()
      let second = try await trial.loneMember(of: group, partition.topic, .init(start: .end))
      try expectEqual(
        try await trial.batch(second).records.first?.offset, offset, "the first offset after a commit of it")
      await second.close()
    }
  }

  private static func outlive(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<10, to: partition)
    let group = trial.unique("group")
    let first = try await trial.loneMember(of: group, partition.topic)
    try await first.commit([partition: 6])
    // The transport ends without a word from the member.
    await trial.transport.close()
    try await trial.rig.restart()

    let reopened = try await trial.openAnother()
    let second = try await reopened.consumer(.group(group, topics: [partition.topic]), .init(start: .end))
    guard case .assigned = try await trial.next(second) else {
      throw ConformanceFailure(expected: "the partition assigned after a restart", seen: "another event")
    }
    try expectEqual(try await second.committed([partition]), [partition: 6], "what was committed before the restart")
    try expectEqual(
      try await trial.batch(second).records.map(\.number), Array(6..<10), "numbers read after the restart")
  }

  private static func notHolder(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    let first = try await trial.member("first", of: group, [topic], ledger, commits: .never)
    _ = try await trial.member("second", of: group, [topic], ledger, commits: .never)
    let all = shared(topic, 2)
    try await ledger.wait(for: "one partition each") { all($0) && $0.held["first"]?.count == 1 }
    let held = ledger.state.held
    guard let mine = held["first"]?.first, let theirs = held["second"]?.first else { return }
    try await expectError(.fenced, "a commit of another member's partition") {
      try await first.consumer.commit([mine: 1, theirs: 1])
    }
    try expectEqual(try await first.consumer.committed([mine, theirs]), [:], "what a fenced commit stored")
  }

  private static func whileRevoked(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    for partition in partitions { try await trial.send(0..<10, to: partition) }
    let group = trial.unique("group")
    let first = try await trial.loneMember(of: group, topic, partitions: 2)
    _ = try await trial.read(20, first)
    let ledger = GroupLedger(trial.timing.patience)
    _ = try await trial.member("second", of: group, [topic], ledger, commits: .never)
    let event = try await trial.next(first)
    guard case .revoked(let revoked) = event else {
      throw ConformanceFailure(expected: "revoked once a second member joins", seen: brief(event))
    }
    try await first.commit(Dictionary(uniqueKeysWithValues: revoked.map { ($0, 7) }))
    ledger.note { state in
      state.commits.returned(Dictionary(uniqueKeysWithValues: revoked.map { ($0, 7) }))
      // What it keeps, it holds from before the ledger began.
      state.held["first"] = Set(partitions).subtracting(revoked)
    }
    let rest = GroupMember("first", first, ledger, commits: .never)
    trial.keep(rest)
    try await ledger.wait(for: "the second member to start at what was committed while revoked") { state in
      state.delivered["second"]?.values.first?.first?.offset == 7
    }
  }

  private static func refused(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let reader = try await trial.reader([partition])
    try await expectError(.invalid, "a commit without a group") { try await reader.commit([partition: 0]) }
    try await expectError(.invalid, "committed without a group") { _ = try await reader.committed([partition]) }
    let member = try await trial.loneMember(of: trial.unique("group"), partition.topic)
    try await expectError(.invalid, "a commit of offset -1") { try await member.commit([partition: -1]) }
    try expectEqual(try await member.committed([partition]), [:], "what refused commits stored")
  }
}
