import StrataTransport

extension TransportConformance {
  /// Where reading starts and continues (SPEC §8.3).
  static let positionChecks = [
    ConformanceCheck("a reader's first event gives it all its partitions", "§8.3", readerAssignment),
    ConformanceCheck("a partition without a committed offset starts where the options say", "§8.3", startOption),
    ConformanceCheck("the position given at assignment wins over the committed offset", "§8.3", positionAtAssignment),
    ConformanceCheck("seek to an offset continues there", "§8.3", seekOffset),
    ConformanceCheck("seek to the beginning and to the end", "§8.3", seekEnds),
    ConformanceCheck(
      "seek to a time continues at the first record stamped then or later", "§8.3", needs: .timeLookup, seekTime),
    ConformanceCheck("nothing read before a seek is delivered after it", "§8.3", nothingAfterSeek),
    ConformanceCheck("an offset outside the partition is refused, never skipped", "§8.3", outsideSeek),
    ConformanceCheck("a batch says where to continue and where the partition ends", "§8.3", nextAndEnd),
    ConformanceCheck("seek, pause and resume need a partition that is held", "§8.3", notHeld),
  ]

  private static func readerAssignment(_ trial: Trial) async throws {
    let topics = [try await trial.topic(3), try await trial.topic(2)]
    let partitions = [TopicPartition(topics[0], 2), TopicPartition(topics[0], 0), TopicPartition(topics[1], 1)]
    for partition in partitions { try await trial.send(0..<2, to: partition) }
    try await trial.send(0..<2, to: TopicPartition(topics[0], 1))
    let consumer = try await trial.reader(partitions)
    let read = try await trial.read(6, consumer)
    try expectEqual(Set(read.keys), Set(partitions), "partitions read")
    try await trial.expectQuiet(consumer, "partition 1 was not asked for")
  }

