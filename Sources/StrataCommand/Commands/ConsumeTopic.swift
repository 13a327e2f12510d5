import StrataTransport

/// `strata consume TOPIC`: records become lines (SPEC §10.1).
struct ConsumeTopic: Command {
  static let name = "consume"
  static let summary = "Print the records of a topic"
  static let discussion = """
    --from is beginning, end, an offset, or a time in UTC as 2013-01-31T05:15:00.
    text prints the value, after the key and a tab where there is a key; json prints one object a line.
    As a member of --group it goes on behind what the group has committed, and commits what it has printed.
    An interrupt ends it as the end of the topic would.
    """

  enum Format: String, ArgumentChoice { case text, json }

  /// Where reading starts.
  struct Start: ArgumentValue, Hashable {
    var position: StartPosition
    let argument: String

    static let expected = "beginning, end, an offset or a time as 2013-01-31T05:15:00"
    static let standIn = Start(position: .beginning, argument: "beginning")

    init(position: StartPosition, argument: String) {
      self.position = position
      self.argument = argument
    }

    init?(argument: String) {
      self.argument = argument
      if argument == "beginning" {
        position = .beginning
      } else if argument == "end" {
        position = .end
      } else if let offset = Int64(argument), offset >= 0 {
        position = .offset(offset)
      } else if let time = UTC.milliseconds(argument) {
        position = .time(time)
      } else {
        return nil
      }
    }
  }

  let data: DataOption
  let topic: String
  let start: Start?
  let partition: Int64?
  let group: String?
  let follow: Bool
  let most: Int
  let format: Format

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    start = try arguments.option("from", "WHERE", "where to start; the beginning, or the group's place, if left out")
    partition = try arguments.option("partition", "N", "only this partition; all if left out")
    group = try arguments.option("group", "NAME", "read as a member of this group and commit")
    follow = arguments.flag("follow", "wait for more records at the end")
    most = try arguments.option("max", "N", default: Int.max, "stop after N records")
    format = try arguments.option("format", "FORMAT", default: .text, "how records are printed")
    topic = try arguments.positional("TOPIC", "what to read")
    guard most >= 0 else { throw .usage("--max: \(most) is not 0 or more") }
    guard group == nil || partition == nil else {
      throw .usage("--group and --partition don't go together", advice: "a group shares all partitions")
    }
  }

  func run(_ console: Console) async throws -> Outcome {
    try await Signals.cancelling { try await data.withCarrier { try await print(from: $0, console) } }
    return .ok
  }

  /// Prints what there is, or with --follow what comes, too.
  private func print(from carrier: Carrier, _ console: Console) async throws {
    let transport = carrier.transport
    let all = (0..<(try await carrier.known(topic)).partitions).map { TopicPartition(topic, $0) }
    let partitions = partition.map { [TopicPartition(topic, Int32(clamping: $0))] } ?? all
    if case .offset(let offset)? = start?.position, partitions.count > 1 {
      throw CommandError.usage(
        "\(topic) has \(all.count) partitions, each with an offset \(offset) of its own",
        advice: "name one with --partition")
    }
    // The end as it is now is where to stop; with --follow there is none.
    var ends: [TopicPartition: Int64] = [:]
    for partition in partitions {
      ends[partition] = try await transport.admin.offset(of: partition, at: .end) ?? 0
    }
    do {
      try await print(from: transport, until: ends, console)
    } catch let error as TransportError where error.code == .cancelled {
      // What was printed is committed: an interrupt is an end like others.
    }
  }

  private func print(
    from transport: any Transport, until ends: [TopicPartition: Int64], _ console: Console
  ) async throws {
    let subscription: Subscription =
      if let group { .group(group, topics: [topic]) } else { .partitions(ends.keys.sorted()) }
    let consumer = try await transport.consumer(
      subscription, ConsumerOptions(start: start?.position ?? .beginning))
    var waiting = ends
    for (partition, end) in ends where try await isDone(partition, end, transport, consumer) {
      waiting[partition] = nil
    }
    var left = most
    while left > 0, follow || !waiting.isEmpty {
      switch try await consumer.next(within: nil) {
      case .assigned(let partitions):
        if let start, group != nil {
          for partition in partitions { try await consumer.seek(partition, to: start.position) }
        }
      case .batch(let batch):
        let records = batch.records.prefix(left)
        for record in records { try console.out.write(Self.line(record, batch.partition, format)) }
        try console.out.flush()
        left -= records.count
        if group != nil, let last = records.last { try await consumer.commit([batch.partition: last.offset + 1]) }
        if batch.next >= ends[batch.partition] ?? 0 { waiting[batch.partition] = nil }
      case .revoked, .lost, nil: break
      }
    }
    await consumer.close()
  }

  /// Whether nothing between the start and the end as it was is left to print.
  private func isDone(
    _ partition: TopicPartition, _ end: Int64, _ transport: any Transport, _ consumer: any TransportConsumer
  ) async throws -> Bool {
    var first = try await transport.admin.offset(of: partition, at: start?.position ?? .beginning) ?? end
    if start == nil, group != nil { first = try await consumer.committed([partition])[partition] ?? first }
    return first >= end
  }

  /// A record as the bytes of its line.
  static func line(_ record: ConsumedRecord, _ partition: TopicPartition, _ format: Format) -> [UInt8] {
    switch format {
    case .text: (record.key.map { $0 + [UInt8(ascii: "\t")] } ?? []) + (record.value ?? []) + [UInt8(ascii: "\n")]
    case .json:
      Array(
        JSON.object([
          .init("topic", .string(partition.topic)),
          .init("partition", .integer(Int64(partition.partition))),
          .init("offset", .integer(record.offset)),
          .init("timestamp", .integer(record.timestamp)),
          .init("time", .string(UTC.text(record.timestamp))),
          .init("key", Printable.json(record.key)),
          .init("value", Printable.json(record.value)),
          .init(
            "headers",
            .array(
              record.headers.map {
                .object([.init("name", .string($0.name)), .init("value", Printable.json($0.value))])
              })),
        ]).text.utf8) + [UInt8(ascii: "\n")]
    }
  }
}
