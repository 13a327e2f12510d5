/// What people who look at a group see (SPEC §7.3.6).
package struct GroupDescription: Hashable, Sendable {
  /// A member as others see it.
  package struct Member: Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name, if static.
    package var instance: String?
    /// Who it is and where.
    package var client: GroupClient
    /// What it said for the chosen protocol; nothing while none is chosen.
    package var metadata: [UInt8]
    /// What the leader gave it.
    package var assignment: [UInt8]
  }

  /// The group's name.
  package var name: String
  /// Where it stands.
  package var phase: GroupCoordinator.Phase
  /// What kind of group it is; empty if nobody ever joined.
  package var protocolType: String
  /// The protocol that a stable group shares by; empty for any other.
  package var protocolName: String
  /// In the order they came.
  package var members: [Member]
}

extension GroupCoordinator {
  func description(of name: String) -> GroupDescription {
    let chosen = phase == .stable ? protocolName : nil
    return GroupDescription(
      name: name, phase: phase, protocolType: protocolType ?? "", protocolName: chosen ?? "",
      members: members.map {
        GroupDescription.Member(
          id: $0.id, instance: $0.instance, client: $0.client, metadata: $0.metadata(for: chosen),
          assignment: $0.assignment)
      })
  }

  /// Whether members read `topic`, as far as a group of consumers says what it reads; one that doesn't might read any.
  func reads(_ topic: String) -> Bool {
    guard phase != .empty else { return false }
    guard protocolType == ConsumerSubscription.protocolType else { return false }
    return members.contains { member in
      ConsumerSubscription(member.metadata(for: protocolName))?.topics.contains(topic) ?? true
    }
  }
}

extension GroupCoordinator.Phase: CustomStringConvertible {
  /// Kafka's name.
  package var description: String {
    switch self {
    case .empty: "Empty"
    case .preparing: "PreparingRebalance"
    case .completing: "CompletingRebalance"
    case .stable: "Stable"
    }
  }
}

/// A group in a list.
package struct GroupListing: Hashable, Sendable {
  /// Its name.
  package var name: String
  /// Where it stands.
  package var phase: GroupCoordinator.Phase
  /// What kind of group it is; empty if nobody ever joined.
  package var protocolType: String
}