  private static func startOption(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(settings: ["retention.ms": "-1"]), 0)
    let times = (0..<10).map { 1_600_000_000_000 + Int64($0) * 1_000 }
    try await trial.send(
      times.enumerated().map { Record(value: Array(String($0).utf8), timestamp: $1, placement: .partition(0)) },
      to: partition.topic)
    var starts: [(StartPosition, Int)] = [(.beginning, 0), (.offset(4), 4), (.end, 10)]
    if trial.transport.capabilities.contains(.timeLookup) { starts.append((.time(times[6] - 1), 6)) }
    for (start, first) in starts {
      let reader = try await trial.reader([partition], .init(start: start))
      // What starts at the end sees only what is sent once it is there.
      if start == .end {
        try await trial.expectQuiet(reader, "reading starts at the end")
        try await trial.send(10..<11, to: partition)
      }
      try expectEqual(
        try await trial.batch(reader).records.first?.number, first, "first record of a reader from \(start)")
      let member = try await trial.loneMember(of: trial.unique("group"), partition.topic, .init(start: start))
      if start == .end {
        try await trial.expectQuiet(member, "reading starts at the end")
        try await trial.send(11..<12, to: partition)
        try expectEqual(
          try await trial.batch(member).records.first?.number, 11, "first record of a member from the end")
      } else {
        try expectEqual(
          try await trial.batch(member).records.first?.number, first, "first record of a member from \(start)")
      }
      await member.close()
    }
  }

  private static func positionAtAssignment(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    for partition in partitions { try await trial.send(0..<10, to: partition) }
    let group = trial.unique("group")
    let first = try await trial.loneMember(of: group, topic, partitions: 2)
    try await first.commit([partitions[0]: 3, partitions[1]: 5])
    await first.close()

    // The application's own database holds partition 0's offset; partition 1 has the group's.
    let second = try await trial.loneMember(of: group, topic, partitions: 2)
    try await second.seek(partitions[0], to: .offset(7))
    let read = try await trial.read(8, second)
    try expectEqual(read[partitions[0]]?.first?.offset, 7, "the first offset where the application gave one")
    try expectEqual(read[partitions[1]]?.first?.offset, 5, "the first offset where the group has one")
  }

  private static func seekOffset(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<50, to: partition)
    let consumer = try await trial.reader([partition])
    // Within a stored batch, at its ends, forwards and back.
    for offset in [20, 0, 49, 20, 1] as [Int64] {
      try await consumer.seek(partition, to: .offset(offset))
      let batch = try await trial.batch(consumer)
      try expectEqual(batch.records.first?.offset, offset, "the first offset after seeking to \(offset)")
      try expectEqual(batch.records.first?.number, Int(offset), "the first number after seeking to \(offset)")
    }
  }

  private static func seekEnds(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<10, to: partition)
    let consumer = try await trial.reader([partition])
    _ = try await trial.read(10, consumer)
    try await consumer.seek(partition, to: .beginning)
    try expectEqual(try await trial.read(10, consumer)[partition]?.map(\.number), Array(0..<10), "after seeking back")
    try await consumer.seek(partition, to: .beginning)
    try await consumer.seek(partition, to: .end)
    // The end is the end at the time of the call, so this record lies after it.
    try await trial.send(10..<11, to: partition)
    try expectEqual(try await trial.read(1, consumer)[partition]?.map(\.number), [10], "after seeking to the end")
  }

  private static func seekTime(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(settings: ["retention.ms": "-1"]), 0)
    let start: Int64 = 1_600_000_000_000
    for number in 0..<10 {
      let record = Record(
        value: Array(String(number).utf8), timestamp: start + Int64(number) * 1_000, placement: .partition(0))
      try await trial.send([record], to: partition.topic)
    }
    let consumer = try await trial.reader([partition])
    for (time, first) in [(start + 3_000, 3), (start + 2_001, 3), (1, 0), (start + 9_000, 9)] as [(Int64, Int)] {
      try await consumer.seek(partition, to: .time(time))
      try expectEqual(
        try await trial.batch(consumer).records.first?.number, first, "first number after seeking to \(time)")
    }
    try await consumer.seek(partition, to: .time(start + 9_001))
    try await trial.expectQuiet(consumer, "no record is stamped so late, so reading continues at the end")
    try await trial.send(10..<11, to: partition)
    try expectEqual(try await trial.batch(consumer).records.first?.number, 10, "the number sent after that")
  }

  private static func nothingAfterSeek(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    // Many stored batches, and small ones delivered, so that some were surely read ahead.
    for start in stride(from: 0, to: 400, by: 20) { try await trial.send(start..<start + 20, to: partition) }
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 16))
    var random = SeededRandom(seed: 37)
    for _ in 0..<40 {
      let target = Int64.random(in: 0..<390, using: &random)
      try await consumer.seek(partition, to: .offset(target))
      var position = target
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let batch = try await trial.batch(consumer)
        try expectEqual(batch.records.first?.offset, position, "the offset to continue at after seeking to \(target)")
        position = batch.next
      }
    }
  }

  private static func outsideSeek(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<5, to: partition)
    let consumer = try await trial.reader([partition])
    for offset in [6, 1_000, -1] as [Int64] {
      try await expectError(.invalid, "seek to \(offset) in a partition of 0 to 5, or the next after it,") {
        try await consumer.seek(partition, to: .offset(offset))
        _ = try await trial.next(consumer)
      }
      // The application seeks again and reads on.
      try await consumer.seek(partition, to: .offset(3))
      try expectEqual(try await trial.batch(consumer).records.map(\.number), [3, 4], "numbers after a seek inside")
    }
  }

  private static func nextAndEnd(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<100, to: partition)
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 32))
    var position: Int64 = 0
    while position < 100 {
      let batch = try await trial.batch(consumer)
      try expectEqual(batch.end, 100, "the partition's end")
      try expectEqual(batch.next, (batch.records.last?.offset ?? 0) + 1, "where to continue")
      position = batch.next
    }
  }

  private static func notHeld(_ trial: Trial) async throws {
    let topic = try await trial.topic(2)
    let other = TopicPartition(topic, 1)
    let consumer = try await trial.reader([TopicPartition(topic, 0)])
    try await expectError(.invalid, "seek of a partition not held") { try await consumer.seek(other, to: .beginning) }
    try await expectError(.invalid, "pause of a partition not held") { try await consumer.pause([other]) }
    try await expectError(.invalid, "resume of a partition not held") { try await consumer.resume([other]) }
  }
}
