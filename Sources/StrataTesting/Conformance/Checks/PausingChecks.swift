import StrataTransport

extension TransportConformance {
  /// Pausing and resuming (SPEC §8.3).
  static let pausingChecks = [
    ConformanceCheck("a paused partition delivers nothing and others go on", "§8.3", othersGoOn),
    ConformanceCheck("a resumed partition continues where it was paused", "§8.3", continues),
    ConformanceCheck("pausing holds back what was read ahead", "§8.3", readAhead),
    ConformanceCheck("a partition paused at its assignment delivers nothing", "§8.3", pausedFirst),
    ConformanceCheck("seek moves a paused partition and leaves it paused", "§8.3", seekPaused),
  ]

  private static func othersGoOn(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let (paused, other) = (TopicPartition(topic, 0), TopicPartition(topic, 1))
    let consumer = try await trial.reader([paused, other])
    try await consumer.pause([paused])
    try await consumer.pause([paused])
    for round in 0..<3 {
      for partition in [paused, other] { try await trial.send(round..<round + 1, to: partition) }
      let batch = try await trial.batch(consumer)
      try expectEqual(batch.partition, other, "the partition that is not paused")
      try expectEqual(batch.records.map(\.number), [round], "its numbers")
    }
    try await trial.expectQuiet(consumer, "the partition with records is paused")
    try await consumer.resume([paused])
    try expectEqual(try await trial.read(3, consumer)[paused]?.map(\.number), [0, 1, 2], "numbers after one resume")
  }

  private static func continues(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<200, to: partition)
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 32))
    var numbers: [Int?] = []
    while numbers.count < 200 {
      numbers += try await trial.batch(consumer).records.map(\.number)
      try await consumer.pause([partition])
      try await consumer.resume([partition])
    }
    try expectEqual(numbers, Array(0..<200), "numbers read across pauses")
  }

  private static func readAhead(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<200, to: partition)
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 32))
    let position = try await trial.batch(consumer).next
    try await consumer.pause([partition])
    try await trial.expectQuiet(consumer, "its only partition is paused")
    try await trial.send(200..<201, to: partition)
    try await trial.expectQuiet(consumer, "an append does not resume")
    try await consumer.resume([partition])
    try expectEqual(try await trial.batch(consumer).records.first?.offset, position, "the offset to continue at")
  }

  private static func pausedFirst(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<3, to: partition)
    let consumer = try await trial.loneMember(of: trial.unique("group"), partition.topic)
    try await consumer.pause([partition])
    try await trial.expectQuiet(consumer, "the partition was paused before it started")
    try await consumer.resume([partition])
    try expectEqual(try await trial.read(3, consumer)[partition]?.map(\.number), [0, 1, 2], "numbers once resumed")
  }

  private static func seekPaused(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<10, to: partition)
    let consumer = try await trial.reader([partition])
    _ = try await trial.read(10, consumer)
    try await consumer.pause([partition])
    try await consumer.seek(partition, to: .offset(4))
    try await trial.expectQuiet(consumer, "a seek does not resume")
    try await consumer.resume([partition])
    try expectEqual(try await trial.batch(consumer).records.first?.offset, 4, "the first offset once resumed")
  }
}
