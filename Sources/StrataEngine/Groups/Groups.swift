import Synchronization

/// The groups of an engine, by name, and the calls of a front that speaks the protocol for its members (SPEC §7.3.6).
///
/// All calls are safe from any thread. Joins and syncs are answered through the closure that comes with them, exactly
/// once, outside all locks, on the thread whose call made the answer known: the caller's own before the call returns,
/// or any other later.
package final class Groups: Sendable {
  let host: GroupHost
  private let table: Mutex<[String: Group]>

  init(host: GroupHost) {
    self.host = host
    var table: [String: Group] = [:]
    for name in host.offsets.groups { table[name] = Group(name: name, host: host) }
    self.table = Mutex(table)
  }

  /// By name.
  var all: [Group] { table.withLock { Array($0.values) }.sorted { $0.name < $1.name } }

  /// Has something happen to a group, which is made if there is none and `making` says so; nil if there is none.
  func perform<Value: Sendable>(
    _ name: String, making: Bool = false,
    _ happen: (Group, inout Group.State, _ now: Int64) throws(EngineError) -> Value
  ) throws(EngineError) -> Value? {
    while true {
      let found: Group? = table.withLock { table in
        if let group = table[name] { return group }
        guard making else { return nil }
        let made = Group(name: name, host: host)
        table[name] = made
        return made
      }
      guard let group = found else { return nil }
      let value = try group.perform { (state, now) throws(EngineError) -> Value? in
        state.isGone ? nil : try happen(group, &state, now)
      }
      if let value { return value }
      drop(group)
    }
  }

  /// Takes a group that is gone out of the table.
  private func drop(_ group: Group) {
    table.withLock { if $0[group.name] === group { $0[group.name] = nil } }
  }

  /// A member in this process; it joins by its first ``GroupMember/enter()``.
  func add(_ member: LocalMember, to name: String) throws(EngineError) -> GroupMember {
    guard !name.isEmpty, Self.canBeNamed(name) else { throw .group(name, .invalidGroup) }
    let made = try perform(name, making: true) { (group, state, _) throws(EngineError) in
      state.count += 1
      state.members[Int(state.count)] = member
      return GroupMember(Int(state.count), in: group)
    }
    guard let made else { throw .group(name, .unknownGroup) }
    return made
  }

  /// Whether a group can be called so: by a name that a record of ``OffsetRecord`` has room for.
  static func canBeNamed(_ name: String) -> Bool { name.utf8.count <= Int(Int16.max) }

  // MARK: Looking

  /// A group as it stands; nil if there is none of this name.
  package func describe(_ name: String) -> GroupDescription? {
    try? perform(name) { (_, state, _) throws(EngineError) in state.coordinator.description(of: name) }
  }

  /// All groups, by name.
  package var list: [GroupListing] {
    all.compactMap { group in
      try? group.perform { (state, _) throws(EngineError) in
        state.isGone
          ? nil
          : GroupListing(
            name: group.name, phase: state.coordinator.phase, protocolType: state.coordinator.protocolType ?? "")
      }
    }
  }

  // MARK: Deleting

  /// Deletes a group without members, and what it has committed. Answers why not, or nil.
  package func delete(_ name: String) throws(EngineError) -> GroupRefusal? {
    let answer = try perform(name) { (group, state, now) throws(EngineError) -> (GroupRefusal?, Group) in
      guard state.coordinator.phase == .empty else { return (.notEmpty, group) }
      try host.offsets.remove(Array(host.offsets.partitions(of: name)), of: name, now: now)
      state.coordinator = host.newCoordinator()
      // Members in this process that are not in it just now keep it for themselves.
      state.isGone = state.members.isEmpty
      return (nil, group)
    }
    guard let (refusal, group) = answer else { return .unknownGroup }
    if refusal == nil, (try group.perform { (state, _) throws(EngineError) in state.isGone }) { drop(group) }
    return refusal
  }

  /// Forgets offsets that are kept no longer, and groups that have had neither members nor offsets for a while. The
  /// first failure is thrown after all was tried.
  func expire() throws(EngineError) {
    var failure: EngineError?
    for group in all {
      do throws(EngineError) {
        let isGone = try group.perform { (state, now) throws(EngineError) in
          try group.expireOffsets(&state, now)
          state.isGone =
            state.coordinator.phase == .empty && state.coordinator.promisedIDs.isEmpty && state.members.isEmpty
            && state.emptySince + host.settings.emptyGroupRetention <= now
            && host.offsets.partitions(of: group.name).isEmpty
          return state.isGone
        }
        if isGone { drop(group) }
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }
}

extension Group {
  /// Offsets of an empty group go when it has been empty for the retention and they are as old; of a group of consumers
  /// at work go old ones of topics that none of them reads.
  fileprivate func expireOffsets(_ state: inout State, _ now: Int64) throws(EngineError) {
    let phase = state.coordinator.phase
    guard phase == .empty || phase == .stable && state.coordinator.protocolType == ConsumerSubscription.protocolType
    else { return }
    let since = state.emptySince
    let expired = host.offsets.all(of: name).filter { partition, committed in
      if phase == .stable, state.coordinator.reads(partition.topic) { return false }
      if let expiry = committed.expiresAt { return expiry <= now }
      let base = phase == .empty ? max(since, committed.committedAt) : committed.committedAt
      return base + host.settings.offsetsRetention <= now
    }
    try host.offsets.remove(Array(expired.keys), of: name, now: now)
  }
}
