/// A group member in this process (SPEC §7.3.4), as a value: what it holds, what the group last gave it, and what to
/// tell the application next.
///
/// The group's answers set ``target``; the application's agreement moves ``held`` towards it. The difference of the two
/// is what is to be said: first what was lost, then what must be given up, then what is new. So an assignment that came
/// and went while the application was busy is never heard of.
struct LocalMember: Sendable {
  enum Step: Hashable, Sendable {
    /// Not in the group.
    case out
    case joining(RequestID)
    case syncing(RequestID)
    case settled
    /// It gives everything up before it joins again.
    case lettingGo
  }

  let topics: [String]
  let instance: String?
  /// In milliseconds.
  let sessionTimeout: Int64
  /// Raised when there may be something to say.
  let signal: Signal
  private(set) var id = ""
  private(set) var generation: Int32 = -1
  var step = Step.out
  private(set) var held: Set<PartitionID> = []
  private(set) var target: Set<PartitionID> = []
  private(set) var lost: Set<PartitionID> = []
  private(set) var offered: MemberEvent?
  /// Why it can never be a member again.
  private(set) var refusal: GroupRefusal?

  init(topics: [String], instance: String?, sessionTimeout: Int64, signal: Signal) {
    self.topics = topics
    self.instance = instance
    self.sessionTimeout = sessionTimeout
    self.signal = signal
  }

  /// How it asks to be in the next generation, saying what it still holds.
  var joinRequest: JoinRequest {
    let subscription = ConsumerSubscription(topics: topics, owned: held.sorted(), generation: generation)
    return JoinRequest(
      memberID: id, instance: instance,
      protocols: Assignment.protocols.map { GroupProtocol(name: $0, metadata: subscription.bytes) },
      sessionTimeout: sessionTimeout, rebalanceTimeout: sessionTimeout)
  }

  // MARK: The group

  mutating func joins(as requestID: RequestID, id: String) {
    self.id = id
    step = .joining(requestID)
  }

  mutating func joined(_ answer: JoinAnswer, syncingAs requestID: RequestID) {
    id = answer.memberID
    generation = answer.generation
    step = .syncing(requestID)
  }

  mutating func assigned(_ partitions: [PartitionID]) {
    target = Set(partitions)
    step = .settled
    signal.raise()
  }

  /// The next generation may share by a protocol under which members come with empty hands.
  mutating func letsGo() {
    target = []
    step = .lettingGo
    signal.raise()
  }

  /// What it holds may be another's already; it stays in the group.
  mutating func loses() {
    lost.formUnion(held)
    held = []
    target = []
    signal.raise()
  }

  /// The group has no such member any more: everything is lost, and the next join is a stranger's.
  mutating func removed() {
    loses()
    id = ""
    generation = -1
    step = .out
  }

  /// The group will not have it again.
  mutating func refused(_ refusal: GroupRefusal) {
    removed()
    self.refusal = refusal
  }

  // MARK: The application

  /// The application asks for the next event, and so agrees to the last. True if the group must hear of it.
  mutating func agree() -> Bool {
    defer { offered = nil }
    guard case .revoked(let partitions) = offered else { return false }
    held.subtract(partitions)
    return true
  }

  /// What to tell the application; it holds what it was assigned from here on.
  mutating func nextEvent() -> MemberEvent? {
    offered = nil
    let gone = held.subtracting(target)
    let new = target.subtracting(held)
    if !lost.isEmpty {
      offered = .lost(lost.sorted())
      lost = []
    } else if !gone.isEmpty {
      offered = .revoked(gone.sorted())
    } else if !new.isEmpty, step == .settled {
      held.formUnion(new)
      offered = .assigned(new.sorted())
    }
    return offered
  }
}

/// What the group tells a member in this process.
package enum MemberEvent: Hashable, Sendable {
  /// These are the member's now, besides what it has.
  case assigned([PartitionID])
  /// These go to another as soon as the next event is asked for.
  case revoked([PartitionID])
  /// These are another's already.
  case lost([PartitionID])
}
