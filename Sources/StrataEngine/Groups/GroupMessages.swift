/// Names a request whose answer comes later; the shell chooses it and knows where the answer goes.
package struct RequestID: Hashable, Sendable {
  /// The number.
  package let value: UInt64
  /// A request of this number.
  package init(_ value: UInt64) { self.value = value }
}

/// A way to share work that a member knows, with what it tells the leader.
package struct GroupProtocol: Hashable, Sendable {
  /// The assignor's name.
  package var name: String
  /// For the leader's eyes.
  package var metadata: [UInt8]
  /// A protocol and its metadata.
  package init(name: String, metadata: [UInt8]) {
    self.name = name
    self.metadata = metadata
  }
}

/// A member's wish to be in the next generation. Times are milliseconds.
package struct JoinRequest: Hashable, Sendable {
  /// The id given by an earlier answer; empty at first.
  package var memberID: String
  /// A static member's name.
  package var instance: String?
  /// What kind of group.
  package var protocolType: String
  /// In order of preference.
  package var protocols: [GroupProtocol]
  /// How long it may be silent.
  package var sessionTimeout: Int64
  /// How long a rebalance waits for it.
  package var rebalanceTimeout: Int64
  /// A first join is answered with an id to join with, so that a lost answer leaves no ghost.
  package var wantsIDFirst: Bool
  /// It knows what ``JoinAnswer/skipAssignment`` means.
  package var knowsSkipping: Bool
  /// Who it is and where, for those who ask.
  package var client: GroupClient

  /// A request to join.
  package init(
    memberID: String = "", instance: String? = nil, protocolType: String = "consumer", protocols: [GroupProtocol],
    sessionTimeout: Int64, rebalanceTimeout: Int64, wantsIDFirst: Bool = false, knowsSkipping: Bool = true,
    client: GroupClient = .inProcess
  ) {
    self.memberID = memberID
    self.instance = instance
    self.protocolType = protocolType
    self.protocols = protocols
    self.sessionTimeout = sessionTimeout
    self.rebalanceTimeout = rebalanceTimeout
    self.wantsIDFirst = wantsIDFirst
    self.knowsSkipping = knowsSkipping
    self.client = client
  }
}

/// Who a member is to people who look at the group.
package struct GroupClient: Hashable, Sendable {
  /// What the client calls itself.
  package var id: String
  /// Where it called from.
  package var host: String
  /// A client.
  package init(id: String, host: String) {
    self.id = id
    self.host = host
  }
  /// Members in this process.
  package static let inProcess = GroupClient(id: "in-process", host: "")
}

/// A member is in a generation.
package struct JoinAnswer: Hashable, Sendable {
  /// What the leader knows of a member.
  package struct Member: Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name, if static.
    package var instance: String?
    /// What it said for the chosen protocol.
    package var metadata: [UInt8]
  }

  /// The member's id from now on.
  package var memberID: String
  /// The generation it is in.
  package var generation: Int32
  /// What kind of group it is.
  package var protocolType: String
  /// The chosen protocol.
  package var protocolName: String
  /// Who assigns.
  package var leader: String
  /// For the leader only: everyone.
  package var members: [Member]
  /// The leader came back as a static member: the assignment stands, it only syncs.
  package var skipAssignment: Bool
}

/// A member knows what it is to do.
package struct SyncAnswer: Hashable, Sendable {
  /// What the leader gave it; nothing if it was forgotten.
  package var assignment: [UInt8]
  /// What kind of group it is.
  package var protocolType: String
  /// The chosen protocol.
  package var protocolName: String
}

/// A member's question what it is to do; the leader brings the answer for all.
package struct SyncRequest: Hashable, Sendable {
  /// Who asks.
  package var member: MemberIdentity
  /// The generation it joined.
  package var generation: Int32
  /// What kind of group it takes this for; nil if it doesn't say.
  package var protocolType: String?
  /// What it takes the chosen protocol for; nil if it doesn't say.
  package var protocolName: String?
  /// From the leader: everyone's part by member id.
  package var assignments: [String: [UInt8]]

  /// A request.
  package init(
    member: MemberIdentity, generation: Int32, protocolType: String? = nil, protocolName: String? = nil,
    assignments: [String: [UInt8]] = [:]
  ) {
    self.member = member
    self.generation = generation
    self.protocolType = protocolType
    self.protocolName = protocolName
    self.assignments = assignments
  }
}

/// How a member names itself.
package struct MemberIdentity: Hashable, Sendable {
  /// The id that the group gave it; empty if it has none.
  package var id: String
  /// Its name, if static.
  package var instance: String?
  /// A member.
  package init(id: String, instance: String? = nil) {
    self.id = id
    self.instance = instance
  }
}
