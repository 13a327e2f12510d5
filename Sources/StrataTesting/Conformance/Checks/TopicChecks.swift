import StrataTransport

extension TransportConformance {
  /// Topics and their offsets (SPEC §8.6).
  static let topicChecks = [
    ConformanceCheck(
      "a topic is listed as it was made, and no longer once deleted", "§8.6", needs: .topicAdministration, listed),
    ConformanceCheck(
      "a topic made again under its name is empty and has no commits", "§8.6", needs: .topicAdministration, recreated),
    ConformanceCheck("a topic's offsets are asked for by position", "§8.6", offsets),
    ConformanceCheck(
      "the offset at a time is of the first record stamped then or later", "§8.6", needs: .timeLookup, timeLookup),
  ]

  private static func listed(_ trial: Trial) async throws {
    let settings = ["retention.ms": "86400000", "max.message.bytes": "200000"]
    let topic = try await trial.topic(3, settings: settings)
    let admin = trial.transport.admin
    let description = try await admin.topics().first { $0.name == topic }
    try expectEqual(description?.partitions, 3, "partitions of \(topic)")
    for (name, value) in settings { try expectEqual(description?.settings[name], value, "setting \(name)") }
    // Groups and what they keep are the transport's own affair.
    let member = try await trial.loneMember(of: trial.unique("group"), topic, partitions: 3)
    try await member.commit([TopicPartition(topic, 0): 0])
    let names = try await admin.topics().map(\.name)
    try expect(names.allSatisfy { !$0.hasPrefix("__") }, "no internal topics listed", seen: names)
    await member.close()
    try await admin.deleteTopic(topic)
    try expect(try await !admin.topics().contains { $0.name == topic }, "a deleted topic to be gone", seen: topic)
    let producer = try await trial.transport.producer(.init())
    try await expectError(.unknownTopic, "send to a deleted topic") {
      _ = try await producer.send([numbered(0)], to: topic)
    }
  }

  private static func recreated(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let admin = trial.transport.admin
    let producer = try await trial.transport.producer(.init())
    _ = try await producer.send((0..<10).map { numbered($0) }, to: partition.topic)
    let group = trial.unique("group")
    let before = try await trial.loneMember(of: group, partition.topic)
    try await before.commit([partition: 8])
    await before.close()

    try await admin.deleteTopic(partition.topic)
    try await admin.createTopic(partition.topic, partitions: 1, settings: [:])
    try expectEqual(try await trial.offset(partition, .end), 0, "the end of the new topic")
    // The producer that knew the old topic goes on with the new one.
    let positions = try await producer.send([numbered(100)], to: partition.topic)
    try expectEqual(positions.map(\.offset), [0], "the first offset of the new topic")
    let after = try await trial.loneMember(of: group, partition.topic)
    try expectEqual(try await after.committed([partition]), [:], "commits for the new topic")
    try expectEqual(try await trial.batch(after).records.map(\.number), [100], "numbers in the new topic")
  }

  private static func offsets(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let (filled, empty) = (TopicPartition(topic, 0), TopicPartition(topic, 1))
    try await trial.send(0..<7, to: filled)
    let admin = trial.transport.admin
    let table: [(TopicPartition, StartPosition, Int64)] = [
      (filled, .beginning, 0), (filled, .end, 7), (filled, .offset(3), 3), (filled, .offset(7), 7),
      (empty, .beginning, 0), (empty, .end, 0), (empty, .offset(0), 0),
    ]
    for (partition, position, expected) in table {
      try expectEqual(try await admin.offset(of: partition, at: position), expected, "\(partition) at \(position)")
    }
    for offset in [8, -1] as [Int64] {
      try await expectError(.invalid, "offset \(offset) of 0 to 7") {
        _ = try await admin.offset(of: filled, at: .offset(offset))
      }
    }
  }

  private static func timeLookup(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(settings: ["retention.ms": "-1"]), 0)
    let start: Int64 = 1_600_000_000_000
    // Two stored batches; within the second the times don't rise.
    for times in [[0, 1_000, 2_000], [5_000, 4_000, 9_000, 6_000]] as [[Int64]] {
      try await trial.send(
        times.map { Record(value: [], timestamp: start + $0, placement: .partition(0)) }, to: partition.topic)
    }
    let table: [(Int64, Int64?)] = [
      (1, 0), (start, 0), (start + 1, 1), (start + 2_000, 2), (start + 2_001, 3), (start + 5_001, 5),
      (start + 9_000, 5),
      (start + 9_001, nil),
    ]
    for (time, expected) in table {
      let offset = try await trial.transport.admin.offset(of: partition, at: .time(time))
      try expectEqual(offset, expected, "the first offset stamped \(time - start) ms after the start or later")
    }
  }
}
