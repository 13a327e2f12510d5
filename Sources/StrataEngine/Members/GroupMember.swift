package import StrataLog
import Synchronization

/// A member of a group in this process (SPEC §7.3.4). All calls are safe from any thread; none waits.
///
/// ```text
/// enter ─▶ event* ─▶ leave        between enter and leave it is never silent
/// ```
package final class GroupMember: Sendable {
  private let group: Group
  private let host: GroupHost
  private let key: Int
  /// The group's name.
  package var groupName: String { group.name }

  init(_ key: Int, in group: Group) {
    self.group = group
    self.key = key
    host = group.host
  }

  /// The application asks for an event: agrees to the last one, and joins if it is not in the group.
  package func enter() throws(EngineError) {
    try group.perform { (state, now) throws(EngineError) in
      guard var member = state.members[key] else { return }
      let mustTell = member.agree()
      state.members[key] = member
      if let refusal = member.refusal { throw .group(group.name, refusal) }
      state.coordinator.attend(member.id, true, now: now)
      if mustTell || member.step == .out {
        group.settle(&state, group.join(key, &state, now), now)
      }
    }
  }

  /// What the application must hear first; nil if nothing. What it hears, it holds.
  package func event() throws(EngineError) -> MemberEvent? {
    try group.perform { (state, _) throws(EngineError) in
      if let refusal = state.members[key]?.refusal { throw .group(group.name, refusal) }
      return state.members[key]?.nextEvent()
    }
  }

  /// The application goes away with an event, or without; from now on it is silent.
  package func leave() {
    try? group.perform { (state, now) throws(EngineError) in
      if let id = state.members[key]?.id { state.coordinator.attend(id, false, now: now) }
    }
  }

  /// Stores the offsets to read next: as part of the transaction that `producer` has open, if one is given. Throws,
  /// storing nothing, if the member does not hold one of the partitions, or is out.
  package func commit(
    _ offsets: [PartitionID: Int64], by producer: ProducerIdentity? = nil, durability: Durability = .written
  ) throws(EngineError) {
    for (partition, offset) in offsets where offset < 0 {
      throw .invalid("offset \(offset) of \(partition)", reason: "offsets are never negative")
    }
    try group.perform { (state, now) throws(EngineError) in
      guard let member = state.members[key] else { throw .group(group.name, .unknownMember) }
      if let refusal = member.refusal { throw .group(group.name, refusal) }
      for partition in offsets.keys.sorted() {
        guard member.held.contains(partition) else { throw .notHeld(partition, group: group.name) }
        guard host.partitionCount(partition.topic) != nil else { throw .unknownTopic(partition.topic) }
      }
      if let refusal = state.coordinator.commit(
        member.id, instance: member.instance, generation: member.generation, now: now)
      {
        throw .group(group.name, refusal)
      }
      try host.offsets.commit(
        offsets.mapValues { CommittedOffset($0) }, of: group.name, by: producer, durability: durability, now: now)
    }
  }

  /// The group's stored offsets; a partition without one is left out.
  package func committed(_ partitions: [PartitionID]) -> [PartitionID: Int64] {
    // A client on the wire may store what is no offset.
    host.offsets.committed(partitions, of: group.name).mapValues(\.offset).filter { $0.value >= 0 }
  }

  /// The same for one who begins to read there; and the partitions of which a transaction will tell when it ends,
  /// whereupon the member's signal is raised.
  package func settled(_ partitions: [PartitionID]) -> (offsets: [PartitionID: Int64], pending: Set<PartitionID>) {
    let (offsets, pending) = host.offsets.settled(partitions, of: group.name)
    return (offsets.mapValues(\.offset).filter { $0.value >= 0 }, pending)
  }

  /// Ends the member. A static one keeps its place for a session; any other leaves at once.
  package func close() {
    try? group.perform { (state, now) throws(EngineError) in
      guard let member = state.members.removeValue(forKey: key), !member.id.isEmpty else { return }
      if member.instance != nil {
        state.coordinator.attend(member.id, false, now: now)
      } else {
        group.settle(&state, state.coordinator.leave([MemberIdentity(id: member.id)], now: now).actions, now)
      }
    }
  }
}
