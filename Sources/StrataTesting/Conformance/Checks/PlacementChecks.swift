import StrataTransport

extension TransportConformance {
  /// Which partition takes a record (SPEC §8.2).
  static let placementChecks = [
    ConformanceCheck("a key's partition is the one Kafka's clients choose", "§8.2", byKey),
    ConformanceCheck("records placed by a hash share a partition whatever their keys", "§8.2", byHash),
    ConformanceCheck("an explicit partition takes the record", "§8.2", explicit),
    ConformanceCheck("records without a key are all stored", "§8.2", keyless),
    ConformanceCheck("a partition that the topic lacks is refused", "§8.2") { trial in
      let topic = try await trial.topic(2)
      let producer = try await trial.transport.producer(.init())
      for number in [2, 99, -1] as [Int32] {
        try await expectError(.unknownTopic, "partition \(number) of 2") {
          _ = try await producer.send([numbered(0, number)], to: topic)
        }
      }
      try expectEqual(
        try await producer.send([numbered(0, 1)], to: topic).map(\.offset), [0], "the next record's offset")
    },
  ]

  private static func byKey(_ trial: Trial) async throws {
    let topic = try await trial.topic(10)
    // From Kafka's own test of its hash, modulo 10.
    let known: [(String, Int32)] = [("21", 0), ("foobar", 6), ("abc", 7)]
    let positions = try await trial.send(known.map { Record(key: Array($0.0.utf8), value: []) }, to: topic)
    try expectEqual(positions.map(\.partition.partition), known.map(\.1), "partitions of \(known.map(\.0))")

    var random = SeededRandom(seed: 31)
    let keys = (0..<200).map { random.bytes($0 % 40) }
    let places = try await trial.send(keys.map { Record(key: $0, value: [1]) }, to: topic)
    for (key, place) in zip(keys, places) {
      try expectEqual(place.partition.partition, partition(forKey: key, of: 10), "the partition of key \(key)")
    }
  }

  private static func byHash(_ trial: Trial) async throws {
    let topic = try await trial.topic(10)
    let records = (0..<30).map {
      Record(
        key: $0 % 3 == 0 ? nil : Array("key \($0)".utf8), value: Array(String($0).utf8),
        placement: .byHash(of: Array("foobar".utf8)))
    }
    let positions = try await trial.send(records, to: topic)
    try expectEqual(Set(positions.map(\.partition)), [TopicPartition(topic, 6)], "the partition of hash foobar")
    let read = try await trial.readAll([TopicPartition(topic, 6)])[TopicPartition(topic, 6)] ?? []
    try expectEqual(read.map(\.key), records.map(\.key), "keys, which the hash must not touch")
  }

  private static func explicit(_ trial: Trial) async throws {
    let topic = try await trial.topic(5)
    // A key that would go elsewhere has no say.
    let records = (0..<5).map { Record(key: [9], value: [], placement: .partition(Int32($0))) }
    let positions = try await trial.send(records, to: topic)
    try expectEqual(positions.map(\.partition.partition), [0, 1, 2, 3, 4], "partitions")
  }

  private static func keyless(_ trial: Trial) async throws {
    let topic = try await trial.topic(3)
    let positions = try await trial.send((0..<90).map { Record(value: Array(String($0).utf8)) }, to: topic)
    let read = try await trial.readAll((0..<3).map { TopicPartition(topic, $0) })
    try expectEqual(Set(positions).count, 90, "places of 90 records")
    try expectEqual(read.values.flatMap { $0 }.compactMap(\.number).sorted(), Array(0..<90), "numbers read")
  }
}
