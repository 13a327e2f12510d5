/// Names a join or sync whose answer comes later; the shell chooses it and knows where the answer goes.
package struct RequestID: Hashable, Sendable {
  /// The number.
  package let value: UInt64
  /// A request of this number.
  package init(_ value: UInt64) { self.value = value }
}

/// Why a group refused, by Kafka's names (SPEC §7.3).
public enum GroupRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// No such member: it left, was expired, or never joined. Join again with an empty id.
  case unknownMember
  /// The member is of an older generation. Join again.
  case illegalGeneration
  /// The group is between generations. Join again, then retry.
  case rebalanceInProgress
  /// A newer member has this instance's name. Stop.
  case fencedInstance
  /// No protocol in common with the members, or another protocol than the group chose.
  case inconsistentProtocol
  /// Join again with this id.
  case memberIDRequired(String)
  /// The session timeout is outside the accepted range.
  case invalidSessionTimeout
  /// A group's name is never empty.
  case invalidGroup

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .unknownMember: "the group has no such member (it left or was silent too long); join again"
    case .illegalGeneration: "the member is of an older generation; join again"
    case .rebalanceInProgress: "the group is rebalancing; join again, then retry"
    case .fencedInstance: "a newer member uses this instance name; stop this one"
    case .inconsistentProtocol: "no assignment protocol in common with the group's members; use one they have"
    case .memberIDRequired(let id): "join again with member id \(id)"
    case .invalidSessionTimeout: "the session timeout is outside the range the group accepts"
    case .invalidGroup: "a group's name must not be empty"
    }
  }
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

  /// A request to join.
  package init(
    memberID: String = "", instance: String? = nil, protocolType: String = "consumer", protocols: [GroupProtocol],
    sessionTimeout: Int64, rebalanceTimeout: Int64, wantsIDFirst: Bool = false
  ) {
    self.memberID = memberID
    self.instance = instance
    self.protocolType = protocolType
    self.protocols = protocols
    self.sessionTimeout = sessionTimeout
    self.rebalanceTimeout = rebalanceTimeout
    self.wantsIDFirst = wantsIDFirst
  }
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
  /// The chosen protocol.
  package var protocolName: String
  /// Who assigns.
  package var leader: String
  /// For the leader only: everyone.
  package var members: [Member]
  /// The leader came back as a static member: the assignment stands, it only syncs.
  package var skipAssignment: Bool
}

/// A member as the coordinator knows it.
package struct Member: Hashable, Sendable {
  /// Its id.
  package internal(set) var id: String
  /// Its name, if static: it may be gone for a session and come back.
  package let instance: String?
  var protocols: [GroupProtocol]
  var sessionTimeout: Int64
  var rebalanceTimeout: Int64
  var lastSeen: Int64
  var pendingJoin: RequestID?
  var pendingSync: RequestID?
  /// The generation's leader counts on its sync.
  var owesSync = false
  var attendance = Attendance.byHeartbeat
  /// What the leader gave it; empty before that.
  package internal(set) var assignment: [UInt8] = []

  /// How the group knows that a member is alive.
  enum Attendance: Hashable, Sendable {
    /// It sends heartbeats; while it waits for an answer it need not.
    case byHeartbeat
    /// A front in this process vouches for it.
    case present
    /// The front has stopped vouching. Nothing that the front does for it meanwhile is a sign of life.
    case absent(since: Int64)
  }

  /// When it has been silent too long.
  var deadline: Int64? {
    switch attendance {
    case .present: nil
    case .absent(let since): since + sessionTimeout
    case .byHeartbeat: pendingJoin != nil || pendingSync != nil ? nil : lastSeen + sessionTimeout
    }
  }

  func metadata(for protocolName: String?) -> [UInt8] {
    protocols.first { $0.name == protocolName }?.metadata ?? []
  }
}
