import StrataTransport

extension TransportConformance {
  /// Waiting for an event (SPEC §8.3).
  static let waitingChecks = [
    ConformanceCheck("next answers nil when its time is over", "§8.3", timesOut),
    ConformanceCheck("next within zero takes what is there", "§8.3", zero),
    ConformanceCheck("an append wakes a consumer that waits", "§8.3", woken),
    ConformanceCheck("seek and resume from another task wake a consumer that waits", "§8.3", wokenByCalls),
    ConformanceCheck("a cancelled next throws and loses nothing", "§8.3", cancelled),
    ConformanceCheck("cancelling at any moment loses and repeats nothing", "§8.3", cancelledOften),
  ]

  private static func timesOut(_ trial: Trial) async throws {
    let consumer = try await trial.reader([TopicPartition(try await trial.topic(), 0)])
    for within in [Duration.milliseconds(20), trial.timing.quiet, .zero] {
      let start = ContinuousClock.now
      let event = try await consumer.next(within: within)
      let taken = start.duration(to: .now)
      try expect(event == nil, "no event on an empty partition", seen: brief(event))
      try expect(taken >= within, "next to take its \(within)", seen: taken)
      try expect(taken < within + trial.timing.patience, "next to end after \(within)", seen: taken)
    }
  }

  private static func zero(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<3, to: partition)
    let consumer = try await trial.reader([partition])
    // A distant store may not have answered yet; asking again must find its records before patience is over.
    let start = ContinuousClock.now
    while start.duration(to: .now) < trial.timing.patience {
      if case .batch(let batch) = try await consumer.next(within: .zero) {
        try expectEqual(batch.records.first?.number, 0, "the first number")
        return
      }
      await Task.yield()
    }
    throw ConformanceFailure(expected: "next within zero to find records that are there", seen: "none")
  }

  private static func woken(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let consumer = try await trial.reader([partition])
    let producer = try await trial.transport.producer(.init())
    var best = Duration.seconds(1_000)
    for number in 0..<5 {
      // The consumer is idle by the time of the append, as far as a caller can see to it.
      try await trial.expectQuiet(consumer, "nothing was sent")
      async let event = consumer.next(within: trial.timing.patience * 2)
      for _ in 0..<20 { await Task.yield() }
      let sent = ContinuousClock.now
      _ = try await producer.send([numbered(number)], to: partition.topic)
      guard case .batch(let batch) = try await event else {
        throw ConformanceFailure(expected: "a batch once a record is sent", seen: "another event or none")
      }
      best = min(best, sent.duration(to: .now))
      try expectEqual(batch.records.map(\.number), [number], "numbers delivered")
    }
    try expect(best <= trial.timing.prompt, "the best of five wakes within \(trial.timing.prompt)", seen: best)
  }

  private static func wokenByCalls(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    try await trial.send(0..<3, to: partition)
    let consumer = try await trial.reader([partition])
    _ = try await trial.read(3, consumer)
    let calls: [@Sendable () async throws -> Void] = [
      { try await consumer.seek(partition, to: .offset(1)) },
      {
        try await consumer.pause([partition])
        try await consumer.seek(partition, to: .offset(1))
        try await consumer.resume([partition])
      },
    ]
    for call in calls {
      async let event = trial.next(consumer)
      for _ in 0..<20 { await Task.yield() }
      try await call()
      guard case .batch(let batch) = try await event else {
        throw ConformanceFailure(expected: "a batch after a call from another task", seen: "another event")
      }
      try expectEqual(batch.records.map(\.number), [1, 2], "numbers after a call from another task")
    }
  }

  private static func cancelled(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let consumer = try await trial.reader([partition])
    let waiting = Task { try await consumer.next(within: nil) }
    for _ in 0..<100 { await Task.yield() }
    waiting.cancel()
    try await expectError(.cancelled, "a cancelled next") { _ = try await waiting.value }
    try await trial.send(0..<3, to: partition)
    try expectEqual(
      try await trial.read(3, consumer)[partition]?.map(\.number), [0, 1, 2], "numbers after a cancelled next")
  }

  private static func cancelledOften(_ trial: Trial) async throws {
    let partition = TopicPartition(try await trial.topic(), 0)
    let consumer = try await trial.reader([partition], .init(maxBatchBytes: 32))
    let sending = Task {
      for start in stride(from: 0, to: 300, by: 5) { try await trial.send(start..<start + 5, to: partition) }
    }
    var numbers: [Int?] = []
    var random = SeededRandom(seed: 41)
    while numbers.count < 300 {
      let waiting = Task { try await consumer.next(within: trial.timing.patience) }
      // At a random moment: before it starts, while it waits, while it takes a batch.
      for _ in 0..<Int.random(in: 0...12, using: &random) { await Task.yield() }
      waiting.cancel()
      do {
        guard let event = try await waiting.value else {
          throw ConformanceFailure(expected: "a batch or cancelled", seen: "nil after \(numbers.count) records")
        }
        if case .batch(let batch) = event { numbers += batch.records.map(\.number) }
      } catch let error as TransportError where error.code == .cancelled {
        // The next call continues; now and then one is left to finish, or a slow store would never deliver.
        if Bool.random(using: &random) { numbers += try await readOne(consumer, trial, done: numbers.count >= 300) }
      }
    }
    try await sending.value
    try expectEqual(numbers, Array(0..<300), "numbers read across cancelled calls")
  }

  private static func readOne(_ consumer: any TransportConsumer, _ trial: Trial, done: Bool) async throws -> [Int?] {
    done ? [] : try await trial.batch(consumer).records.map(\.number)
  }
}
