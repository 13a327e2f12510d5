import StrataLog
import Synchronization

@testable import StrataEngine

/// Members on the wire and in the process that join, sync, beat, commit, fall silent and leave at random, all of one
/// group. Each speaks as its client would; `run` answers with the first broken promise.
final class MixedSchedule {
  /// A client on the wire that gives everything up before it joins, as those that share by range do.
  final class Client: Sendable {
    struct State: Sendable {
      var id = ""
      var generation: Int32 = -1
      var isWaiting = false
      var joined: JoinAnswer?
      var held: Set<PartitionID> = []
      var isSettled = false
      /// Calls that were answered, by their number; each must be so once.
      var asked = 0
      var answers: [Int: Int] = [:]
    }

    let state = Mutex(State())
    let protocols: [String]
    init(protocols: [String]) { self.protocols = protocols }
  }

  static let all = (0..<4).map { PartitionID("t", $0) }

  private var random: Seeded
  private let bench: Bench
  private let engine: Engine
  private let group: String
  private let most: Int
  private var clients: [Client] = []
  private var locals: [GroupMember] = []
  private var heldByLocals: [Set<PartitionID>] = []
  private var gone: [Client] = []
  private(set) var commits = 0

  init(seed: UInt64, members: Int, _ bench: Bench, _ engine: Engine) {
    random = Seeded(seed)
    self.bench = bench
    self.engine = engine
    group = "g\(members)-\(seed)"
    most = members
  }

  func run() throws -> String? {
    for _ in 0..<80 {
      try step()
      if let failure = try check() { return failure }
    }
    // Who went without a word is out after its session, and each of the rounds before that may wait for it too.
    for _ in 0..<300 where !isAtRest {
      for client in clients { proceed(client) }
      for index in locals.indices { try ask(index) }
      pass(200)
    }
    if !isAtRest {
      return "they come to rest with \(shares), \(String(describing: engine.groups.describe(group)?.phase))"
    }
    for client in clients { _ = engine.groups.leave(group, [MemberIdentity(id: client.state.withLock(\.id))]) }
    for local in locals { local.close() }
    // Whoever waits although all are gone is answered when its time is over.
    for _ in 0..<10 { pass(60_000) }
    for client in clients + gone {
      let answers = client.state.withLock { $0 }
      if answers.answers.count != answers.asked || answers.answers.contains(where: { $0.value != 1 }) {
        return "of \(answers.asked) calls were answered, by number and how often: \(answers.answers)"
      }
    }
    return nil
  }

  private var shares: [Set<PartitionID>] { clients.map { $0.state.withLock(\.held) } + heldByLocals }

  private var isAtRest: Bool {
    guard !shares.isEmpty else { return true }
    return engine.groups.describe(group)?.phase == .stable && shares.joined().count == 4
      && Set(shares.joined()) == Set(Self.all) && clients.allSatisfy { $0.state.withLock(\.isSettled) }
  }

