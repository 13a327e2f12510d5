/// Who belongs to a consumer group and which generation they are in (SPEC §7.3): Kafka's classic protocol as a value.
///
/// ```text
///            join                    all joined, or time is over            leader syncs
///   empty ─────────▶ preparing ────────────────────────────▶ completing ──────────────▶ stable
///     ▲                ▲   │ nobody came                        │ join, leave, expiry     │
///     └────────────────┼───┘                                    ▼                         ▼
///                      └────────────────────────────────────────┴─────────────────────────┘
/// ```
///
/// Events come in, answers go out; time is passed in as milliseconds and never read. Metadata and assignments are bytes
/// that only the members understand. Every join and sync is answered exactly once, by an ``Action`` naming its request.
package struct GroupCoordinator: Sendable {
  /// Where the group stands between two generations.
  package enum Phase: Hashable, Sendable {
    /// Nobody is here.
    case empty
    /// Members are asked to join again; old generations may still commit.
    case preparing
    /// All have joined; the leader is working out the assignment.
    case completing
    /// Everyone has an assignment.
    case stable
  }

  /// What the shell does next.
  package enum Action: Hashable, Sendable {
    /// Answer a join.
    case join(RequestID, Result<JoinAnswer, GroupRefusal>)
    /// Answer a sync with the member's assignment.
    case sync(RequestID, Result<[UInt8], GroupRefusal>)
  }

  /// How long the first join of an empty group waits for company (Kafka's `group.initial.rebalance.delay.ms`).
  let initialDelay: Int64
  /// The most members there may be.
  let maxSize: Int

  /// Where the group stands.
  package internal(set) var phase = Phase.empty
  /// Counts completed joins; a member of an older one can't commit.
  package internal(set) var generation: Int32 = 0
  /// What kind of group it is, `consumer` for consumers; nil until someone joined.
  package internal(set) var protocolType: String?
  /// The protocol that all members of this generation use.
  package internal(set) var protocolName: String?
  /// The member that computes assignments.
  package internal(set) var leader: String?
  /// In the order they came.
  package internal(set) var members: [Member] = []
  /// Ids given out by ``GroupRefusal/memberIDRequired(_:)`` and when each is forgotten.
  var promisedIDs: [String: Int64] = [:]
  /// More ids are not promised at a time: the one that would be forgotten first goes, and its client asks anew.
  static let mostPromises = 1_000
  /// While preparing: when the join ends without those who did not come.
  var joinWait: JoinWait?
  /// While completing: when members that did not sync are out.
  var syncDeadline: Int64?

  /// An empty group.
  package init(initialDelay: Int64 = 0, maxSize: Int = .max) {
    self.initialDelay = initialDelay
    self.maxSize = maxSize
  }

  /// How long the group waits for its members to join.
  struct JoinWait: Hashable {
    var until: Int64
    /// Milliseconds by which a first join may still be prolonged.
    var remaining: Int64
    /// A first join waits for strangers, so all being here doesn't end it.
    var isFirst: Bool
    var someoneCame: Bool
  }

  /// The member's place in ``members``, or why it has none.
  func place(of memberID: String, instance: String?) -> Result<Int, GroupRefusal> {
    if let instance {
      guard let index = members.firstIndex(where: { $0.instance == instance }) else { return .failure(.unknownMember) }
      return members[index].id == memberID ? .success(index) : .failure(.fencedInstance)
    }
    guard let index = members.firstIndex(where: { $0.id == memberID }) else { return .failure(.unknownMember) }
    return .success(index)
  }

  /// Whether the group waits for this member to join: a front that speaks for it has it join.
  package func awaitsJoin(of memberID: String) -> Bool {
    phase == .preparing && members.contains { $0.id == memberID && $0.pendingJoin == nil }
  }

  /// When ``advance(to:)`` next has something to do; nil if never.
  package var nextDeadline: Int64? {
    var earliest: Int64?
    func take(_ deadline: Int64?) {
      if let deadline { earliest = min(earliest ?? deadline, deadline) }
    }
    for member in members { take(member.deadline) }
    for deadline in promisedIDs.values { take(deadline) }
    take(joinWait?.until)
    take(syncDeadline)
    return earliest
  }
}
