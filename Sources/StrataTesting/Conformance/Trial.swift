import StrataTransport
import Synchronization

/// A check under way: its transport, what it made there, and the steps that many checks share.
final class Trial: Sendable {
  let rig: any ConformanceRig
  let transport: any Transport
  private let made = Mutex((transports: [any Transport](), members: [GroupMember]()))

  init(_ rig: any ConformanceRig, _ transport: any Transport) {
    self.rig = rig
    self.transport = transport
    made.withLock { $0.transports.append(transport) }
  }

  var timing: ConformanceTiming { rig.timing }

  /// Another transport on the same store.
  func openAnother() async throws -> any Transport {
    let another = try await rig.open()
    made.withLock { $0.transports.append(another) }
    return another
  }

  func keep(_ member: GroupMember) { made.withLock { $0.members.append(member) } }

  /// Ends everything the check made.
  func end() async {
    let (transports, members) = made.withLock { ($0.transports, $0.members) }
    for member in members { await member.leave() }
    for transport in transports { await transport.close() }
  }

  // MARK: Names

  /// A name that nothing else in the store has.
  func unique(_ what: String) -> String {
    "conformance-\(what)-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
  }

  /// A new topic.
  func topic(_ partitions: Int32 = 1, settings: [String: String] = [:]) async throws -> String {
    let name = unique("topic")
    try await transport.admin.createTopic(name, partitions: partitions, settings: settings)
    return name
  }

  // MARK: Sending

  /// Sends with a producer of the step's own.
  @discardableResult
  func send(_ records: [Record], to topic: String, _ options: ProducerOptions = .init()) async throws -> [Position] {
    let producer = try await transport.producer(options)
    let positions = try await producer.send(records, to: topic)
    await producer.close()
    return positions
  }

  /// Sends records numbered `numbers` to a partition, each number as its value.
  @discardableResult
  func send(_ numbers: Range<Int>, to partition: TopicPartition) async throws -> [Position] {
    try await send(numbers.map { numbered($0, partition.partition) }, to: partition.topic)
  }

  // MARK: Reading

  /// A reader of partitions, past its first event.
  func reader(
    _ partitions: [TopicPartition], _ options: ConsumerOptions = .init()
  ) async throws -> any TransportConsumer {
    let consumer = try await transport.consumer(.partitions(partitions), options)
    let first = try await next(consumer)
    guard case .assigned(let assigned) = first else {
      throw ConformanceFailure(expected: "a reader's first event to be assigned", seen: brief(first))
    }
    try expectEqual(assigned.sorted(), partitions.sorted(), "the reader's partitions")
    return consumer
  }

  /// A lone group member, past its first event, which gave it all of the topic's partitions.
  func loneMember(
    of group: String, _ topic: String, partitions: Int32 = 1, _ options: ConsumerOptions = .init()
  ) async throws -> any TransportConsumer {
    let consumer = try await transport.consumer(.group(group, topics: [topic]), options)
    var held: Set<TopicPartition> = []
    while held.count < Int(partitions) {
      let event = try await next(consumer)
      guard case .assigned(let assigned) = event else {
        throw ConformanceFailure(expected: "a lone member's first event to be assigned", seen: brief(event))
      }
      held.formUnion(assigned)
    }
    return consumer
  }

  /// The consumer's next event; fails if none comes.
  func next(_ consumer: any TransportConsumer) async throws -> ConsumerEvent {
    guard let event = try await consumer.next(within: timing.patience) else {
      throw ConformanceFailure(expected: "an event within \(timing.patience)", seen: "none")
    }
    return event
  }

  /// The consumer's next batch; fails at any other event.
  func batch(_ consumer: any TransportConsumer) async throws -> ConsumedBatch {
    let event = try await next(consumer)
    guard case .batch(let batch) = event else { throw ConformanceFailure(expected: "a batch", seen: brief(event)) }
    try expect(!batch.records.isEmpty, "a batch to have a record", seen: batch)
    try expect(batch.next <= batch.end, "next to be at most end", seen: (batch.next, batch.end))
    return batch
  }

  /// Reads until `count` records have come, by partition in the order they came; fails if more come in the last batch.
  func read(_ count: Int, _ consumer: any TransportConsumer) async throws -> [TopicPartition: [ConsumedRecord]] {
    var read: [TopicPartition: [ConsumedRecord]] = [:]
    var total = 0
    while total < count {
      let batch = try await batch(consumer)
      read[batch.partition, default: []] += batch.records
      total += batch.records.count
    }
    try expectEqual(total, count, "records read")
    return read
  }

  /// Everything the partitions hold now, by a reader of the step's own.
  func readAll(_ partitions: [TopicPartition]) async throws -> [TopicPartition: [ConsumedRecord]] {
    var count = 0
    for partition in partitions {
      let end = try await offset(partition, .end)
      count += Int(end - (try await offset(partition, .beginning)))
    }
    let consumer = try await reader(partitions)
    let read = try await read(count, consumer)
    await consumer.close()
    return read
  }

  /// The partition's offset at a position that has one.
  func offset(_ partition: TopicPartition, _ position: StartPosition) async throws -> Int64 {
    guard let offset = try await transport.admin.offset(of: partition, at: position) else {
      throw ConformanceFailure(expected: "\(partition) to have an offset at \(position)", seen: "nil")
    }
    return offset
  }

  /// Fails if the consumer has anything to say.
  func expectQuiet(_ consumer: any TransportConsumer, _ why: String) async throws {
    let event = try await consumer.next(within: timing.quiet)
    try expect(event == nil, "no event: \(why)", seen: brief(event))
  }
}

/// A record whose value is its number, for this partition.
func numbered(_ number: Int, _ partition: Int32 = 0) -> Record {
  Record(value: Array(String(number).utf8), placement: .partition(partition))
}

extension ConsumedRecord {
  /// The number of a ``numbered(_:_:)`` record.
  var number: Int? { value.flatMap { Int(String(decoding: $0, as: UTF8.self)) } }

  /// Lengths of key, value, header names and values (SPEC §8.1).
  var bytes: Int {
    (key?.count ?? 0) + (value?.count ?? 0) + headers.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}
