import StrataTransport

/// `strata groups list`: the consumer groups of a data directory or of running brokers.
struct GroupsList: Command {
  static let name = "groups list"
  static let summary = "List the consumer groups of a data directory, or of running brokers"

  let data: DataOption

  init(_ arguments: inout Arguments) throws(CommandError) { data = try DataOption(&arguments) }

  func run(_ console: Console) async throws -> Outcome {
    try await data.withCarrier { carrier in
      for group in try await carrier.groups.list() {
        try console.out.line("\(group.name.padded(to: 32)) \(group.state)")
      }
    }
    return .ok
  }
}

/// `strata groups describe GROUP`: who is in a group, and how far it has read.
struct GroupsDescribe: Command {
  static let name = "groups describe"
  static let summary = "Show a group's state, members and, by partition, what it has committed and not yet read"

  let data: DataOption
  let group: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    group = try arguments.positional("GROUP", "the group's name")
  }

  func run(_ console: Console) async throws -> Outcome {
    try await data.withCarrier { carrier in
      let group = try await carrier.groups.known(group)
      let committed = try await carrier.groups.committed(group.name)
      var progress: [GroupView.Progress] = []
      for partition in Set(committed.keys).union(group.members.flatMap(\.partitions)).sorted() {
        let end = try await carrier.end(of: partition)
        progress.append(.init(partition: partition, committed: committed[partition], end: end))
      }
      for line in group.lines(progress) { try console.out.line(line) }
    }
    return .ok
  }
}

/// `strata groups reset GROUP`: has a group go on elsewhere.
struct GroupsReset: Command {
  static let name = "groups reset"
  static let summary = "Set what a group without members has committed"
  static let discussion = """
    --to is earliest, latest, an offset, or a time in UTC as 2013-01-31T05:15:00: the first record stamped then or
    later, or the end. Each partition is printed with what was committed before and what is now.
    """

  /// Where the group goes on.
  struct Target: ArgumentValue, Hashable {
    var position: StartPosition
    let argument: String

    static let expected = "earliest, latest, an offset or a time as 2013-01-31T05:15:00"
    static let standIn = Target(argument: "earliest", .beginning)
    static let choices = ["earliest", "latest"]

    private init(argument: String, _ position: StartPosition) { (self.argument, self.position) = (argument, position) }

    init?(argument: String) {
      if argument == "earliest" {
        self.init(argument: argument, .beginning)
      } else if argument == "latest" {
        self.init(argument: argument, .end)
      } else if let offset = Int64(argument), offset >= 0 {
        self.init(argument: argument, .offset(offset))
      } else if let time = UTC.milliseconds(argument) {
        self.init(argument: argument, .time(time))
      } else {
        return nil
      }
    }
  }

  let data: DataOption
  let group: String
  let topic: String
  let partition: Int64?
  let target: Target

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    let topic: String? = try arguments.option("topic", "TOPIC", "the topic; it must be given")
    partition = try arguments.option("partition", "N", "only this partition; all if left out")
    let target: Target? = try arguments.option("to", "WHERE", "where the group goes on; it must be given")
    group = try arguments.positional("GROUP", "the group's name")
    guard let topic else { throw .usage("--topic is missing: the topic whose offsets are set") }
    guard let target else { throw .usage("--to is missing: \(Target.expected)") }
    (self.topic, self.target) = (topic, target)
  }

  func run(_ console: Console) async throws -> Outcome {
    try await data.withCarrier { carrier in
      _ = try await carrier.groups.knownIdle(group)
      let partitions = try choose(from: try await carrier.known(topic).partitions)
      var offsets: [TopicPartition: Int64] = [:]
      for partition in partitions {
        // After the last record's time there is only the end.
        let found = try await carrier.transport.admin.offset(of: partition, at: target.position)
        offsets[partition] = if let found { found } else { try await carrier.end(of: partition) ?? 0 }
      }
      let before = try await carrier.groups.committed(group)
      try await carrier.groups.commit(group, offsets)
      let after = try await carrier.groups.committed(group)
      for partition in partitions {
        let (old, new) = (before[partition], after[partition])
        try console.out.line(
          "\(partition): committed \(old.map { "\($0)" } ?? "nothing") before, \(new.map { "\($0)" } ?? "nothing") now")
      }
    }
    return .ok
  }

  private func choose(from count: Int32) throws(CommandError) -> [TopicPartition] {
    if let partition {
      guard let number = Int32(exactly: partition), 0..<count ~= number else {
        throw .failed("there is no partition \(partition): \(topic) has \(count), counted from 0")
      }
      return [TopicPartition(topic, number)]
    }
    if case .offset(let offset) = target.position, count > 1 {
      throw .usage(
        "\(topic) has \(count) partitions, each with an offset \(offset) of its own",
        advice: "name one with --partition")
    }
    return (0..<count).map { TopicPartition(topic, $0) }
  }
}

/// `strata groups delete GROUP`: forgets a group and what it has committed.
struct GroupsDelete: Command {
  static let name = "groups delete"
  static let summary = "Delete a group without members, and what it has committed"

  let data: DataOption
  let group: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    data = try DataOption(&arguments)
    group = try arguments.positional("GROUP", "the group's name")
  }

  func run(_ console: Console) async throws -> Outcome {
    try await data.withCarrier { carrier in
      _ = try await carrier.groups.knownIdle(group)
      try await carrier.groups.delete(group)
    }
    try console.out.line("deleted \(group)")
    return .ok
  }
}

extension Carrier {
  /// Where a partition ends; nil if there is none such.
  fileprivate func end(of partition: TopicPartition) async throws(TransportError) -> Int64? {
    do throws(TransportError) {
      return try await transport.admin.offset(of: partition, at: .end)
    } catch {
      guard error.code == .unknownTopic else { throw error }
      return nil
    }
  }
}
