import StrataLog
import Synchronization

/// A consumer group at work: the coordinator, the members in this process, and one lock around both (SPEC §7.3.4).
///
/// Whatever happens is carried to its end before the lock is let go: answers are taken, assignments worked out, members
/// asked to join again do so. So a rebalance among members of this process takes no time and waits for no one; what an
/// application must do, give partitions up, it does when it asks for its next event.
final class Group: Sendable {
  struct State: Sendable {
    var coordinator: GroupCoordinator
    var members: [Int: LocalMember] = [:]
    var requests: [RequestID: Int] = [:]
    var count: UInt64 = 0
  }

  let name: String
  private let host: GroupHost
  private let state: Mutex<State>

  init(name: String, host: GroupHost) {
    self.name = name
    self.host = host
    state = Mutex(State(coordinator: GroupCoordinator(initialDelay: host.initialDelay)))
  }

  /// Lets something happen, then carries its consequences out. What was due by now happens first, however late the host
  /// of the timers is.
  func perform<Result: Sendable>(
    _ happen: (inout State, _ now: Int64) throws(EngineError) -> Result
  ) throws(EngineError) -> Result {
    let now = host.time.now().milliseconds
    return try state.withLock { state throws(EngineError) in
      defer { host.deadlines.note(state.coordinator.nextDeadline) }
      if let deadline = state.coordinator.nextDeadline, deadline <= now {
        settle(&state, state.coordinator.advance(to: now), now)
      }
      let result = try happen(&state, now)
      settle(&state, [], now)
      return result
    }
  }

  /// Ends what is due, and says when the next thing will be.
  func advance(to now: Int64) -> Int64? {
    state.withLock { state in
      settle(&state, state.coordinator.advance(to: now), now)
      return state.coordinator.nextDeadline
    }
  }

  /// Wakes every member of this process, for something happened to the engine.
  func wakeAll() {
    for member in state.withLock({ Array($0.members.values) }) { member.signal.raise() }
  }

  /// Topics came or went: a leader in this process shares anew.
  func topicsChanged() {
    let now = host.time.now().milliseconds
    state.withLock { state in
      let leader = state.members.first { $0.value.id == state.coordinator.leader && $0.value.step == .settled }
      guard let leader else { return }
      settle(&state, join(leader.key, &state, now), now)
    }
  }

  /// Has a member ask to be in the next generation.
  func join(_ key: Int, _ state: inout State, _ now: Int64) -> [GroupCoordinator.Action] {
    guard var member = state.members[key] else { return [] }
    let isNew = member.id.isEmpty
    let newID = host.chance.memberID()
    let request = member.joinRequest
    let requestID = Self.newRequest(of: key, &state)
    member.joins(as: requestID, id: isNew ? newID : member.id)
    state.members[key] = member
    let actions = state.coordinator.join(request, as: requestID, newMemberID: newID, now: now)
    if isNew { state.coordinator.attend(newID, true, now: now) }
    return actions
  }

  private static func newRequest(of key: Int, _ state: inout State) -> RequestID {
    state.count += 1
    state.requests[RequestID(state.count)] = key
    return RequestID(state.count)
  }

  /// Carries out actions and all that follows from them.
  func settle(_ state: inout State, _ actions: [GroupCoordinator.Action], _ now: Int64) {
    var actions = actions
    repeat {
      var following: [GroupCoordinator.Action] = []
      for action in actions { following += take(action, &state, now) }
      if following.isEmpty { following = dropMissing(&state, now) }
      actions = following
    } while !actions.isEmpty
  }

  private func take(
    _ action: GroupCoordinator.Action, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    switch action {
    case .join(let requestID, let answer):
      guard let key = state.requests.removeValue(forKey: requestID), state.members[key]?.step == .joining(requestID)
      else { return [] }
      switch answer {
      case .failure(let refusal): return refused(refusal, key, &state, now)
      case .success(let answer): return sync(answer, key, &state, now)
      }
    case .sync(let requestID, let answer):
      guard let key = state.requests.removeValue(forKey: requestID), state.members[key]?.step == .syncing(requestID)
      else { return [] }
      switch answer {
      case .failure(let refusal): return refused(refusal, key, &state, now)
      case .success(let bytes):
        state.members[key]?.assigned(ConsumerAssignment.partitions(bytes) ?? [])
        return []
      }
    }
  }

  /// A member is in a generation and asks what it is to do; the leader says it for all.
  private func sync(
    _ answer: JoinAnswer, _ key: Int, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    var assignments: [String: [UInt8]] = [:]
    if answer.leader == answer.memberID, !answer.skipAssignment {
      let members = answer.members.map {
        StickyAssignor.Member(
          id: $0.id, subscription: ConsumerSubscription($0.metadata) ?? ConsumerSubscription(topics: []))
      }
      assignments = StickyAssignor.assign(members, partitionCount: host.partitionCount)
        .mapValues(ConsumerAssignment.bytes)
    }
    let requestID = Self.newRequest(of: key, &state)
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
  private func dropMissing(_ state: inout State, _ now: Int64) -> [GroupCoordinator.Action] {
    var actions: [GroupCoordinator.Action] = []
    // In order, so that the same events always lead to the same group.
    for (key, member) in state.members.sorted(by: { $0.key < $1.key }) where member.step == .settled {
      if let refusal = state.coordinator.refusal(of: member.id, instance: member.instance) {
        actions += refused(refusal, key, &state, now)
      } else if state.coordinator.awaitsJoin(of: member.id) {
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
}

/// What groups need from the engine around them.
struct GroupHost: Sendable {
  let time: any TimeSource
  let chance: Chance
  let deadlines: Deadlines
  let offsets: CommittedOffsets
  /// How long an empty group's first join waits for company, in milliseconds.
  let initialDelay: Int64
  /// How many partitions a topic has; nil if there is no such topic.
  let partitionCount: @Sendable (String) -> Int32?
}
