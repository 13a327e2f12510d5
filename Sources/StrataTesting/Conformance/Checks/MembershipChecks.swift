import StrataTransport

extension TransportConformance {
  /// Members that come, go and die (SPEC §8.4).
  static let membershipChecks = [
    ConformanceCheck("a joining member continues where the others committed", "§8.4", joining),
    ConformanceCheck("a leaving member's partitions go to the others at once", "§8.4", leaving),
    ConformanceCheck("what a silent member did not commit is delivered again", "§8.4", redelivery),
    ConformanceCheck("a silent member's late commit is fenced", "§8.4", lateCommit),
    ConformanceCheck("a silent member learns that it lost its partitions, and joins again", "§8.4", rejoins),
  ]

  private static func joining(_ trial: Trial) async throws {
    let topic = try await trial.topic(4)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    for partition in Int32(0)..<4 { try await trial.send(0..<10, to: TopicPartition(topic, partition)) }
    _ = try await trial.member("first", of: group, [topic], ledger, commits: .whenRevoked)
    try await ledger.wait(for: "forty records delivered to the first member") { state in
      (0..<4).allSatisfy { state.numbers(of: TopicPartition(topic, $0)).count == 10 }
    }
    _ = try await trial.member("second", of: group, [topic], ledger, commits: .whenRevoked)
    let all = shared(topic, 4)
    try await ledger.wait(for: "two partitions each") { all($0) && $0.held["second"]?.count == 2 }
    for partition in Int32(0)..<4 { try await trial.send(10..<20, to: TopicPartition(topic, partition)) }
    try await ledger.wait(for: "eighty records delivered") { state in
      (0..<4).allSatisfy { state.numbers(of: TopicPartition(topic, $0)).count == 20 }
    }
    // The first committed what it gave up, so the second was given only what came later.
    let second = ledger.state.delivered["second"] ?? [:]
    for (partition, records) in second {
      try expectEqual(records.map(\.number), Array(10..<20), "numbers of \(partition) given to the second member")
    }
  }

  private static func leaving(_ trial: Trial) async throws {
    let topic = try await trial.topic(4)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    // So long a session that only a member's own leaving can free its partitions in time.
    let options = ConsumerOptions(sessionTimeout: trial.timing.patience * 4)
    _ = try await trial.member("stays", of: group, [topic], ledger, options)
    let leaver = try await trial.member("leaves", of: group, [topic], ledger, options)
    let all = shared(topic, 4)
    try await ledger.wait(for: "two partitions each") { all($0) && $0.held["leaves"]?.count == 2 }
    await leaver.leave()
    try await ledger.wait(for: "all four partitions held by the one who stays") { $0.held["stays"]?.count == 4 }
  }

  private static func redelivery(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience + trial.timing.session * 2)
    let dying = try await trial.member(
      "dies", of: group, [topic], ledger, commits: .never, .init(sessionTimeout: trial.timing.session))
    try await ledger.wait(for: "both partitions assigned", until: shared(topic, 2))
    for partition in Int32(0)..<2 { try await trial.send(0..<10, to: TopicPartition(topic, partition)) }
    try await ledger.wait(for: "twenty records delivered") { state in
      (0..<2).allSatisfy { state.numbers(of: TopicPartition(topic, $0)).count == 10 }
    }
    await dying.die()
    _ = try await trial.member("heir", of: group, [topic], ledger)
    try await ledger.wait(for: "twenty records delivered again") { state in
      (0..<2).allSatisfy { state.delivered["heir"]?[TopicPartition(topic, $0)]?.count == 10 }
    }
    for (partition, records) in ledger.state.delivered["heir"] ?? [:] {
      try expectEqual(records.map(\.number), Array(0..<10), "numbers of \(partition) delivered again, in order")
    }
  }

  /// A member that took a batch and fell silent until another has its partition.
  private static func silenced(
    _ trial: Trial
  ) async throws -> (silent: any TransportConsumer, partition: TopicPartition, ledger: GroupLedger, heir: GroupMember) {
    let partition = TopicPartition(try await trial.topic(), 0)
    let group = trial.unique("group")
    try await trial.send(0..<5, to: partition)
    let silent = try await trial.loneMember(
      of: group, partition.topic, .init(sessionTimeout: trial.timing.session))
    _ = try await trial.read(5, silent)
    let ledger = GroupLedger(trial.timing.patience + trial.timing.session * 2)
    let heir = try await trial.member("heir", of: group, [partition.topic], ledger)
    try await ledger.wait(for: "five records delivered again and committed") {
      $0.commits.stored[partition] == 5
    }
    return (silent, partition, ledger, heir)
  }

  private static func lateCommit(_ trial: Trial) async throws {
    let (silent, partition, _, heir) = try await silenced(trial)
    try await expectError(.fenced, "a silent member's late commit") { try await silent.commit([partition: 2]) }
    let stored = try await heir.consumer.committed([partition])
    try expectEqual(stored, [partition: 5], "what is stored after a fenced commit")
  }

  private static func rejoins(_ trial: Trial) async throws {
    let (silent, partition, ledger, heir) = try await silenced(trial)
    let event = try await trial.next(silent)
    guard case .lost(let lost) = event else {
      throw ConformanceFailure(expected: "a silent member's next event to be lost", seen: brief(event))
    }
    try expectEqual(lost, [partition], "partitions lost")
    // It is a member again by asking for events, and the heir's heir.
    let again = GroupMember("again", silent, ledger, commits: .always)
    trial.keep(again)
    await heir.leave()
    try await ledger.wait(for: "the partition back at the member that was silent", until: shared(partition.topic, 1))
    try await trial.send(5..<6, to: partition)
    try await ledger.wait(for: "the next record delivered to it") {
      $0.delivered["again"]?[partition]?.last?.number == 5
    }
  }
}
