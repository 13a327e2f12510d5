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
  /// The group has as many members as it may have.
  case groupFull
  /// No group has this name.
  case unknownGroup
  /// The group has members, which this call does not allow.
  case notEmpty
  /// A member of the group reads this topic.
  case subscribed

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
    case .groupFull: "the group has as many members as it may have; wait for one to leave, or raise group.max.size"
    case .unknownGroup: "there is no such group"
    case .notEmpty: "the group has members; stop them first"
    case .subscribed: "a member of the group reads the topic; stop it first"
    }
  }
}
