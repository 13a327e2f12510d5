import StrataTransport

extension TransportConformance {
  /// Closing and what is left (SPEC §8.6).
  static let closingChecks = [
    ConformanceCheck("everything acknowledged is there after closing and a restart", "§8.6", nothingLost),
    ConformanceCheck(
      "a closed producer, consumer or transport says so, and closing again does nothing", "§8.6", saysClosed),
    ConformanceCheck("closing a consumer ends a next under way", "§8.6", endsNext),
    ConformanceCheck("closing a transport ends a next under way", "§8.6", endsEveryNext),
    ConformanceCheck("closing waits for sends under way: each is stored or was refused", "§8.6", waitsForSends),
  ]

  private static func nothingLost(_ trial: Trial) async throws {
    let topic = try await trial.topic(2, settings: ["retention.ms": "-1"])
    var random = SeededRandom(seed: 43)
    var sent: [Position: Record] = [:]
    for codec in ProducerOptions.Compression.allCases {
      let producer = try await trial.transport.producer(.init(compression: codec))
      for _ in 0..<10 {
        let records = (0..<20).map { _ in
          Record(
            key: random.bytes(4), value: random.bytes(.random(in: 0...500, using: &random)),
            headers: [Header("h", random.bytes(3))], timestamp: .random(in: 1...1_700_000_000_000, using: &random))
        }
        for (position, record) in zip(try await producer.send(records, to: topic), records) { sent[position] = record }
      }
    }
    await trial.transport.close()
    try await trial.rig.restart()

    let reopened = try await trial.openAnother()
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    let consumer = try await reopened.consumer(.partitions(partitions), .init())
    _ = try await trial.next(consumer)
    var count = 0
    for (partition, records) in try await trial.read(sent.count, consumer) {
      for record in records {
        let expected = sent[Position(partition, record.offset)]
        try expectEqual(record.value, expected?.value, "the value at \(partition) \(record.offset) after a restart")
        try expectEqual(record.headers, expected?.headers ?? [], "its headers")
        try expectEqual(record.timestamp, expected?.timestamp, "its timestamp")
        count += 1
      }
    }
    try expectEqual(count, sent.count, "records after a restart")
    // And it goes on where it ended.
    let end = Int64(sent.keys.count { $0.partition == partitions[0] })
    let producer = try await reopened.producer(.init())
    try expectEqual(try await producer.send([numbered(0)], to: topic).map(\.offset), [end], "the next offset")
  }

  private static func saysClosed(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let transport = trial.transport
    let (first, second) = (try await transport.producer(.init()), try await transport.producer(.init()))
    let (early, late) = (try await trial.reader([partition]), try await trial.reader([partition]))
    await first.close()
    await first.close()
    await early.close()
    await early.close()
    try await expectError(.closed, "send of a closed producer") {
      _ = try await first.send([numbered(0)], to: partition.topic)
    }
    try await expectError(.closed, "next of a closed consumer") { _ = try await early.next(within: nil) }
    try await expectError(.closed, "seek of a closed consumer") { try await early.seek(partition, to: .beginning) }
    // The others go on.
    _ = try await second.send([numbered(1)], to: partition.topic)
    try expectEqual(try await trial.batch(late).records.map(\.number), [1], "numbers of the consumer left open")

    await transport.close()
    await transport.close()
    try await expectError(.closed, "send on a closed transport") {
      _ = try await second.send([numbered(2)], to: partition.topic)
    }
    try await expectError(.closed, "next on a closed transport") { _ = try await late.next(within: nil) }
    try await expectError(.closed, "producer of a closed transport") { _ = try await transport.producer(.init()) }
    try await expectError(.closed, "consumer of a closed transport") {
      _ = try await transport.consumer(.partitions([partition]), .init())
    }
    try await expectError(.closed, "topics of a closed transport") { _ = try await transport.admin.topics() }
  }

  private static func endsNext(_ trial: Trial) async throws {
    let consumer = try await trial.reader([TopicPartition(try await trial.topic(), 0)])
    try await expectEnds(consumer) { await consumer.close() }
  }

  private static func endsEveryNext(_ trial: Trial) async throws {
    let topic = try await trial.topic()
    let reader = try await trial.reader([TopicPartition(topic, 0)])
    let member = try await trial.loneMember(of: trial.unique("group"), topic)
    async let memberEnds: Void = expectEnds(member) {}
    try await expectEnds(reader) { await trial.transport.close() }
    try await memberEnds
  }

  private static func expectEnds(_ consumer: any TransportConsumer, _ close: () async -> Void) async throws {
    let waiting = Task { try await consumer.next(within: nil) }
    for _ in 0..<100 { await Task.yield() }
    await close()
    try await expectError(.closed, "a next under way when its consumer closes") { _ = try await waiting.value }
  }

  private static func waitsForSends(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let producer = try await trial.transport.producer(.init())
    let sends = (0..<20).map { number in
      Task { () -> Int? in
        do {
          _ = try await producer.send([numbered(number)], to: partition.topic)
          return number
        } catch let error as TransportError where error.code == .closed {
          return nil
        }
      }
    }
    await Task.yield()
    await producer.close()
    var stored: Set<Int> = []
    for send in sends { if let number = try await send.value { stored.insert(number) } }
    let read = try await trial.offset(partition, .end) == 0 ? [] : trial.readAll([partition])[partition] ?? []
    try expectEqual(Set(read.compactMap(\.number)), stored, "numbers stored, of those whose send returned")
    try expectEqual(read.count, stored.count, "records stored")
  }
}
