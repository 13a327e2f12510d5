import StrataLog
import StrataTransport

extension TransportConformance {
  /// What is sent is what is read (SPEC §8.1).
  static let recordChecks = [
    ConformanceCheck("records of a partition are read in the order they were sent", "§8.1", ordered),
    ConformanceCheck("a record is read at the position that sending it returned", "§8.1", positions),
    ConformanceCheck("nil and empty keys and values are different and intact", "§8.1", keysAndValues),
    ConformanceCheck("headers keep their order, repeated names, and nil and empty values", "§8.1", headers),
    ConformanceCheck("a given timestamp is kept", "§8.1", givenTimestamps),
    ConformanceCheck("a record without a timestamp is stamped with the time of its append", "§8.1", stamped),
    ConformanceCheck("compression changes nothing that is read", "§8.1", compression),
    ConformanceCheck(
      "a producer keeps or refuses each acknowledgement level, and has memory and written", "§8.1", levels),
    ConformanceCheck("sending no records returns no positions", "§8.1") { trial in
      let topic = try await trial.topic()
      try expectEqual(try await trial.send([], to: topic), [], "positions of no records")
    },
  ]

  private static func ordered(_ trial: Trial) async throws {
    let topic = try await trial.topic(3)
    let producer = try await trial.transport.producer(.init())
    for round in 0..<5 {
      // The three partitions take turns, so each send has some of each.
      let records = (0..<60).map { numbered(round * 20 + $0 / 3, Int32($0 % 3)) }
      _ = try await producer.send(records, to: topic)
    }
    let read = try await trial.readAll((0..<3).map { TopicPartition(topic, $0) })
    for partition in Int32(0)..<3 {
      let records = read[TopicPartition(topic, partition)] ?? []
      try expectEqual(records.map(\.number), Array(0..<100), "numbers read from partition \(partition)")
      let rising = zip(records, records.dropFirst()).allSatisfy { $0.offset < $1.offset }
      try expect(rising, "offsets to rise", seen: records.map(\.offset))
    }
  }

  private static func positions(_ trial: Trial) async throws {
    let topic = try await trial.topic(4)
    var random = SeededRandom(seed: 11)
    let producer = try await trial.transport.producer(.init())
    var sent: [Position: [UInt8]] = [:]
    for _ in 0..<8 {
      let records = (0..<25).map { _ in
        Record(key: random.bytes(8), value: random.bytes(.random(in: 0...200, using: &random)))
      }
      let positions = try await producer.send(records, to: topic)
      try expectEqual(positions.count, records.count, "positions returned")
      for (position, record) in zip(positions, records) {
        let before = sent.updateValue(record.value ?? [], forKey: position)
        try expect(before == nil, "each record at a place of its own", seen: position)
      }
    }
    let read = try await trial.readAll((0..<4).map { TopicPartition(topic, $0) })
    for (partition, records) in read {
      for record in records {
        let position = Position(partition, record.offset)
        try expectEqual(record.value, sent[position], "the value at \(partition) \(record.offset)")
      }
    }
    try expectEqual(read.values.reduce(0) { $0 + $1.count }, sent.count, "records read")
  }

  private static func keysAndValues(_ trial: Trial) async throws {
    let every = (0...255).map { UInt8($0) }
    let choices: [[UInt8]?] = [nil, [], [0], every, Array("κλειδί".utf8)]
    let records = choices.flatMap { key in
      choices.map { Record(key: key, value: $0, placement: .partition(0)) }
    }
    try await expectIntact(records, trial)
  }

  private static func headers(_ trial: Trial) async throws {
    let tables: [[Header]] = [
      [], [Header("a", "1")], [Header("a", nil)], [Header("a", [])],
      [Header("b", "1"), Header("a", "2"), Header("b", "3"), Header("b", "1"), Header("b", nil)],
      [Header("κεφαλίδα", [0, 255]), Header("", "no name")],
      (0..<100).map { Header("h\($0 % 7)", String($0)) },
    ]
    try await expectIntact(
      tables.map { Record(key: [1], value: [2], headers: $0, placement: .partition(0)) }, trial)
  }

  private static func compression(_ trial: Trial) async throws {
    var random = SeededRandom(seed: 5)
    var records: [Record] = [Record(key: nil, value: nil, placement: .partition(0))]
    for number in 0..<200 {
      let text = Array("the same words again and again, number \(number % 10)".utf8)
      records.append(
        Record(
          key: Array("key \(number)".utf8), value: number % 5 == 0 ? random.bytes(300) : text,
          headers: [Header("n", String(number))], placement: .partition(0)))
    }
    // Some topics pack what they are sent anew.
    for (codec, type) in zip(
      ProducerOptions.Compression.allCases + ProducerOptions.Compression.allCases,
      Array(repeating: "producer", count: 5) + ["zstd", "uncompressed", "lz4", "gzip", "snappy"])
    {
      try await expectIntact(records, trial, .init(compression: codec), ["compression.type": type])
    }
  }

  /// Sends to a topic of one partition and expects to read the same.
  private static func expectIntact(
    _ records: [Record], _ trial: Trial, _ options: ProducerOptions = .init(), _ settings: [String: String] = [:]
  ) async throws {
    let partition = TopicPartition(try await trial.topic(settings: settings), 0)
    try await trial.send(records, to: partition.topic, options)
    let read = try await trial.readAll([partition])[partition] ?? []
    try expectEqual(read.count, records.count, "records read")
    for (seen, sent) in zip(read, records) {
      try expectEqual(seen.key, sent.key, "the key of record \(seen.offset)")
      try expectEqual(seen.value, sent.value, "the value of record \(seen.offset)")
      try expectEqual(seen.headers, sent.headers, "the headers of record \(seen.offset)")
    }
  }

  private static func givenTimestamps(_ trial: Trial) async throws {
    // Kept for ever, for a broker may delete at once what is stamped before its retention.
    let partition = TopicPartition(try await trial.topic(settings: ["retention.ms": "-1"]), 0)
    // Neither rising nor near the present: the application's time is its own.
    let times: [Int64] = [1_700_000_000_000, 1, 1_357_000_000_123, 1_700_000_000_000, 1_388_534_399_999]
    try await trial.send(
      times.map { Record(value: [], timestamp: $0, placement: .partition(0)) }, to: partition.topic)
    let read = try await trial.readAll([partition])[partition] ?? []
    try expectEqual(read.map(\.timestamp), times, "timestamps")
  }

  private static func stamped(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let before = SystemTime().now().milliseconds
    for number in 0..<3 { try await trial.send(number..<number + 1, to: partition) }
    let after = SystemTime().now().milliseconds
    // The store's clock may be another machine's: a minute apart is near.
    let near = before - 60_000...after + 60_000
    let times = try await trial.readAll([partition])[partition]?.map(\.timestamp) ?? []
    try expect(times.allSatisfy(near.contains), "timestamps within \(near)", seen: times)
    try expectEqual(times, times.sorted(), "timestamps of one append after the other")
  }

  private static func levels(_ trial: Trial) async throws {
    for level in [Acknowledgement.memory, .written, .synced, .replicated] {
      let partition = TopicPartition(try await trial.topic(), 0)
      do {
        let producer = try await trial.transport.producer(.init(acknowledgement: level))
        _ = try await producer.send([numbered(0)], to: partition.topic)
      } catch {
        guard error.code == .unsupported, level > .written else { throw error }
        continue
      }
      let read = try await trial.readAll([partition])[partition] ?? []
      try expectEqual(read.map(\.number), [0], "what was sent at level \(level)")
    }
  }
}
