import StrataTransport

extension TransportConformance {
  /// How a group shares partitions (SPEC §8.4).
  static let groupChecks =
    (1...3).map { count in
      ConformanceCheck("a group of \(count) shares the partitions, each record to one member", "§8.4") { trial in
        try await sharing(trial, members: count)
      }
    } + [
      ConformanceCheck("groups read independently of each other", "§8.4", independent),
      ConformanceCheck("a member gets only partitions of topics it named", "§8.4", namedTopics),
      ConformanceCheck("a member too many waits and takes over", "§8.4", spare),
    ]

  /// Every partition of the topic held by one live member.
  static func shared(_ topic: String, _ count: Int32) -> @Sendable (GroupLedger.State) -> Bool {
    { $0.heldByAll == (0..<count).map { TopicPartition(topic, $0) } }
  }

  private static func sharing(_ trial: Trial, members count: Int) async throws {
    let topic = try await trial.topic(6)
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    for number in 1...count { _ = try await trial.member("member \(number)", of: group, [topic], ledger) }
    let all = shared(topic, 6)
    try await ledger.wait(for: "six partitions shared evenly by \(count) members") { state in
      all(state) && state.held.values.allSatisfy { $0.count == 6 / count }
    }
    for partition in Int32(0)..<6 { try await trial.send(0..<20, to: TopicPartition(topic, partition)) }
    try await ledger.wait(for: "twenty records of each partition delivered") { state in
      (0..<6).allSatisfy { state.numbers(of: TopicPartition(topic, $0)).count == 20 }
    }
    // Nobody came or went, so nothing was delivered twice.
    let state = ledger.state
    for partition in (0..<6).map({ TopicPartition(topic, $0) }) {
      let given = state.delivered.values.flatMap { $0[partition] ?? [] }
      try expectEqual(given.map(\.number), Array(0..<20), "numbers of \(partition) given to the group")
    }
  }

  private static func independent(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    for partition in partitions { try await trial.send(0..<10, to: partition) }
    let first = try await trial.loneMember(of: trial.unique("group"), topic, partitions: 2)
    _ = try await trial.read(20, first)
    try await first.commit([partitions[0]: 10, partitions[1]: 10])
    let second = try await trial.loneMember(of: trial.unique("group"), topic, partitions: 2)
    let read = try await trial.read(20, second)
    try expectEqual(read[partitions[0]]?.count, 10, "records for another group")
    try expectEqual(try await second.committed(partitions), [:], "what another group has committed")
  }

  private static func namedTopics(_ trial: Trial) async throws {
    let (first, second) = (try await trial.topic(2), try await trial.topic(2))
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    func expectOnlyFirst() throws {
      let wrong = ledger.state.held["one topic"]?.filter { $0.topic != first } ?? []
      try expectEqual(wrong, [], "partitions of topics that the member did not name")
    }
    _ = try await trial.member("one topic", of: group, [first], ledger)
    // Alone it is given all that it may have.
    let ofFirst = Set((0..<2).map { TopicPartition(first, $0) })
    try await ledger.wait(for: "both partitions of the topic held") { ofFirst.isSubset(of: $0.heldByAll) }
    try expectOnlyFirst()
    _ = try await trial.member("both topics", of: group, [first, second], ledger)
    let all = (0..<2).flatMap { [TopicPartition(first, $0), TopicPartition(second, $0)] }.sorted()
    try await ledger.wait(for: "four partitions of two topics shared") { $0.heldByAll == all }
    try expectOnlyFirst()
  }

  private static func spare(_ trial: Trial) async throws {
    let topic = try await trial.topic()
    let group = trial.unique("group")
    let ledger = GroupLedger(trial.timing.patience)
    let options = ConsumerOptions(sessionTimeout: trial.timing.patience * 4)
    let first = try await trial.member("first", of: group, [topic], ledger, options)
    try await ledger.wait(for: "the only partition assigned", until: shared(topic, 1))
    let second = try await trial.member("second", of: group, [topic], ledger, options)
    try await trial.send(0..<5, to: TopicPartition(topic, 0))
    try await ledger.wait(for: "five records delivered") { $0.numbers(of: TopicPartition(topic, 0)).count == 5 }
    // Whoever holds it leaves; the other was waiting in next all the time.
    let holder = ledger.state.held["first"]?.isEmpty == false ? first : second
    await holder.leave()
    try await ledger.wait(for: "the spare member to take over", until: shared(topic, 1))
    try await trial.send(5..<6, to: TopicPartition(topic, 0))
    try await ledger.wait(for: "the sixth record delivered") { $0.numbers(of: TopicPartition(topic, 0)).contains(5) }
  }
}
