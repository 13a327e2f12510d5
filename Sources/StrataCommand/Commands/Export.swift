import StrataEngine

/// `strata export DIR --to KAFKADIR`: makes a directory that Apache Kafka starts on (SPEC §16.1).
struct Export: Command {
  static let name = "export"
  static let summary = "Copy a data directory into one that Apache Kafka starts on"
  static let discussion = """
    The directory gets server.properties and data, which Kafka calls its log directory; a Kafka 4.3 or later of one
    node is started by `kafka-server-start KAFKADIR/server.properties`. DIR stays as it is: the files are copied.
    """

  let data: DataOption
  let target: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    let to: String? = try arguments.option(
      "to", "KAFKADIR", completes: .directories, "where to; made if it is missing, else it must be empty")
    let directory: String = try arguments.positional(
      "DIR", completes: .directories, "a data directory that nobody has open")
    guard arguments.isDescription || to != nil else {
      throw .usage("--to is missing", advice: "write --to KAFKADIR: the directory for Apache Kafka")
    }
    data = DataOption(path: directory)
    target = to ?? ""
  }

  func run(_ console: Console) async throws -> Outcome {
    let target = try Files.absolute(target)
    guard !target.contains(",") else {
      throw CommandError.failed("\(target) has a comma, by which Kafka parts directories", advice: "name another")
    }
    try Files.makeDirectory(Files.parent(of: target))
    let written = try data.export(to: target)
    let count = "\(written.topics) topics, \(written.partitions) partitions, \(Figures.bytes(written.bytes))"
    try console.out.line("exported \(count) to \(target)")
    return .ok
  }
}
