import StrataEngine
import StrataKafka
import StrataTransport

/// A group as `strata groups` shows it, wherever it was found (SPEC §10.1).
struct GroupView: Hashable, Sendable {
  /// Who is in the group.
  struct Member: Hashable, Sendable {
    var id: String
    /// What its client calls itself, and where it is.
    var client: String
    var partitions: [TopicPartition]
  }

  /// How far the group is in a partition.
  struct Progress: Hashable, Sendable {
    var partition: TopicPartition
    /// Nil if nothing was committed.
    var committed: Int64?
    /// Nil if there is no such partition any more.
    var end: Int64?
  }

  var name: String
  /// Kafka's word for it, as `Stable`.
  var state: String
  var members: [Member] = []

  /// What is printed of it.
  func lines(_ progress: [Progress]) -> [String] {
    var lines = ["\(name)  \(state), \(members.count) members"]
    for member in members {
      let partitions = member.partitions.map(\.description).joined(separator: ", ")
      lines.append("  \(member.id) (\(member.client)): \(partitions.isEmpty ? "no partitions" : partitions)")
    }
    for place in progress {
      let end = place.end.map { "end \($0)" } ?? "the partition is gone"
      let committed = place.committed.map { "committed \($0)" } ?? "nothing committed"
      let lag = place.committed.flatMap { committed in place.end.map { ", lag \(max(0, $0 - committed))" } } ?? ""
      lines.append("  \(place.partition): \(committed), \(end)\(lag)")
    }
    return lines
  }
}

/// The consumer groups of an engine in this process, or of brokers elsewhere, seen by who is in none of them.
enum ConsumerGroups: Sendable {
  case engine(Engine)
  case cluster(KafkaGroups)

  /// Every group, by name, without its members.
  func list() async throws -> [GroupView] {
    switch self {
    case .engine(let engine): engine.groups.list.map { GroupView(name: $0.name, state: $0.phase.description) }
    case .cluster(let groups): try await groups.list().map { GroupView(name: $0.name, state: $0.state) }
    }
  }

  /// The group of this name; the error suggests the one that was likely meant.
  func known(_ name: String) async throws -> GroupView {
    if let group = try await find(name) { return group }
    let near = nearest(to: name, among: try await list().map(\.name)).map { "did you mean \($0)?" }
    throw CommandError.failed(
      "there is no group \(name)", advice: near ?? "strata consume TOPIC --group \(name) makes it")
  }

  /// The group of this name, which has no members; one that has some is refused.
  func knownIdle(_ name: String) async throws -> GroupView {
    let group = try await known(name)
    guard group.members.isEmpty else {
      throw CommandError.failed(
        "group \(name) has \(group.members.count) members",
        advice: "stop them first: \(group.members.map(\.client).joined(separator: ", "))")
    }
    return group
  }

  private func find(_ name: String) async throws -> GroupView? {
    guard !name.isEmpty else { return nil }
    switch self {
    case .engine(let engine):
      guard let group = engine.groups.describe(name) else { return nil }
      // Members of an engine are those of its own process: of a directory just opened there are none to name.
      let members = group.members.map { GroupView.Member(id: $0.id, client: $0.client.id, partitions: []) }
      return GroupView(name: name, state: group.phase.description, members: members)
    case .cluster(let groups):
      guard let group = try await groups.describe(name) else { return nil }
      let members = group.members.map {
        // Kafka writes an address as Java does: behind a slash.
        GroupView.Member(id: $0.id, client: "\($0.client) at \($0.host.drop { $0 == "/" })", partitions: $0.partitions)
      }
      return GroupView(name: name, state: group.state, members: members)
    }
  }

  /// All that a group has committed.
  func committed(_ name: String) async throws -> [TopicPartition: Int64] {
    switch self {
    case .engine(let engine):
      let committed = engine.groups.committed(name).map {
        (TopicPartition($0.key.topic, $0.key.index), $0.value.offset)
      }
      return Dictionary(committed) { $1 }
    case .cluster(let groups): return try await groups.committed(name)
    }
  }

  /// Commits for a group without members. They are there after a crash once this returns.
  func commit(_ name: String, _ offsets: [TopicPartition: Int64]) async throws {
    switch self {
    case .engine(let engine):
      let offsets = offsets.map { (PartitionID($0.key.topic, $0.key.partition), CommittedOffset($0.value)) }
      let answer = try engine.groups.commit(name, offsets, by: MemberIdentity(id: ""), generation: -1)
      if case .failure(let refusal) = answer { throw EngineError.group(name, refusal) }
    case .cluster(let groups): try await groups.commit(name, offsets)
    }
  }

  /// Deletes a group without members and what it has committed.
  func delete(_ name: String) async throws {
    switch self {
    case .engine(let engine):
      if let refusal = try engine.groups.delete(name) { throw EngineError.group(name, refusal) }
    case .cluster(let groups): try await groups.delete(name)
    }
  }
}
