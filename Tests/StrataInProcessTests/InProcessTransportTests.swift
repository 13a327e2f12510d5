import StrataEngine
import StrataInProcess
import StrataLog
import StrataTransport
import Testing

/// SPEC §8, over an engine in memory; the conformance suite in `StrataTesting` says the rest.
@Suite struct InProcessTransportTests {
  static func transport(partitions: Int32 = 1) async throws -> InProcessTransport {
    let transport = InProcessTransport(try Engine.inMemory())
    try await transport.admin.createTopic("t", partitions: partitions, settings: [:])
    return transport
  }

  func unexpected(_ at: SourceLocation = #_sourceLocation) { Issue.record("another event", sourceLocation: at) }

  static func texts(_ batch: ConsumedBatch) -> [String] {
    batch.records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
  }

  @Test("what is sent is delivered: assigned first, then batches", .timeLimit(.minutes(5)))
  func roundTrip() async throws {
    let transport = try await Self.transport()
    let producer = try await transport.producer(.init(compression: .zstd))
    let positions = try await producer.send(
      [
        Record(key: [1], value: Array("a".utf8)),
        Record(key: nil, value: nil, headers: [Header("h", nil)], timestamp: 5),
      ],
      to: "t")
    #expect(positions.map(\.offset) == [0, 1])
    let consumer = try await transport.consumer(.group("g", topics: ["t"]), .init())
    guard case .assigned(let assigned) = try await consumer.next(within: nil) else { return unexpected() }
    #expect(assigned == [TopicPartition("t", 0)])
    guard case .batch(let batch) = try await consumer.next(within: nil) else { return unexpected() }
    #expect(batch.records.map(\.key) == [[1], nil] && batch.records.map(\.value) == [Array("a".utf8), nil])
    #expect(batch.records[1].headers == [Header("h", nil)] && batch.records[1].timestamp == 5)
    #expect(batch.next == 2 && batch.end == 2)
    #expect(try await consumer.next(within: .zero) == nil)
    try await consumer.commit([TopicPartition("t", 0): 2])
    #expect(try await consumer.committed([TopicPartition("t", 0)]) == [TopicPartition("t", 0): 2])
    await transport.close()
    await transport.close()
    await #expect(throws: TransportError.self) { _ = try await consumer.next(within: nil) }
  }

  @Test("a waiting consumer is woken by an append", .timeLimit(.minutes(5)))
  func wakes() async throws {
    let transport = try await Self.transport()
    let consumer = try await transport.consumer(.partitions([TopicPartition("t", 0)]), .init())
    _ = try await consumer.next(within: nil)
    async let next = consumer.next(within: nil)
    let producer = try await transport.producer(.init())
    _ = try await producer.send([Record(value: [7])], to: "t")
    guard case .batch(let batch) = try await next else { return unexpected() }
    #expect(batch.records.map(\.value) == [[7]])
    await transport.close()
  }

  @Test("a second member takes over half, once the first has let go", .timeLimit(.minutes(5)))
  func sharing() async throws {
    let transport = try await Self.transport(partitions: 4)
    let first = try await transport.consumer(.group("g", topics: ["t"]), .init())
    let second = try await transport.consumer(.group("g", topics: ["t"]), .init())
    guard case .assigned(let all) = try await first.next(within: nil) else { return unexpected() }
    #expect(all.count == 4)
    #expect(try await second.next(within: .zero) == nil)
    guard case .revoked(let gone) = try await first.next(within: nil) else { return unexpected() }
    #expect(gone.count == 2)
    #expect(try await second.next(within: .zero) == nil, "the first has not agreed yet")
    try await first.commit([gone[0]: 3])
    #expect(try await first.next(within: .zero) == nil)
    await #expect(throws: TransportError.self) { try await first.commit([gone[0]: 4]) }
    guard case .assigned(let taken) = try await second.next(within: nil) else { return unexpected() }
    #expect(taken == gone)
    #expect(try await second.committed(gone) == [gone[0]: 3])
    await second.close()
    guard case .assigned(let back) = try await first.next(within: nil) else { return unexpected() }
    #expect(back == gone)
    await transport.close()
  }
}
