/// Joins, and how a generation comes about (SPEC §7.3.1).
extension GroupCoordinator {
  /// A member wants to be in the next generation. `newMemberID` is used if it needs an id.
  package mutating func join(
    _ request: JoinRequest, as requestID: RequestID, newMemberID: String, now: Int64
  ) -> [Action] {
    func refuse(_ refusal: GroupRefusal) -> [Action] { [.join(requestID, .failure(refusal))] }
    guard hasRoom(for: request.memberID) else {
      return takeOut([request.memberID]) + refuse(.groupFull) + completeIfReady(now: now)
    }
    guard suits(request) else { return refuse(.inconsistentProtocol) }

    if request.memberID.isEmpty {
      if let instance = request.instance, let index = members.firstIndex(where: { $0.instance == instance }) {
        return staticReturn(index, request, requestID, newMemberID: newMemberID, now: now)
      }
      if request.wantsIDFirst, request.instance == nil {
        if promisedIDs.count >= Self.mostPromises,
          let oldest = promisedIDs.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        {
          promisedIDs[oldest.key] = nil
        }
        promisedIDs[newMemberID] = now + request.sessionTimeout
        return refuse(.memberIDRequired(newMemberID))
      }
      return add(newMemberID, request, requestID, now: now)
    }
    if request.instance == nil, promisedIDs.removeValue(forKey: request.memberID) != nil {
      return add(request.memberID, request, requestID, now: now)
    }
    switch place(of: request.memberID, instance: request.instance) {
    case .failure(let refusal): return refuse(refusal)
    case .success(let index): return rejoin(index, request, requestID, now: now)
    }
  }

  /// Whether the group takes one more. Between generations those count who have come: who is late may find it full.
  private func hasRoom(for memberID: String) -> Bool {
    let member = members.first { $0.id == memberID }
    switch phase {
    case .empty: return true
    case .preparing: return member?.pendingJoin != nil || members.count { $0.pendingJoin != nil } < maxSize
    case .completing, .stable: return member != nil || members.count < maxSize
    }
  }

  /// Whether the group could agree on a protocol of this request. The member's own older wish counts too.
  private func suits(_ request: JoinRequest) -> Bool {
    guard phase != .empty else { return !request.protocolType.isEmpty && !request.protocols.isEmpty }
    return request.protocolType == protocolType
      && request.protocols.contains { offered in
        members.allSatisfy { member in member.protocols.contains { $0.name == offered.name } }
      }
  }

  private mutating func add(
    _ id: String, _ request: JoinRequest, _ requestID: RequestID, now: Int64
  ) -> [Action] {
    if members.isEmpty { protocolType = request.protocolType }
    members.append(
      Member(
        id: id, instance: request.instance, client: request.client, protocols: request.protocols,
        sessionTimeout: request.sessionTimeout, rebalanceTimeout: request.rebalanceTimeout, lastSeen: now,
        pendingJoin: requestID))
    if leader == nil { leader = id }
    joinWait?.someoneCame = true
    return prepare(now: now) + completeIfReady(now: now)
  }

  /// A known member joins: the leader, or one with something new to say, starts a round; others learn how things are.
  private mutating func rejoin(
    _ index: Int, _ request: JoinRequest, _ requestID: RequestID, now: Int64
  ) -> [Action] {
    members[index].lastSeen = now
    let unchanged = members[index].protocols == request.protocols
    switch phase {
    case .empty: return [.join(requestID, .failure(.unknownMember))]
    case .completing where unchanged, .stable where unchanged && members[index].id != leader:
      return [.join(requestID, .success(answer(to: members[index])))]
    case .preparing, .completing, .stable:
      var actions: [Action] = []
      if let older = members[index].pendingJoin { actions.append(.join(older, .failure(.rebalanceInProgress))) }
      members[index].adopt(request, requestID)
      return actions + prepare(now: now) + completeIfReady(now: now)
    }
  }

  /// A static member is back under a new id: the old id is fenced, and a stable group stays as it is.
  private mutating func staticReturn(
    _ index: Int, _ request: JoinRequest, _ requestID: RequestID, newMemberID: String, now: Int64
  ) -> [Action] {
    var actions: [Action] = []
    if let older = members[index].pendingJoin { actions.append(.join(older, .failure(.fencedInstance))) }
    if let older = members[index].pendingSync { actions.append(.sync(older, .failure(.fencedInstance))) }
    let oldID = members[index].id
    members[index].id = newMemberID
    members[index].pendingSync = nil
    members[index].attendance = .byHeartbeat
    members[index].lastSeen = now
    members[index].adopt(request, requestID)
    if leader == oldID { leader = newMemberID }

    if phase == .stable, selectProtocol() == protocolName {
      members[index].pendingJoin = nil
      members[index].isNew = false
      var answer = answer(to: members[index])
      if request.knowsSkipping {
        answer.skipAssignment = leader == newMemberID
      } else if leader == newMemberID {
        // It must not assign, so it is told that another leads.
        (answer.leader, answer.members) = (oldID, [])
      }
      return actions + [.join(requestID, .success(answer))]
    }
    return actions + prepare(now: now) + completeIfReady(now: now)
  }

