import StrataTransport

extension TransportConformance {
  /// Limits, splitting and memory (SPEC §8.1, §8.3).
  static let sizeChecks = [
    ConformanceCheck("a send larger than a batch may be is split and keeps its order", "§8.1", splits),
    ConformanceCheck("a large record arrives intact and alone", "§8.3", largeRecord),
    ConformanceCheck("a record above the topic's limit is refused and not stored", "§8.1", tooLarge),
    ConformanceCheck("no batch delivered is larger than asked for, however it was sent", "§8.3", boundedBatches),
    ConformanceCheck("a backlog many times the memory allowance is read whole and in order", "§8.3", backlog),
  ]

  private static func splits(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    var random = SeededRandom(seed: 17)
    // Three times Kafka's largest batch in one send.
    let values = (0..<3_000).map { _ in random.bytes(1_024) }
    let positions = try await trial.send(
      values.map { Record(value: $0, placement: .partition(0)) }, to: partition.topic)
    let read = try await trial.readAll([partition])[partition] ?? []
    try expect(
      read.map(\.value) == values, "3,000 records in order", seen: "\(read.count) records, others or out of order")
    try expectEqual(read.map(\.offset), positions.map(\.offset), "offsets returned")
  }

  private static func largeRecord(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    var random = SeededRandom(seed: 23)
    let large = random.bytes(900_000)
    try await trial.send(
      [numbered(0), Record(value: large, placement: .partition(0)), numbered(2)], to: partition.topic)
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 64 << 10, memoryAllowance: 128 << 10))
    var batches: [[ConsumedRecord]] = []
    while batches.reduce(0, { $0 + $1.count }) < 3 { batches.append(try await trial.batch(consumer).records) }
    let alone = batches.first { $0.contains { $0.value?.count == large.count } }
    try expectEqual(alone?.count, 1, "records in the large record's batch")
    try expect(alone?.first?.value == large, "the large record intact", seen: "\(large.count) other bytes")
  }

  private static func tooLarge(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(settings: ["max.message.bytes": "10000"]), 0)
    var random = SeededRandom(seed: 29)
    let large = Record(value: random.bytes(20_000), placement: .partition(0))
    let producer = try await trial.transport.producer(.init())
    try await expectError(.tooLarge, "a record of 20,000 bytes where 10,000 may be") {
      _ = try await producer.send([large], to: partition.topic)
    }
    try expectEqual(try await trial.offset(partition, .end), 0, "the end after a refused record")
    let positions = try await producer.send([numbered(1)], to: partition.topic)
    try expectEqual(positions.map(\.offset), [0], "the next record's offset")
  }

  private static func boundedBatches(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let records = (0..<400).map {
      Record(
        key: Array("k\($0)".utf8), value: [UInt8](repeating: UInt8($0 % 251), count: 1_500),
        headers: [Header("name", "value")], placement: .partition(0))
    }
    // One send each: stored as one batch, compressed to almost nothing in two of three.
    for codec in ProducerOptions.Compression.allCases {
      try await trial.send(records, to: partition.topic, .init(compression: codec))
    }
    let limit = 16 << 10
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: limit))
    var position: Int64 = 0
    while position < 1_200 {
      let batch = try await trial.batch(consumer)
      let bytes = batch.records.reduce(0) { $0 + $1.bytes }
      try expect(bytes <= limit || batch.records.count == 1, "at most \(limit) bytes in a batch", seen: bytes)
      try expectEqual(batch.records.first?.offset, position, "the first offset of the next batch")
      position = batch.next
    }
  }

  private static func backlog(_ trial: Trial) async throws {
    let topic = try await trial.topic(3)
    let producer = try await trial.transport.producer(.init())
    let padding = [UInt8](repeating: 7, count: 1_000)
    for round in 0..<10 {
      let records = (0..<600).map {
        Record(
          value: Array("\(round * 200 + $0 / 3)".utf8), headers: [Header("padding", padding)],
          placement: .partition(Int32($0 % 3)))
      }
      _ = try await producer.send(records, to: topic)
    }
    let limit = 32 << 10
    let partitions = (0..<3).map { TopicPartition(topic, Int32($0)) }
    let consumer = try await trial.reader(partitions, .init(maxBatchBytes: limit, memoryAllowance: 4 * limit))
    var numbers: [TopicPartition: Int] = [:]
    while numbers.values.reduce(0, +) < 6_000 {
      let batch = try await trial.batch(consumer)
      let bytes = batch.records.reduce(0) { $0 + $1.bytes }
      try expect(bytes <= limit || batch.records.count == 1, "at most \(limit) bytes in a batch", seen: bytes)
      try expect(batch.end == 2_000, "the end of \(batch.partition) to be 2000", seen: batch.end)
      let first = numbers[batch.partition, default: 0]
      try expectEqual(batch.records.map(\.number), Array(first..<first + batch.records.count), "numbers in order")
      numbers[batch.partition] = first + batch.records.count
    }
    try await trial.expectQuiet(consumer, "the backlog was read")
  }
}
