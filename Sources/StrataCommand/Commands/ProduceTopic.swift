import StrataTransport

/// `strata produce TOPIC`: each line of standard input becomes a record (SPEC §10.1).
struct ProduceTopic: Command {
  static let name = "produce"
  static let summary = "Append the lines of standard input to a topic, a record each"
  static let discussion = """
    Lines are sent together as they come in, at most --batch at once. A line without the separator of --key-separator
    is a record without a key.
    """

  enum Level: String, ArgumentChoice {
    case memory, written, synced

    var acknowledgement: Acknowledgement {
      switch self {
      case .memory: .memory
      case .written: .written
      case .synced: .synced
      }
    }
  }

  let data: DataOption
  let topic: String
  let separator: String?
  let tombstone: String?
  let headers: [Header]
  let partition: Int64?
  let codec: DemoSettings.Codec
  let durability: Level
  let batch: Int

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    separator = try arguments.option("key-separator", "TEXT", "what stands between key and value; no keys if left out")
    tombstone = try arguments.option("tombstone", "TEXT", "a value that is this text is sent as no value")
    let headers: String? = try arguments.option("headers", "LIST", "headers of every record, as name=value,name=value")
    partition = try arguments.option("partition", "N", "the partition of every record; by key if left out")
    codec = try arguments.option("compression", "CODEC", default: .none, "how batches are compressed")
    durability = try arguments.option(
      "durability", "LEVEL", default: .written, "what a record survives once it is sent")
    batch = try arguments.option("batch", "N", default: 500 as Positive, "lines sent at once, at most").value
    topic = try arguments.positional("TOPIC", "where the records go")
    self.headers = try Self.parse(headers)
    guard separator?.isEmpty != true else { throw .usage("--key-separator is empty") }
  }

  private static func parse(_ list: String?) throws(CommandError) -> [Header] {
    var headers: [Header] = []
    for part in list?.split(separator: ",") ?? [] {
      guard let setting = TopicsCreate.Setting(argument: String(part)) else {
        throw .usage("--headers: '\(part)' is not a header as name=value")
      }
      headers.append(Header(setting.name, setting.value))
    }
    return headers
  }

  func run(_ console: Console) async throws -> Outcome {
    var count = 0
    try await data.withCarrier { carrier in count = try await send(through: carrier, console) }
    try console.err.line("\(Figures.grouped(count)) records to \(topic)")
    return .ok
  }

  /// Sends what standard input holds; answers how many records that were.
  private func send(through carrier: Carrier, _ console: Console) async throws -> Int {
    try await carrier.known(topic)
    let producer = try await carrier.transport.producer(
      ProducerOptions(acknowledgement: durability.acknowledgement, compression: codec.compression))
    let input = console.input()
    var count = 0
    var records: [Record] = []
    while let line = try input.line() {
      records.append(record(line))
      // What came in together goes out together; what came in alone does not wait for more.
      if records.count >= batch || !input.hasLine {
        _ = try await producer.send(records, to: topic)
        count += records.count
        records.removeAll(keepingCapacity: true)
      }
    }
    await producer.close()
    return count
  }

  /// The record that a line makes.
  func record(_ line: [UInt8]) -> Record {
    var key: [UInt8]?
    var value: [UInt8]? = line
    if let separator, let found = line.firstRange(of: Array(separator.utf8)) {
      key = Array(line[..<found.lowerBound])
      value = Array(line[found.upperBound...])
    }
    if let tombstone, value.map({ $0.elementsEqual(tombstone.utf8) }) ?? false { value = nil }
    let placement = partition.map { Record.Placement.partition(Int32(clamping: $0)) } ?? .byKey
    return Record(key: key, value: value, headers: headers, placement: placement)
  }
}