  func answer(to member: Member) -> JoinAnswer {
    let everyone = members.map {
      JoinAnswer.Member(id: $0.id, instance: $0.instance, metadata: $0.metadata(for: protocolName))
    }
    return JoinAnswer(
      memberID: member.id, generation: generation, protocolType: protocolType ?? "", protocolName: protocolName ?? "",
      leader: leader ?? "",
      members: member.id == leader ? everyone : [], skipAssignment: false)
  }

  /// The protocol that all have and most prefer; the first member's order settles a draw.
  func selectProtocol() -> String? {
    guard let first = members.first else { return nil }
    let common = first.protocols.map(\.name).filter { name in
      members.allSatisfy { member in member.protocols.contains { $0.name == name } }
    }
    var votes: [String: Int] = [:]
    for member in members {
      if let choice = member.protocols.first(where: { common.contains($0.name) }) {
        votes[choice.name, default: 0] += 1
      }
    }
    let most = votes.values.max()
    return common.first { votes[$0] == most } ?? common.first
  }
}

// MARK: - From one generation to the next

extension GroupCoordinator {
  /// Asks everyone to join again, unless that is under way.
  mutating func prepare(now: Int64) -> [Action] {
    guard phase != .preparing else { return [] }
    var actions: [Action] = []
    for index in members.indices {
      if let request = members[index].pendingSync {
        actions.append(.sync(request, .failure(.rebalanceInProgress)))
        members[index].lastSeen = now
      }
      members[index].pendingSync = nil
      members[index].owesSync = false
      if phase == .completing { members[index].assignment = [] }
    }
    let longest = members.map(\.rebalanceTimeout).max() ?? 0
    joinWait =
      phase == .empty
      ? JoinWait(
        until: now + initialDelay, remaining: max(longest - initialDelay, 0), isFirst: true, someoneCame: false)
      : JoinWait(until: now + longest, remaining: 0, isFirst: false, someoneCame: false)
    syncDeadline = nil
    phase = .preparing
    return actions
  }

  /// Ends the join once nobody is missing; a first join waits its time out for company.
  mutating func completeIfReady(now: Int64) -> [Action] {
    guard phase == .preparing, let wait = joinWait else { return [] }
    let everyoneCame = promisedIDs.isEmpty && members.allSatisfy { $0.pendingJoin != nil }
    guard members.isEmpty || (wait.isFirst ? now >= wait.until : everyoneCame) else { return [] }
    return complete(now: now)
  }

  /// Begins the next generation with those who came, and with static members though they did not come.
  mutating func complete(now: Int64) -> [Action] {
    members.removeAll { $0.pendingJoin == nil && $0.instance == nil }
    guard !members.isEmpty else { return becomeEmpty() }
    if !members.contains(where: { $0.id == leader && $0.pendingJoin != nil }) {
      guard let joined = members.first(where: { $0.pendingJoin != nil }) else { return waitLonger(now: now) }
      leader = joined.id
    }
    generation = generation == .max ? 1 : generation + 1
    protocolName = selectProtocol()
    phase = .completing
    joinWait = nil
    syncDeadline = now + (members.map(\.rebalanceTimeout).max() ?? 0)
    var actions: [Action] = []
    for index in members.indices {
      // A static member that did not come is of this generation too, and out like any other if it doesn't sync.
      members[index].owesSync = true
      members[index].lastSeen = now
      members[index].isNew = false
      guard let request = members[index].pendingJoin else { continue }
      members[index].pendingJoin = nil
      actions.append(.join(request, .success(answer(to: members[index]))))
    }
    return actions
  }

  private mutating func becomeEmpty() -> [Action] {
    generation = generation == .max ? 1 : generation + 1
    phase = .empty
    joinWait = nil
    protocolName = nil
    leader = nil
    return []
  }

  /// Only static members are left and none came: there is nobody to lead yet.
  private mutating func waitLonger(now: Int64) -> [Action] {
    joinWait?.until = now + max(members.map(\.rebalanceTimeout).max() ?? 0, 1)
    return []
  }
}

extension Member {
  fileprivate mutating func adopt(_ request: JoinRequest, _ requestID: RequestID) {
    protocols = request.protocols
    sessionTimeout = request.sessionTimeout
    rebalanceTimeout = request.rebalanceTimeout
    pendingJoin = requestID
  }
}
