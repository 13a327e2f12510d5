import StrataEngine
import StrataLog
import StrataTransport

/// `strata topics list`: the topics of a data directory or of running brokers.
struct TopicsList: Command {
  static let name = "topics list"
  static let summary = "List the topics of a data directory, or of running brokers"

  let data: DataOption

  init(_ arguments: inout Arguments) throws(CommandError) { data = try DataOption(&arguments) }

  func run(_ console: Console) async throws -> Outcome {
    if let brokers = data.brokers { return try await list(try .kafka(brokers), console) }
    let engine = try data.open()
    for topic in engine.topics {
      let logs = try topic.partitions.map { try $0.log }
      let records = logs.reduce(0) { $0 + $1.endOffset().value - $1.startOffset.value }
      let bytes = logs.reduce(0) { $0 + $1.byteCount }
      try console.out.line(
        "\(topic.name.padded(to: 32)) \(topic.partitions.count) partitions, \(Figures.grouped(records)) records, "
          + Figures.bytes(bytes))
    }
    try engine.close()
    return .ok
  }

  private func list(_ carrier: Carrier, _ console: Console) async throws -> Outcome {
    for topic in try await carrier.transport.admin.topics() {
      let records = try await carrier.bounds(of: topic).reduce(0) { $0 + $1.upperBound - $1.lowerBound }
      try console.out.line(
        "\(topic.name.padded(to: 32)) \(topic.partitions) partitions, \(Figures.grouped(records)) records")
    }
    try await carrier.close()
    return .ok
  }
}

/// `strata topics create NAME`: makes a topic, and the data directory with the first.
struct TopicsCreate: Command {
  static let name = "topics create"
  static let summary = "Create a topic, and the data directory if it is missing"
  static let discussion = "Settings are Kafka's topic settings by Kafka's names, as retention.ms=3600000."

  let data: DataOption
  let topic: String
  let partitions: Int
  let settings: [Setting]

  /// `name=value`.
  struct Setting: ArgumentValue, Hashable {
    var name: String
    var value: String

    static let expected = "a setting as name=value"
    static let standIn = Setting(name: "", value: "")

    init(name: String, value: String) {
      self.name = name
      self.value = value
    }

    init?(argument: String) {
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
      name = String(argument[..<equals])
      value = String(argument[argument.index(after: equals)...])
    }

    var argument: String { "\(name)=\(value)" }
  }

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    partitions = try arguments.option("partitions", "N", default: 1 as Positive, "how many partitions it gets").value
    topic = try arguments.positional("NAME", "the topic's name")
    settings = try arguments.rest("SETTING", "settings other than the defaults")
  }

  func run(_ console: Console) async throws -> Outcome {
    // Checked before the directory is made: a mistake leaves nothing behind.
    let settings = try TopicSettings(
      Dictionary(self.settings.map { ($0.name, $0.value) }) { _, last in last })
    guard let partitions = Int32(exactly: partitions) else {
      throw EngineError.invalidPartitionCount(.max, most: .max)
    }
    if let brokers = data.brokers {
      let carrier = try Carrier.kafka(brokers)
      try await carrier.transport.admin.createTopic(topic, partitions: partitions, settings: settings.given)
      try await carrier.close()
    } else {
      let engine = try data.openOrMake()
      try engine.createTopic(topic, partitions: partitions, settings: settings)
      try engine.close()
    }
    try console.out.line("created \(topic) with \(partitions) partitions in \(data.place)")
    return .ok
  }
}

/// `strata topics delete NAME`: removes a topic and its records.
struct TopicsDelete: Command {
  static let name = "topics delete"
  static let summary = "Delete a topic and its records"

  let data: DataOption
  let topic: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    topic = try arguments.positional("NAME", "the topic's name")
  }

  func run(_ console: Console) async throws -> Outcome {
    try await data.withCarrier { carrier in
      try await carrier.known(topic)
      try await carrier.transport.admin.deleteTopic(topic)
    }
    try console.out.line("deleted \(topic)")
    return .ok
  }
}

/// `strata topics describe NAME`: a topic's settings and partitions.
struct TopicsDescribe: Command {
  static let name = "topics describe"
  static let summary = "Show a topic's id, settings and partitions"

  let data: DataOption
  let topic: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    topic = try arguments.positional("NAME", "the topic's name")
  }

  func run(_ console: Console) async throws -> Outcome {
    if let brokers = data.brokers { return try await describe(try .kafka(brokers), console) }
    let engine = try data.open()
    let topic = try engine.known(topic)
    try console.out.line("\(topic.name)  id \(topic.id)")
    for (name, value) in topic.settings.given.sorted(by: { $0.key < $1.key }) {
      try console.out.line("  \(name)=\(value)")
    }
    for partition in topic.partitions {
      let log = try partition.log
      try console.out.line(
        "  \(partition.id): offsets \(log.startOffset) up to \(log.endOffset()), \(log.segmentCount) segments, "
          + Figures.bytes(log.byteCount))
      for line in RecoveryReport.lines(partition) { try console.out.line("    \(line)") }
    }
    try engine.close()
    return .ok
  }

  private func describe(_ carrier: Carrier, _ console: Console) async throws -> Outcome {
    let topic = try await carrier.known(topic)
    try console.out.line(topic.name + (topic.id.map { "  id \($0)" } ?? ""))
    for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) { try console.out.line("  \(name)=\(value)") }
    for (partition, bounds) in try await carrier.bounds(of: topic).enumerated() {
      try console.out.line(
        "  \(TopicPartition(topic.name, Int32(partition))): offsets \(bounds.lowerBound) up to \(bounds.upperBound)")
    }
    try await carrier.close()
    return .ok
  }
}

extension Carrier {
  /// The offsets that each of a topic's partitions keeps.
  func bounds(of topic: TopicDescription) async throws -> [Range<Int64>] {
    var bounds: [Range<Int64>] = []
    for number in 0..<topic.partitions {
      let partition = TopicPartition(topic.name, number)
      let start = try await transport.admin.offset(of: partition, at: .beginning) ?? 0
      let end = try await transport.admin.offset(of: partition, at: .end) ?? 0
      bounds.append(start..<max(start, end))
    }
    return bounds
  }
}

extension Engine {
  /// The topic of this name; the error suggests the one that was likely meant.
  @discardableResult
  func known(_ name: String) throws -> StrataEngine.Topic {
    let names = topics.map(\.name)
    guard names.contains(name), let topic = topics.first(where: { $0.name == name }) else {
      let near = nearest(to: name, among: names).map { "did you mean \($0)?" }
      throw CommandError.failed("there is no topic \(name)", advice: near ?? "strata topics create \(name) makes it")
    }
    return topic
  }
}
