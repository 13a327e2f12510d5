import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.2, §7.4
@Suite struct PartitionTests {
  /// A batch of `count` records by producer 5.
  static func append(
    _ partition: Partition, _ sequence: Int32, _ count: Int = 1, epoch: Int16 = 0
  ) throws(EngineError) -> Int64 {
    var batch = try Self.batch(count)
    batch.producer = BatchProducer(id: 5, epoch: epoch, sequence: sequence)
    return try partition.append(&batch, durability: .written).baseOffset.value
  }

  private static func batch(_ count: Int) throws(EngineError) -> BatchBuilder {
    do throws(LogError) {
      var batch = try BatchBuilder()
      for number in 0..<count {
        try batch.add(key: nil, value: [UInt8(number)], timestamp: Timestamp(milliseconds: 1))
      }
      return batch
    } catch { throw .log(partition: PartitionID("t", 0), error) }
  }

  @Test("a repeated batch is stored once and answered with the original's place, also after a start")
  func duplicates() throws {
    let bench = Bench()
    var engine: Engine? = try bench.open()
    var partition = try #require(try engine?.createTopic("t")).partitions[0]
    for number in 0..<7 as Range<Int32> { #expect(try Self.append(partition, number * 2, 2) == Int64(number) * 2) }
    for isClosed in [true, false] {
      #expect(try Self.append(partition, 12, 2) == 12)
      #expect(try Self.append(partition, 4, 2) == 4)
      #expect(try partition.log.endOffset() == Offset(14))
      #expect(
        Engine.refusal { () throws(EngineError) in _ = try Self.append(partition, 2, 2) }
          == .outOfOrderSequence(partition.id, producer: 5, expected: 14, got: 2), "older than five batches")
      #expect(
        Engine.refusal { () throws(EngineError) in _ = try Self.append(partition, 16, 2) }
          == .outOfOrderSequence(partition.id, producer: 5, expected: 14, got: 16))
      // Closed in good order the first time, killed the second.
      if isClosed { try engine?.close() }
      engine = nil
      engine = try bench.open()
      partition = try #require(try engine?.topic("t")).partitions[0]
    }
    #expect(try Self.append(partition, 0, 1, epoch: 1) == 14)
    #expect(
      Engine.refusal { () throws(EngineError) in _ = try Self.append(partition, 14, 2) }
        == .fencedProducer(partition.id, producer: 5, current: 1, got: 0))
  }

  @Test("a topic made anew knows nothing of the old one's producers")
  func forgetsWithTheTopic() throws {
    let engine = try Bench().open()
    #expect(try Self.append(engine.createTopic("t").partitions[0], 0) == 0)
    try engine.deleteTopic("t")
    #expect(try Self.append(engine.createTopic("t").partitions[0], 0) == 0)
    #expect(try Self.append(engine.topic("t").partitions[0], 1) == 1)
  }

  @Test("a producer that is silent for a day is forgotten")
  func expires() throws {
    let bench = Bench()
    let engine = try bench.open()
    let partition = try engine.createTopic("t").partitions[0]
    _ = try Self.append(partition, 0)
    bench.time.pass(24 * 3_600_000 + 1)
    try engine.maintain()
    #expect(try Self.append(partition, 77) == 1)
  }

  @Test("an append raises the signals of those who wait, and of no one else", .timeLimit(.minutes(5)))
  func wakes() async throws {
    let partition = try Bench().open().createTopic("t").partitions[0]
    let (waiting, gone) = (Signal(), Signal())
    partition.notify(waiting)
    partition.notify(gone)
    partition.forget(gone)
    try partition.append(key: nil, value: "v", durability: .synced)
    try await waiting.wait()
    let other = Task { try await gone.wait() }
    other.cancel()
    await #expect(throws: CancellationError.self) { try await other.value }
  }

  @Test("producer ids are never given twice, also after a kill and by a generator that repeats itself")
  func producerIDs() throws {
    let bench = Bench()
    var seen: Set<Int64> = []
    for _ in 0..<3 {
      let engine = try bench.open()
      for _ in 0..<1_500 { #expect(seen.insert(try engine.newProducerID()).inserted) }
    }
  }

  @Test("records are read one by one from any offset, as many as asked for")
  func singles() throws {
    let topic = try Bench().open().createTopic("t")
    for number in 0..<10 { try topic.append(key: "k\(number)", value: "v\(number)") }
    #expect(try topic.read(from: Offset(7)).map(\.offset.value) == [7, 8, 9])
    #expect(try topic.read(count: 2).map { String(decoding: $0.value ?? [], as: UTF8.self) } == ["v0", "v1"])
    #expect(try topic.read(from: Offset(10)).isEmpty)
    guard case .log(_, .outOfRange) = Engine.refusal({ () throws(EngineError) in _ = try topic.read(from: Offset(11)) })
    else { return fail("an offset behind the end was read") }
  }

  @Test("retention lets old segments go when the engine is maintained")
  func retention() throws {
    let bench = Bench()
    let engine = try bench.open()
    let settings = try TopicSettings(["retention.ms": "1000", "internal.segment.bytes": "1000"])
    let topic = try engine.createTopic("t", settings: settings)
    for _ in 0..<50 { try topic.append(key: nil, value: String(repeating: "x", count: 100)) }
    bench.time.pass(5_000)
    try topic.append(key: nil, value: "new")
    try engine.maintain()
    #expect(try topic.partitions[0].log.startOffset > Offset(40))
    #expect(try topic.read(from: topic.partitions[0].log.startOffset).last?.value == Array("new".utf8))
  }
}
