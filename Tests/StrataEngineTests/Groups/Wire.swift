import StrataLog
import Synchronization

@testable import StrataEngine

/// A front that speaks for one member: what it sent, and what came back.
final class WireMember: Sendable {
  struct State: Sendable {
    var id = ""
    var generation: Int32 = -1
    var joins: [Result<JoinAnswer, GroupRefusal>] = []
    var syncs: [Result<SyncAnswer, GroupRefusal>] = []
  }

  let groups: Groups
  let group: String
  let protocols: [String]
  let topics: [String]
  private let state = Mutex(State())

  init(_ engine: Engine, _ group: String = "g", protocols: [String] = ["range"], topics: [String] = ["t"]) {
    groups = engine.groups
    self.group = group
    self.protocols = protocols
    self.topics = topics
  }

  var id: String { state.withLock { $0.id } }
  var generation: Int32 { state.withLock { $0.generation } }
  /// The newest answer to a join, once.
  func joined() -> Result<JoinAnswer, GroupRefusal>? { state.withLock { $0.joins.popLast() } }
  /// The newest answer to a sync, once.
  func synced() -> Result<SyncAnswer, GroupRefusal>? { state.withLock { $0.syncs.popLast() } }

  /// What it was given.
  func partitions() -> [PartitionID]? {
    guard case .success(let answer) = synced() else { return nil }
    return ConsumerAssignment.partitions(answer.assignment)
  }

  var request: JoinRequest {
    let metadata = ConsumerSubscription(topics: topics).bytes
    return JoinRequest(
      memberID: id, protocols: protocols.map { GroupProtocol(name: $0, metadata: metadata) }, sessionTimeout: 6_000,
      rebalanceTimeout: 5_000, client: GroupClient(id: "wire", host: "/127.0.0.1"))
  }

  func join(_ request: JoinRequest? = nil) {
    groups.join(group, request ?? self.request) { [self] answer in
      state.withLock {
        $0.joins.append(answer)
        guard case .success(let answer) = answer else { return }
        ($0.id, $0.generation) = (answer.memberID, answer.generation)
      }
    }
  }

  /// Asks for its part; as leader it gives `shares`.
  func sync(_ shares: [String: [PartitionID]] = [:]) {
    let request = SyncRequest(
      member: MemberIdentity(id: id), generation: generation, assignments: shares.mapValues(ConsumerAssignment.bytes))
    groups.sync(group, request) { [self] answer in state.withLock { $0.syncs.append(answer) } }
  }

  func beat() -> GroupRefusal? { groups.heartbeat(group, MemberIdentity(id: id), generation: generation) }

  func leave() { _ = groups.leave(group, [MemberIdentity(id: id)]) }

  /// Forgets that it was ever a member.
  func forget() { state.withLock { ($0.id, $0.generation) = ("", -1) } }

  /// Stores an offset; answers why not, or nil.
  func commit(_ partition: PartitionID, _ offset: Int64) throws(EngineError) -> GroupRefusal? {
    let answer = try groups.commit(
      group, [(partition, CommittedOffset(offset))], by: MemberIdentity(id: id), generation: generation)
    if case .failure(let refusal) = answer { return refusal }
    return nil
  }
}