  private func step() throws {
    let count = clients.count + locals.count
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<3 where count < most: clients.append(Client(protocols: ["range", "roundrobin"].shuffled(using: &random)))
    case 3 where count < most:
      locals.append(
        try engine.member(of: group, topics: ["t"], instance: nil, sessionTimeout: 6_000, signal: Signal()))
      heldByLocals.append([])
    case 4:
      if let index = clients.indices.randomElement(using: &random) { leave(index) }
    case 5 where locals.count > 1:
      let index = Int.random(in: locals.indices, using: &random)
      locals.remove(at: index).close()
      heldByLocals.remove(at: index)
    case 6..<8: pass(Int64.random(in: 1...4_000, using: &random))
    case 8..<10:
      if let index = locals.indices.randomElement(using: &random) { try ask(index) }
    default:
      if let client = clients.randomElement(using: &random) { proceed(client) }
    }
  }

  private func pass(_ time: Int64) {
    bench.time.pass(time)
    _ = engine.advance(to: bench.time.now())
  }

  /// A client goes, with or without saying so.
  private func leave(_ index: Int) {
    let client = clients.remove(at: index)
    gone.append(client)
    if Bool.random(using: &random) {
      _ = engine.groups.leave(group, [MemberIdentity(id: client.state.withLock(\.id))])
    }
  }

  /// What a client does next.
  private func proceed(_ client: Client) {
    let now = client.state.withLock { $0 }
    if now.isWaiting { return }
    if let joined = now.joined { return sync(client, joined) }
    if !now.isSettled { return join(client) }
    switch engine.groups.heartbeat(group, MemberIdentity(id: now.id), generation: now.generation) {
    case nil: break
    case .unknownMember: client.state.withLock { ($0.id, $0.held, $0.isSettled) = ("", [], false) }
    default: client.state.withLock { ($0.held, $0.isSettled) = ([], false) }
    }
  }

  private func ask(_ client: Client) -> Int {
    client.state.withLock {
      $0.asked += 1
      ($0.isWaiting, $0.joined, $0.held, $0.isSettled) = (true, nil, [], false)
      return $0.asked
    }
  }

  private func join(_ client: Client) {
    let number = ask(client)
    let metadata = ConsumerSubscription(topics: ["t"]).bytes
    let request = JoinRequest(
      memberID: client.state.withLock(\.id),
      protocols: client.protocols.map { GroupProtocol(name: $0, metadata: metadata) }, sessionTimeout: 6_000,
      rebalanceTimeout: 3_000, wantsIDFirst: true, client: GroupClient(id: "c", host: ""))
    engine.groups.join(group, request) { answer in
      client.state.withLock {
        $0.answers[number, default: 0] += 1
        $0.isWaiting = false
        switch answer {
        case .success(let answer): ($0.id, $0.generation, $0.joined) = (answer.memberID, answer.generation, answer)
        case .failure(.memberIDRequired(let id)): $0.id = id
        case .failure(.unknownMember): $0.id = ""
        case .failure: break
        }
      }
    }
  }

  private func sync(_ client: Client, _ joined: JoinAnswer) {
    let number = ask(client)
    var shares: [String: [PartitionID]] = [:]
    if joined.leader == joined.memberID {
      shares = Assignment.share(among: joined.members, by: joined.protocolName, held: []) { _ in 4 }
    }
    let request = SyncRequest(
      member: MemberIdentity(id: joined.memberID), generation: joined.generation, protocolType: "consumer",
      protocolName: joined.protocolName, assignments: shares.mapValues(ConsumerAssignment.bytes))
    engine.groups.sync(group, request) { answer in
      client.state.withLock {
        $0.answers[number, default: 0] += 1
        $0.isWaiting = false
        switch answer {
        case .success(let answer):
          $0.held = Set(ConsumerAssignment.partitions(answer.assignment) ?? [])
          $0.isSettled = true
        case .failure(.unknownMember): $0.id = ""
        case .failure: break
        }
      }
    }
  }

  private func ask(_ index: Int) throws {
    try locals[index].enter()
    defer { locals[index].leave() }
    switch try locals[index].event() {
    case .assigned(let partitions): heldByLocals[index].formUnion(partitions)
    case .revoked(let partitions), .lost(let partitions): heldByLocals[index].subtract(partitions)
    case nil: break
    }
  }

  /// Of all who believe that they hold a partition at most one may commit it, and in a generation each has one owner.
  private func check() throws -> String? {
    let partition = PartitionID("t", Int32.random(in: 0..<4, using: &random))
    var good = 0
    for client in clients + gone.suffix(3) {
      let state = client.state.withLock { $0 }
      guard state.held.contains(partition) else { continue }
      let answer = try engine.groups.commit(
        group, [(partition, CommittedOffset(1))], by: MemberIdentity(id: state.id), generation: state.generation)
      if case .success = answer { good += 1 }
    }
    for (index, local) in locals.enumerated() where heldByLocals[index].contains(partition) {
      if Engine.refusal({ () throws(EngineError) in try local.commit([partition: 1]) }) == nil { good += 1 }
    }
    commits += good
    return good > 1 ? "\(good) members commit \(partition)" : nil
  }
}
