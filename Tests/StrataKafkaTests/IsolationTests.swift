import StrataBroker
import StrataEngine
import StrataInProcess
import StrataKafka
import StrataTransport
import Testing

/// SPEC §12.2, §12.3: what clients of the broker see of transactions in its process.
@Suite struct IsolationTests {
  static func numbers(_ consumer: any TransportConsumer, _ count: Int) async throws -> [String] {
    var numbers: [String] = []
    while numbers.count < count, let event = try await consumer.next(within: .seconds(30)) {
      guard case .batch(let batch) = event else { continue }
      numbers += batch.records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }
    return numbers
  }

  @Test("librdkafka shows what is committed, or all, as it is told", .timeLimit(.minutes(2)))
  func isolation() async throws {
    let engine = try Engine.inMemory()
    try engine.createTopic("t")
    var settings = BrokerSettings(try BrokerConfig([:]))
    settings.port = 0
    let broker = try Broker(engine: engine, settings: settings)
    defer { broker.stop() }
    let inside = InProcessTransport(engine)
    let outside = try KafkaTransport(brokers: "127.0.0.1:\(broker.port)", settings: KafkaSettings())
    let place = TopicPartition("t", 0)
    let producer = try await inside.producer(.init(transactionalID: "x"))
    func send(_ value: String) async throws {
      _ = try await producer.send([Record(value: Array(value.utf8))], to: "t")
    }
    for (value, commits) in [("1", true), ("2", false), ("3", true)] {
      try await producer.beginTransaction()
      try await send(value)
      if commits { try await producer.commitTransaction() } else { try await producer.abortTransaction() }
    }
    try await producer.beginTransaction()
    try await send("4")

    let all = try await outside.consumer(.partitions([place]), .init(isolation: .readUncommitted))
    #expect(try await Self.numbers(all, 4) == ["1", "2", "3", "4"])
    let committed = try await outside.consumer(.partitions([place]), .init())
    #expect(try await Self.numbers(committed, 2) == ["1", "3"])
    #expect(try await committed.next(within: .milliseconds(300)) == nil, "the fourth is open")
    // A fetch that waits is woken by the marker.
    async let fourth = Self.numbers(committed, 1)
    try await producer.commitTransaction()
    #expect(try await fourth == ["4"])
    await outside.close()
    await inside.close()
    try engine.close()
  }

  @Test("a member on the broker does not begin where offsets are pending", .timeLimit(.minutes(2)))
  func pendingOffsets() async throws {
    let engine = try Engine.inMemory()
    try engine.createTopic("t")
    var settings = BrokerSettings(try BrokerConfig(["group.initial.rebalance.delay.ms": "0"]))
    settings.port = 0
    let broker = try Broker(engine: engine, settings: settings)
    defer { broker.stop() }
    let inside = InProcessTransport(engine)
    let outside = try KafkaTransport(brokers: "127.0.0.1:\(broker.port)", settings: KafkaSettings())
    let place = TopicPartition("t", 0)
    let plain = try await inside.producer(.init())
    _ = try await plain.send((0..<4).map { Record(value: Array("\($0)".utf8)) }, to: "t")

    let first = try await inside.consumer(.group("g", topics: ["t"]), .init())
    _ = try await first.next(within: .seconds(10))
    let producer = try await inside.producer(.init(transactionalID: "x"))
    try await producer.beginTransaction()
    try await producer.commitOffsets([place: 3], of: first)
    await first.close()
    let second = try await outside.consumer(.group("g", topics: ["t"]), .init())
    guard case .assigned? = try await second.next(within: .seconds(30)) else {
      Issue.record("nothing was assigned")
      return
    }
    async let read = Self.numbers(second, 1)
    try await Task.sleep(for: .milliseconds(500))
    try await producer.commitTransaction()
    #expect(try await read == ["3"])
    await outside.close()
    await inside.close()
    try engine.close()
  }
}
