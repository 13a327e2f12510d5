/// Syncs: the leader says who does what, everyone is told (SPEC §7.3.2).
extension GroupCoordinator {
  /// A member asks for its assignment; the leader brings everyone's in `assignments`, by member id. Members it forgot
  /// get an empty one. `protocolType` and `protocolName` are nil when the member did not say.
  package mutating func sync(
    _ memberID: String, instance: String? = nil, generation: Int32, protocolType: String? = nil,
    protocolName: String? = nil, assignments: [String: [UInt8]] = [:], as requestID: RequestID, now: Int64
  ) -> [Action] {
    func refuse(_ refusal: GroupRefusal) -> [Action] { [.sync(requestID, .failure(refusal))] }
    let index: Int
    switch place(of: memberID, instance: instance) {
    case .failure(let refusal): return refuse(refusal)
    case .success(let found): index = found
    }
    guard generation == self.generation else { return refuse(.illegalGeneration) }
    if let protocolType, protocolType != self.protocolType { return refuse(.inconsistentProtocol) }
    if let protocolName, protocolName != self.protocolName { return refuse(.inconsistentProtocol) }
    members[index].lastSeen = now

    switch phase {
    case .empty: return refuse(.unknownMember)
    case .preparing: return refuse(.rebalanceInProgress)
    case .stable:
      members[index].owesSync = false
      return [.sync(requestID, .success(members[index].assignment))]
    case .completing:
      var actions: [Action] = []
      if let older = members[index].pendingSync { actions.append(.sync(older, .failure(.rebalanceInProgress))) }
      members[index].pendingSync = requestID
      members[index].owesSync = false
      return members[index].id == leader ? actions + settle(assignments, now: now) : actions
    }
  }

  private mutating func settle(_ assignments: [String: [UInt8]], now: Int64) -> [Action] {
    phase = .stable
    var actions: [Action] = []
    for index in members.indices {
      members[index].assignment = assignments[members[index].id] ?? []
      guard let request = members[index].pendingSync else { continue }
      members[index].pendingSync = nil
      members[index].lastSeen = now
      actions.append(.sync(request, .success(members[index].assignment)))
    }
    if !members.contains(where: \.owesSync) { syncDeadline = nil }
    return actions
  }
}
