import StrataLog
import Synchronization

/// A consumer group at work: the coordinator, who waits for its answers, and one lock around both (SPEC §7.3.4).
///
/// Whatever happens is carried to its end before the lock is let go: answers are taken, assignments worked out, members
/// of this process asked to join again do so. So a rebalance among members of this process takes no time and waits for
/// no one; what an application must do, give partitions up, it does when it asks for its next event. Members that a
/// front speaks for are answered after the lock is let go.
final class Group: Sendable {
  struct State: Sendable {
    var coordinator: GroupCoordinator
    /// Members in this process.
    var members: [Int: LocalMember] = [:]
    /// Who waits for which answer.
    var routes: [RequestID: Route] = [:]
    var count: UInt64 = 0
    /// Answers to give once the lock is let go.
    var replies: [@Sendable () -> Void] = []
    /// Since when nobody was in it.
    var emptySince: Int64
    /// It was taken out of the table of groups: who finds it so looks there again.
    var isGone = false
  }

  /// Where an answer goes.
  enum Route: Sendable {
    case local(Int)
    case join(@Sendable (Result<JoinAnswer, GroupRefusal>) -> Void)
    case sync(@Sendable (Result<SyncAnswer, GroupRefusal>) -> Void)
  }

  let name: String
  let host: GroupHost
  private let state: Mutex<State>

  init(name: String, host: GroupHost) {
    self.name = name
    self.host = host
    state = Mutex(State(coordinator: host.newCoordinator(), emptySince: host.time.now().milliseconds))
  }

  /// Lets something happen, then carries its consequences out. What was due by now happens first, however late the host
  /// of the timers is.
  func perform<Value: Sendable>(
    _ happen: (inout State, _ now: Int64) throws(EngineError) -> Value
  ) throws(EngineError) -> Value {
    let now = host.time.now().milliseconds
    let (result, replies) = state.withLock { state in
      defer { host.deadlines.note(state.coordinator.nextDeadline) }
      if let deadline = state.coordinator.nextDeadline, deadline <= now {
        settle(&state, state.coordinator.advance(to: now), now)
      }
      let result: Result<Value, EngineError>
      do throws(EngineError) { result = .success(try happen(&state, now)) } catch { result = .failure(error) }
      settle(&state, [], now)
      return (result, state.takeReplies())
    }
    for reply in replies { reply() }
    return try result.get()
  }

  /// Ends what is due, and says when the next thing will be.
  func advance(to now: Int64) -> Int64? {
    let (deadline, replies) = state.withLock { state in
      settle(&state, state.coordinator.advance(to: now), now)
      return (state.coordinator.nextDeadline, state.takeReplies())
    }
    for reply in replies { reply() }
    return deadline
  }

  /// Wakes every member of this process, for something happened to the engine.
  func wakeAll() {
    for member in state.withLock({ Array($0.members.values) }) { member.signal.raise() }
  }

  // MARK: Actions

  /// Notes who is to be answered.
  static func newRequest(_ route: Route, _ state: inout State) -> RequestID {
    state.count += 1
    state.routes[RequestID(state.count)] = route
    return RequestID(state.count)
  }

  /// Carries out actions and all that follows from them.
  func settle(_ state: inout State, _ actions: [GroupCoordinator.Action], _ now: Int64) {
    var actions = actions
    repeat {
      var following: [GroupCoordinator.Action] = []
      for action in actions { following += take(action, &state, now) }
      if following.isEmpty { following = rejoinAsked(&state, now) }
      actions = following
    } while !actions.isEmpty
    if state.coordinator.phase != .empty { state.emptySince = now }
  }

  private func take(
    _ action: GroupCoordinator.Action, _ state: inout State, _ now: Int64
  ) -> [GroupCoordinator.Action] {
    switch action {
    case .join(let requestID, let answer):
      switch state.routes.removeValue(forKey: requestID) {
      case .local(let key): return joined(answer, as: requestID, key, &state, now)
      case .join(let reply): state.replies.append { reply(answer) }
      case .sync, nil: break
      }
    case .sync(let requestID, let answer):
      switch state.routes.removeValue(forKey: requestID) {
      case .local(let key): return synced(answer, as: requestID, key, &state, now)
      case .sync(let reply):
        let answer = answer.map { [coordinator = state.coordinator] in
          SyncAnswer(
            assignment: $0, protocolType: coordinator.protocolType ?? "", protocolName: coordinator.protocolName ?? "")
        }
        state.replies.append { reply(answer) }
      case .join, nil: break
      }
    }
    return []
  }
}

extension Group.State {
  fileprivate mutating func takeReplies() -> [@Sendable () -> Void] {
    defer { replies = [] }
    return replies
  }
}

/// What groups need from the engine around them.
struct GroupHost: Sendable {
  let time: any TimeSource
  let chance: Chance
  let deadlines: Deadlines
  let offsets: CommittedOffsets
  let settings: GroupSettings
  /// How many partitions a topic has; nil if there is no such topic.
  let partitionCount: @Sendable (String) -> Int32?

  func newCoordinator() -> GroupCoordinator {
    GroupCoordinator(initialDelay: settings.initialRebalanceDelay, maxSize: settings.maxSize)
  }
}
