import StrataTransport

extension TransportConformance {
  /// Members with a name that may be gone for a while (SPEC §8.4).
  static let staticMemberChecks = [
    ConformanceCheck("a static member that closes and returns has its partitions and disturbs nobody", "§8.4", returns),
    ConformanceCheck("a static member gone for too long loses its partitions", "§8.4", expires),
    ConformanceCheck("a second member of one instance fences the first", "§8.4", needs: .fencing, replaced),
  ]

  private static func returns(_ trial: Trial) async throws {
    let topic = try await trial.topic(4)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    let options = ConsumerOptions(sessionTimeout: trial.timing.patience * 2)
    _ = try await trial.member("stays", of: group, [topic], ledger, instance: "a", options)
    let leaver = try await trial.member("leaves", of: group, [topic], ledger, instance: "b", options)
    let all = shared(topic, 4)
    try await ledger.wait(for: "two partitions each") { all($0) && $0.held["leaves"]?.count == 2 }
    let before = ledger.state
    await leaver.leave()
    for partition in Int32(0)..<4 { try await trial.send(0..<5, to: TopicPartition(topic, partition)) }

    _ = try await trial.member("returned", of: group, [topic], ledger, instance: "b", options)
    try await ledger.wait(for: "the returned member to have two partitions") { $0.held["returned"]?.count == 2 }
    try await ledger.wait(for: "every record delivered") { state in
      (0..<4).allSatisfy { state.numbers(of: TopicPartition(topic, $0)).count == 5 }
    }
    let after = ledger.state
    try expectEqual(after.held["returned"], before.held["leaves"], "partitions of the instance before and after")
    try expectEqual(after.changes["stays"], before.changes["stays"], "what the other member was told")
  }

  private static func expires(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience + trial.timing.session * 2)
    _ = try await trial.member("stays", of: group, [topic], ledger, instance: "a")
    let leaver = try await trial.member(
      "leaves", of: group, [topic], ledger, instance: "b", .init(sessionTimeout: trial.timing.session))
    let all = shared(topic, 2)
    try await ledger.wait(for: "one partition each") { all($0) && $0.held["leaves"]?.count == 1 }
    await leaver.leave()
    try await ledger.wait(for: "both partitions at the one who stays") { $0.held["stays"]?.count == 2 }
  }

  private static func replaced(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    let first = try await trial.member("first", of: group, [topic], ledger, instance: "a")
    try await ledger.wait(for: "both partitions assigned", until: shared(topic, 2))
    // From here on the second may be given what the first has not yet learnt that it lost.
    ledger.note { $0.gone.insert("first") }
    _ = try await trial.member("second", of: group, [topic], ledger, instance: "a")
    try await ledger.wait(for: "the instance's partitions at its second member") { $0.held["second"]?.count == 2 }
    try await ledger.wait(for: "the first member's next to throw fenced") { $0.errors["first"]?.code == .fenced }
    try await expectError(.fenced, "a commit of the first member") {
      try await first.consumer.commit([TopicPartition(topic, 0): 0])
    }
  }
}
