import StrataTransport

extension TransportConformance {
  /// What is refused, and how (SPEC §8.5).
  static let errorChecks = [
    ConformanceCheck("an unknown topic or partition is named as such", "§8.5", unknown),
    ConformanceCheck("a topic name that is none is refused", "§8.5", needs: .topicAdministration, names),
    ConformanceCheck(
      "partition counts and settings that can't be are refused", "§8.5", needs: .topicAdministration, settings),
    ConformanceCheck("a topic that exists can't be created", "§8.5", needs: .topicAdministration) { trial in
      let topic = try await trial.topic(2)
      try await expectError(.topicExists, "creating a topic again") {
        try await trial.transport.admin.createTopic(topic, partitions: 2, settings: [:])
      }
    },
    ConformanceCheck("a consumer of nothing is refused", "§8.5", nothing),
    ConformanceCheck("a timestamp below 1 is refused", "§8.5", timestamps),
    ConformanceCheck("an error says what was attempted and why it failed", "§8.5", wording),
  ]

  private static func unknown(_ trial: Trial) async throws {
    let missing = trial.unique("missing")
    let topic = try await trial.topic(2)
    let producer = try await trial.transport.producer(.init())
    try await expectError(.unknownTopic, "send to a topic that does not exist") {
      _ = try await producer.send([numbered(0)], to: missing)
    }
    let subscriptions: [Subscription] = [
      .partitions([TopicPartition(missing, 0)]), .partitions([TopicPartition(topic, 2)]),
      .partitions([TopicPartition(topic, 0), TopicPartition(topic, -1)]),
      .group(trial.unique("group"), topics: [missing]), .group(trial.unique("group"), topics: [topic, missing]),
    ]
    for subscription in subscriptions {
      try await expectError(.unknownTopic, "a consumer of \(subscription), or its first next,") {
        let consumer = try await trial.transport.consumer(subscription, .init())
        _ = try await trial.next(consumer)
      }
    }
    for partition in [TopicPartition(missing, 0), TopicPartition(topic, 2)] {
      try await expectError(.unknownTopic, "the offset of \(partition)") {
        _ = try await trial.transport.admin.offset(of: partition, at: .end)
      }
    }
    if trial.transport.capabilities.contains(.topicAdministration) {
      try await expectError(.unknownTopic, "deleting a topic that does not exist") {
        try await trial.transport.admin.deleteTopic(missing)
      }
    }
  }

  private static func names(_ trial: Trial) async throws {
    let longest = String(repeating: "n", count: 249 - 20)
    for name in [
      "", ".", "..", "a b", "a/b", "a\\b", "ä", "a\0", "a\n", "a:b", longest + String(repeating: "n", count: 21),
    ] {
      try await expectError(.invalid, "a topic named \(name.debugDescription)") {
        try await trial.transport.admin.createTopic(name, partitions: 1, settings: [:])
      }
    }
    let odd = "_A.b-0" + String(trial.unique("").suffix(12))
    try await trial.transport.admin.createTopic(odd, partitions: 1, settings: [:])
    try await trial.send(0..<1, to: TopicPartition(odd, 0))
  }

  private static func settings(_ trial: Trial) async throws {
    let admin = trial.transport.admin
    for count in [0, -1, .min] as [Int32] {
      try await expectError(.invalid, "\(count) partitions") {
        try await admin.createTopic(trial.unique("topic"), partitions: count, settings: [:])
      }
    }
    for (name, value) in [("no.such.setting", "1"), ("retention.ms", "soon"), ("max.message.bytes", "-5"), ("", "")] {
      let topic = trial.unique("topic")
      try await expectError(.invalid, "setting \(name) = \(value)") {
        try await admin.createTopic(topic, partitions: 1, settings: [name: value])
      }
      let exists = try await admin.topics().contains { $0.name == topic }
      try expect(!exists, "no topic after a refused creation", seen: topic)
    }
  }

  private static func nothing(_ trial: Trial) async throws {
    let topic = try await trial.topic()
    for subscription in [
      Subscription.partitions([]), .group(trial.unique("group"), topics: []), .group("", topics: [topic]),
    ] {
      try await expectError(.invalid, "a consumer of \(subscription)") {
        _ = try await trial.transport.consumer(subscription, .init())
      }
    }
  }

  private static func timestamps(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let producer = try await trial.transport.producer(.init())
    for time in [0, -1, .min] as [Int64] {
      try await expectError(.invalid, "a record stamped \(time)") {
        _ = try await producer.send([Record(value: [], timestamp: time, placement: .partition(0))], to: partition.topic)
      }
    }
    try expectEqual(try await trial.offset(partition, .end), 0, "the end after refused records")
  }

  private static func wording(_ trial: Trial) async throws {
    let missing = trial.unique("missing")
    let producer = try await trial.transport.producer(.init())
    do {
      _ = try await producer.send([numbered(0)], to: missing)
    } catch {
      try expect(error.attempted.contains(missing), "an error to name the topic \(missing)", seen: error.attempted)
      try expect(!error.reason.isEmpty, "an error to have a reason", seen: error)
      try expect(!error.isRetriable, "no retry of a send to a missing topic", seen: error.isRetriable)
      return
    }
    throw ConformanceFailure(expected: "send to a missing topic to throw", seen: "no error")
  }
}
