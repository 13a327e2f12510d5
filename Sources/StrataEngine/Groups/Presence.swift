/// Heartbeats, leaving, expiry, and who may commit (SPEC §7.3.3).
extension GroupCoordinator {
  /// A member says that it is alive. Refused with ``GroupRefusal/rebalanceInProgress`` when it should join again.
  package mutating func heartbeat(
    _ memberID: String, instance: String? = nil, generation: Int32, now: Int64
  ) -> GroupRefusal? {
    switch place(of: memberID, instance: instance) {
    case .failure(let refusal): return refusal
    case .success(let index):
      guard generation == self.generation else { return .illegalGeneration }
      members[index].lastSeen = now
      return phase == .preparing ? .rebalanceInProgress : nil
    }
  }

  /// A front in this process begins or stops vouching for a member: between the two it is never silent, afterwards it
  /// is until the front vouches again, whatever the front has it join or commit.
  package mutating func attend(_ memberID: String, _ isPresent: Bool, now: Int64) {
    guard let index = members.firstIndex(where: { $0.id == memberID }) else { return }
    members[index].attendance = isPresent ? .present : .absent(since: now)
  }

  /// Whether offsets may be committed for the group: by a member of the current generation, or by anyone (a negative
  /// generation) while nobody is in the group. Counts as a sign of life.
  package mutating func commit(
    _ memberID: String, instance: String? = nil, generation: Int32, now: Int64
  ) -> GroupRefusal? {
    if phase == .empty, generation < 0 { return nil }
    switch place(of: memberID, instance: instance) {
    case .failure(let refusal): return refusal
    case .success(let index):
      guard generation == self.generation else { return .illegalGeneration }
      guard phase != .completing else { return .rebalanceInProgress }
      members[index].lastSeen = now
      return nil
    }
  }

  /// Members go, and the group reacts once to all of them. An empty id with an instance takes a static member out.
  /// Answers why each could not go, nil if it did.
  package mutating func leave(
    _ leaving: [MemberIdentity], now: Int64
  ) -> (refusals: [GroupRefusal?], actions: [Action]) {
    var actions: [Action] = []
    var hasChanged = false
    let refusals = leaving.map { member -> GroupRefusal? in
      var id = member.id
      if promisedIDs.removeValue(forKey: id) != nil {
        hasChanged = true
        return nil
      }
      if id.isEmpty {
        guard let instance = member.instance, let member = members.first(where: { $0.instance == instance }) else {
          return .unknownMember
        }
        id = member.id
      }
      if case .failure(let refusal) = place(of: id, instance: member.instance) { return refusal }
      actions += takeOut([id])
      hasChanged = true
      return nil
    }
    return (refusals, hasChanged ? actions + react(now: now) : [])
  }

  /// Ends what was due at `now`: sessions, joins and syncs that took too long.
  package mutating func advance(to now: Int64) -> [Action] {
    var actions: [Action] = []
    promisedIDs = promisedIDs.filter { $0.value > now }
    let silent = members.filter { $0.deadline.map { $0 <= now } ?? false }.map(\.id)
    if !silent.isEmpty { actions += remove(silent, now: now) }
    if let deadline = syncDeadline, deadline <= now {
      syncDeadline = nil
      let late = members.filter(\.owesSync).map(\.id)
      if !late.isEmpty { actions += remove(late, now: now) }
    }
    return actions + endJoin(now: now)
  }

  private mutating func endJoin(now: Int64) -> [Action] {
    guard phase == .preparing, let wait = joinWait else { return [] }
    guard wait.until <= now else { return completeIfReady(now: now) }
    if wait.isFirst, wait.someoneCame, wait.remaining > 0 {
      let more = min(initialDelay, wait.remaining)
      joinWait = JoinWait(until: now + more, remaining: wait.remaining - more, isFirst: true, someoneCame: false)
      return []
    }
    return complete(now: now)
  }

  private mutating func remove(_ ids: [String], now: Int64) -> [Action] {
    takeOut(ids) + react(now: now)
  }

  /// Ends the members of these ids, and what they wait for.
  mutating func takeOut(_ ids: [String]) -> [Action] {
    var actions: [Action] = []
    for member in members where ids.contains(member.id) {
      if let request = member.pendingJoin { actions.append(.join(request, .failure(.unknownMember))) }
      if let request = member.pendingSync { actions.append(.sync(request, .failure(.unknownMember))) }
    }
    members.removeAll { ids.contains($0.id) }
    if !members.contains(where: { $0.id == leader }) { leader = members.first?.id }
    return actions
  }

  /// Someone has gone: those who are left share anew. An empty group that gave an id back stays as it is.
  private mutating func react(now: Int64) -> [Action] {
    phase == .empty ? [] : prepare(now: now) + completeIfReady(now: now)
  }
}
