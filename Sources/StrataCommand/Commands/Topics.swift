import StrataEngine
import StrataLog

/// `strata topics list`: the topics of a data directory.
struct TopicsList: Command {
  static let name = "topics list"
  static let summary = "List the topics of a data directory"

  let data: DataOption

  init(_ arguments: inout Arguments) throws(CommandError) { data = try DataOption(&arguments) }

  func run(_ console: Console) async throws -> Outcome {
    let engine = try data.open()
    for topic in engine.topics {
      let records = topic.partitions.reduce(0) { $0 + $1.log.endOffset().value - $1.log.startOffset.value }
      let bytes = topic.partitions.reduce(0) { $0 + $1.log.byteCount }
      try console.out.line(
        "\(topic.name.padded(to: 32)) \(topic.partitions.count) partitions, \(Figures.grouped(records)) records, "
          + Figures.bytes(bytes))
    }
    try engine.close()
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
    let engine = try data.openOrMake()
    let topic = try engine.createTopic(topic, partitions: partitions, settings: settings)
    try engine.close()
    try console.out.line("created \(topic.name) with \(partitions) partitions in \(data.path)")
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
    let engine = try data.open()
    try engine.known(topic)
    try engine.deleteTopic(topic)
    try engine.close()
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
    let engine = try data.open()
    let topic = try engine.known(topic)
    try console.out.line("\(topic.name)  id \(topic.id)")
    for (name, value) in topic.settings.given.sorted(by: { $0.key < $1.key }) {
      try console.out.line("  \(name)=\(value)")
    }
    for partition in topic.partitions {
      let log = partition.log
      try console.out.line(
        "  \(partition.id): offsets \(log.startOffset) up to \(log.endOffset()), \(log.segmentCount) segments, "
          + Figures.bytes(log.byteCount))
      for line in RecoveryReport.lines(partition) { try console.out.line("    \(line)") }
    }
    try engine.close()
    return .ok
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
