import StrataTransport

extension TransportConformance {
  /// A group whose members join, leave, die and commit by chance while records are sent, against a model: every record
  /// is given to a member at least once, each partition in order, from where the group had committed, never to two
  /// holders.
  ///
  /// The same seed makes the same schedule; how its steps fall between the transport's own is for the machine to
  /// decide.
  public static func randomSchedule(seed: UInt64) -> ConformanceCheck {
    ConformanceCheck("members come, go and die by chance and every record arrives (seed \(seed))", "§8.4") { trial in
      do {
        var schedule = Schedule(trial, seed)
        try await schedule.run()
      } catch let failure as ConformanceFailure {
        throw ConformanceFailure(expected: "\(failure.expected) (seed \(seed))", seen: failure.seen)
      }
    }
  }
}

private struct Schedule {
  private let partitions: Int32 = 4
  private let trial: Trial
  private let group: String
  private let ledger: GroupLedger
  private var random: SeededRandom
  private var sent: [Int32: Int] = [:]
  private var members: [GroupMember] = []
  private var count = 0

  init(_ trial: Trial, _ seed: UInt64) {
    self.trial = trial
    random = SeededRandom(seed: seed)
    group = trial.unique("group")
    // A member that died is missed only after its session; several may have died one after the other.
    ledger = GroupLedger(trial.timing.patience + trial.timing.session * 4, session: trial.timing.session)
  }

  mutating func run() async throws {
    let topic = try await trial.topic(partitions)
    for _ in 0..<40 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<8: try await send(to: topic)
      case 8..<12: if members.count < 4 { try await join(topic) }
      case 12..<14: await removeMember()?.leave()
      case 14..<16: await removeMember()?.die()
      default: if !members.isEmpty { try await settle(topic) }
      }
    }
    if members.isEmpty { try await join(topic) }
    try await send(to: topic)
    try await settle(topic)
  }

  private mutating func send(to topic: String) async throws {
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let partition = Int32.random(in: 0..<partitions, using: &random)
      let first = sent[partition, default: 0]
      let numbers = first..<first + Int.random(in: 1...30, using: &random)
      sent[partition] = numbers.upperBound
      try await trial.send(numbers, to: TopicPartition(topic, partition))
    }
  }

  private mutating func join(_ topic: String) async throws {
    count += 1
    let commits: [GroupMember.Commits] = [.never, .always, .always, .whenRevoked]
    let options = ConsumerOptions(
      maxBatchBytes: [16, 64, 1 << 20].randomElement(using: &random) ?? 64, sessionTimeout: trial.timing.session)
    members.append(
      try await trial.member(
        "member \(count)", of: group, [topic], ledger, commits: commits.randomElement(using: &random) ?? .always,
        options))
  }

  private mutating func removeMember() -> GroupMember? {
    members.isEmpty ? nil : members.remove(at: .random(in: 0..<members.count, using: &random))
  }

  /// Waits until everything sent was given to somebody.
  private func settle(_ topic: String) async throws {
    let sent = sent
    try await ledger.wait(for: "everything sent delivered: \(sent)") { state in
      sent.allSatisfy { state.numbers(of: TopicPartition(topic, $0.key)).isSuperset(of: 0..<$0.value) }
    }
    // A number is its record's offset, so content and place agree.
    for records in ledger.state.delivered.values.flatMap(\.values) {
      try expect(records.allSatisfy { $0.number == Int($0.offset) }, "each record's own content", seen: records)
    }
  }
}
