/// Members that a front speaks for (SPEC §7.3.6): what they send, as calls.
extension Groups {
  /// A member wants to be in the next generation.
  package func join(
    _ name: String, _ request: JoinRequest, reply: @escaping @Sendable (Result<JoinAnswer, GroupRefusal>) -> Void
  ) {
    guard !name.isEmpty, Self.canBeNamed(name) else { return reply(.failure(.invalidGroup)) }
    guard host.settings.minSessionTimeout <= request.sessionTimeout,
      request.sessionTimeout <= host.settings.maxSessionTimeout
    else { return reply(.failure(.invalidSessionTimeout)) }
    let isDone: Void? = try? perform(name, making: request.memberID.isEmpty) { (group, state, now) in
      let requestID = Group.newRequest(.join(reply), &state)
      let newID = "\(request.instance ?? request.client.id)-\(host.chance.uuid())"
      let actions = state.coordinator.join(request, as: requestID, newMemberID: newID, now: now)
      group.settle(&state, actions, now)
    }
    if isDone == nil { reply(.failure(.unknownMember)) }
  }

  /// A member asks what it is to do.
  package func sync(
    _ name: String, _ request: SyncRequest, reply: @escaping @Sendable (Result<SyncAnswer, GroupRefusal>) -> Void
  ) {
    guard !name.isEmpty else { return reply(.failure(.invalidGroup)) }
    let isDone: Void? = try? perform(name) { (group, state, now) in
      let requestID = Group.newRequest(.sync(reply), &state)
      let actions = state.coordinator.sync(
        request.member.id, instance: request.member.instance, generation: request.generation,
        protocolType: request.protocolType, protocolName: request.protocolName, assignments: request.assignments,
        as: requestID, now: now)
      group.settle(&state, actions, now)
    }
    if isDone == nil { reply(.failure(.unknownMember)) }
  }

  /// A member says that it is alive. Answers why that doesn't help it, or nil.
  package func heartbeat(_ name: String, _ member: MemberIdentity, generation: Int32) -> GroupRefusal? {
    guard !name.isEmpty else { return .invalidGroup }
    let answer = try? perform(name) { (_, state, now) in
      Answered(
        refusal: state.coordinator.heartbeat(member.id, instance: member.instance, generation: generation, now: now))
    }
    guard let answer else { return .unknownMember }
    return answer.refusal
  }

  /// Members go. Answers for each why it could not, or nil; or why none could.
  package func leave(_ name: String, _ members: [MemberIdentity]) -> Result<[GroupRefusal?], GroupRefusal> {
    guard !name.isEmpty else { return .failure(.invalidGroup) }
    let refusals = try? perform(name) { (group, state, now) in
      let (refusals, actions) = state.coordinator.leave(members, now: now)
      group.settle(&state, actions, now)
      return refusals
    }
    return .success(refusals ?? members.map { _ in .unknownMember })
  }
}

/// Tells an answer without a refusal from no answer.
struct Answered: Sendable {
  var refusal: GroupRefusal?
}
