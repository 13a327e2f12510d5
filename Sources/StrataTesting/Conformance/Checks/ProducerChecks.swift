import StrataTransport

extension TransportConformance {
  /// Several who send at once (SPEC §8.1).
  static let producerChecks = [
    ConformanceCheck("producers at once each keep their order, and every record has a place", "§8.1") { trial in
      try await atOnce(trial, producers: 4)
    },
    ConformanceCheck("one producer takes sends from several tasks at once", "§8.1") { trial in
      try await atOnce(trial, producers: 1)
    },
    ConformanceCheck("two transports on one store see one order", "§8.1", interleaved),
  ]

  private static func atOnce(_ trial: Trial, producers count: Int) async throws {
    let topic = try await trial.topic(2)
    var producers: [any TransportProducer] = []
    for _ in 0..<count { producers.append(try await trial.transport.producer(.init())) }
    let positions = try await withThrowingTaskGroup(of: [Position].self) { group in
      for task in 0..<4 {
        let producer = producers[task % count]
        group.addTask {
          var positions: [Position] = []
          for number in 0..<50 {
            let key = [UInt8(task)]
            let records = (0..<2).map {
              Record(key: key, value: Array(String(number).utf8), placement: .partition(Int32($0)))
            }
            positions += try await producer.send(records, to: topic)
          }
          return positions
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    try expectEqual(Set(positions).count, 400, "places of 400 records")
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
    let read = try await trial.readAll(partitions)
    for partition in partitions {
      for task in 0..<4 {
        let numbers = read[partition]?.filter { $0.key == [UInt8(task)] }.map(\.number)
        try expectEqual(numbers, Array(0..<50), "numbers of task \(task) in \(partition)")
      }
    }
  }

  private static func interleaved(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let other = try await trial.openAnother()
    let producers = [try await trial.transport.producer(.init()), try await other.producer(.init())]
    // This one reads while they write, the other transport's afterwards.
    let consumer = try await trial.reader([partition])
    for number in 0..<40 {
      let positions = try await producers[number % 2].send([numbered(number)], to: partition.topic)
      try expectEqual(positions.map(\.offset), [Int64(number)], "the offset after the other transport's")
    }
    try expectEqual(try await trial.read(40, consumer)[partition]?.map(\.number), Array(0..<40), "numbers read here")
    let there = try await other.consumer(.partitions([partition]), .init())
    _ = try await trial.next(there)
    try expectEqual(try await trial.read(40, there)[partition]?.map(\.number), Array(0..<40), "numbers read there")
    await other.close()
    // One transport's end is not the other's.
    _ = try await producers[0].send([numbered(40)], to: partition.topic)
    try expectEqual(try await trial.batch(consumer).records.map(\.number), [40], "numbers after the other closed")
  }
}
