/// Rounds of members in this process (SPEC §7.3.4): they join again by themselves, and lead if it falls to them.
extension Group {
  /// Topics came or went: a leader in this process shares anew.
  func topicsChanged() {
    try? perform { (state, now) throws(EngineError) in
      let leader = state.members.first { $0.value.id == state.coordinator.leader && $0.value.step == .settled }
      guard let leader else { return }
      settle(&state, join(leader.key, &state, now), now)
    }
  }

  /// Has a member ask to be in the next generation. Where others may take all for free it first lets go.
  func join(_ key: Int, _ state: inout State, _ now: Int64) -> [GroupCoordinator.Action] {
    guard var member = state.members[key] else { return [] }
    if !member.held.isEmpty, state.coordinator.mayShareEagerly {
      state.members[key]?.letsGo()
      return []
    }
    let isNew = member.id.isEmpty
    let newID = host.chance.memberID()
    let request = member.joinRequest
    let requestID = Self.newRequest(.local(key), &state)
    member.joins(as: requestID, id: isNew ? newID : member.id)
    state.members[key] = member
    let actions = state.coordinator.join(request, as: requestID, newMemberID: newID, now: now)
    if isNew { state.coordinator.attend(newID, true, now: now) }
    return actions
  }

  func joined(
    _ answer: Result<JoinAnswer, GroupRefusal>, as requestID: RequestID, _ key: Int, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    guard state.members[key]?.step == .joining(requestID) else { return [] }
    switch answer {
    case .failure(let refusal): return refused(refusal, key, &state, now)
    case .success(let answer): return sync(answer, key, &state, now)
    }
  }

  func synced(
    _ answer: Result<[UInt8], GroupRefusal>, as requestID: RequestID, _ key: Int, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    guard state.members[key]?.step == .syncing(requestID) else { return [] }
    switch answer {
    case .failure(let refusal): return refused(refusal, key, &state, now)
    case .success(let bytes):
      state.members[key]?.assigned(ConsumerAssignment.partitions(bytes) ?? [])
      return []
    }
  }

  /// A member is in a generation and asks what it is to do; the leader says it for all.
  private func sync(
    _ answer: JoinAnswer, _ key: Int, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    let local = Set(state.members.values.map(\.id))
    if answer.protocolName != ConsumerSubscription.cooperative, !local.contains(answer.leader) {
      // The leader takes everything for free, so what this member holds may be another's at any time.
      state.members[key]?.loses()
    }
    var assignments: [String: [UInt8]] = [:]
    if answer.leader == answer.memberID, !answer.skipAssignment {
      let held = state.members.values.map { (id: $0.id, partitions: $0.held) }
      assignments = Assignment.share(
        among: answer.members, by: answer.protocolName, held: held, partitionCount: host.partitionCount
      ).mapValues(ConsumerAssignment.bytes)
    }
    let requestID = Self.newRequest(.local(key), &state)
    state.members[key]?.joined(answer, syncingAs: requestID)
    return state.coordinator.sync(
      answer.memberID, instance: state.members[key]?.instance, generation: answer.generation,
      protocolName: answer.protocolName, assignments: assignments, as: requestID, now: now)
  }

  private func refused(
    _ refusal: GroupRefusal, _ key: Int, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    switch refusal {
    case .rebalanceInProgress, .illegalGeneration: return join(key, &state, now)
    case .unknownMember:
      state.members[key]?.removed()
      return []
    default:
      state.members[key]?.refused(refusal)
      return []
    }
  }

  /// Members that the group expired or fenced learn of it; members that it waits for join again.
  func rejoinAsked(_ state: inout State, _ now: Int64) -> [GroupCoordinator.Action] {
    var actions: [GroupCoordinator.Action] = []
    // In order, so that the same events always lead to the same group.
    for (key, member) in state.members.sorted(by: { $0.key < $1.key }) {
      guard member.step == .settled || member.step == .lettingGo else { continue }
      if let refusal = state.coordinator.refusal(of: member.id, instance: member.instance) {
        actions += refused(refusal, key, &state, now)
      } else if member.step == .settled, state.coordinator.awaitsJoin(of: member.id) {
        actions += join(key, &state, now)
      }
    }
    return actions
  }
}

extension GroupCoordinator {
  /// Why a member that was in the group no longer is; nil while it is.
  func refusal(of memberID: String, instance: String?) -> GroupRefusal? {
    if case .failure(let refusal) = place(of: memberID, instance: instance) { return refusal }
    return nil
  }

  /// Whether the next generation may share by a protocol under which members come with empty hands. Members of this
  /// process never choose one among themselves.
  var mayShareEagerly: Bool {
    let others = members.filter { $0.attendance == .byHeartbeat }
    return !others.isEmpty
      && !others.contains { $0.protocols.allSatisfy { $0.name == ConsumerSubscription.cooperative } }
  }
}
