@testable import StrataEngine

/// SplitMix64: a seed gives the same schedule everywhere.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// Clients that join, sync, beat, commit, leave, die and come back at random, and what a plain reading of SPEC §7.3
/// says about them. `failure` is the first broken promise.
struct GroupSchedule {
  struct Client {
    var id = ""
    var instance: String?
    var generation: Int32 = -1
    var metadata: [UInt8] = [0]
    var pending: RequestID?
    var joined: JoinAnswer?
    var owned: [UInt8]?
    var isDead = false
  }

  struct Live {
    var instance: String?
    var lastSeen: Int64
    var isWaiting = false
    var isPresent = false
    var absentSince: Int64?

    func isSilent(at now: Int64) -> Bool {
      if let absentSince { return absentSince + GroupSchedule.session <= now }
      return !isPresent && !isWaiting && lastSeen + GroupSchedule.session <= now
    }
  }

  static let partitions: [UInt8] = Array(0..<7)
  static let session: Int64 = 1_000

  var random: Seeded
  var group: GroupCoordinator
  var now: Int64 = 0
  var clients: [Client] = []
  var live: [String: Live] = [:]
  var generation: Int32 = 0
  var requests: [RequestID: Int] = [:]
  var requestCount: UInt64 = 0
  var idCount = 0
  var credentials: [(id: String, instance: String?, generation: Int32)] = []
  var failure: String?
  var commits = 0
  var stableSteps = 0
  /// Members of the newest generation that have not synced, and when they are out.
  var owing: Set<String> = []
  var syncBy = Int64.max

  init(seed: UInt64) {
    random = Seeded(seed)
    group = GroupCoordinator(initialDelay: Bool.random(using: &random) ? 0 : 300)
  }

  mutating func expect(_ holds: Bool, _ promise: String) {
    if !holds, failure == nil { failure = promise }
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps where failure == nil {
      step()
      check()
    }
    settle()
  }

  private mutating func step() {
    let roll = Int.random(in: 0..<100, using: &random)
    let index = clients.indices.randomElement(using: &random)
    switch (roll, index) {
    case (0..<10, _) where clients.count < 12:
      clients.append(Client(instance: roll < 4 ? "i\(clients.count)" : nil))
    case (10..<60, let index?): proceed(index)
    case (60..<66, let index?) where clients[index].generation >= 0: rejoin(index, changed: true)
    case (66..<72, let index?): leave(index)
    case (72..<76, let index?): die(index)
    case (76..<81, let index?): comeBack(index)
    case (81..<89, _): commit()
    case (89..<93, let index?): attend(index)
    default: advance(Int64.random(in: 1...700, using: &random))
    }
  }

  /// The next thing a well-behaved client does.
  mutating func proceed(_ index: Int) {
    let client = clients[index]
    guard !client.isDead, client.pending == nil else { return }
    if client.id.isEmpty || client.generation < 0 { return rejoin(index, changed: false) }
    if let joined = client.joined, client.owned == nil { return sync(index, joined) }
    touch(client.id)
    let refusal = group.heartbeat(client.id, instance: client.instance, generation: client.generation, now: now)
    expect(
      (refusal == .unknownMember) == (live[client.id] == nil && client.instance == nil || gone(client)), "heartbeat")
    switch refusal {
    case nil: break
    case .rebalanceInProgress: rejoin(index, changed: false)
    case .illegalGeneration: rejoin(index, changed: false)
    case .unknownMember: clients[index].forget()
    case .fencedInstance: clients[index].isDead = true
    default: expect(false, "heartbeat refused with \(String(describing: refusal))")
    }
  }

  private func gone(_ client: Client) -> Bool {
    client.instance != nil && !live.values.contains { $0.instance == client.instance }
  }

  private mutating func request(of index: Int) -> RequestID {
    requestCount += 1
    requests[RequestID(requestCount)] = index
    clients[index].pending = RequestID(requestCount)
    return RequestID(requestCount)
  }

  private mutating func rejoin(_ index: Int, changed: Bool) {
    guard !clients[index].isDead, clients[index].pending == nil else { return }
    if changed { clients[index].metadata[0] &+= 1 }
    let client = clients[index]
    let request = request(of: index)
    idCount += 1
    let newID = "m\(idCount)"
    let fresh = client.id.isEmpty
    if fresh {
      if let instance = client.instance { live = live.filter { $0.value.instance != instance } }
      live[newID] = Live(instance: client.instance, lastSeen: now, isWaiting: true)
    } else if live[client.id] != nil {
      live[client.id]?.lastSeen = now
      live[client.id]?.isWaiting = true
    }
    if fresh { clients[index].id = newID }
    perform(
      group.join(
        JoinRequest(
          memberID: client.id, instance: client.instance,
          protocols: [GroupProtocol(name: "p", metadata: client.metadata)], sessionTimeout: Self.session,
          rebalanceTimeout: 1_500),
        as: request, newMemberID: newID, now: now))
  }

  private mutating func sync(_ index: Int, _ joined: JoinAnswer) {
    touch(clients[index].id)
    live[clients[index].id]?.isWaiting = true
    var assignments: [String: [UInt8]] = [:]
    if joined.leader == joined.memberID, !joined.skipAssignment {
      for (turn, partition) in Self.partitions.enumerated() {
        assignments[joined.members[turn % joined.members.count].id, default: []].append(partition)
      }
    }
    let client = clients[index]
    owing.remove(client.id)
    let request = request(of: index)
    perform(
      group.sync(
        client.id, instance: client.instance, generation: client.generation, assignments: assignments, as: request,
        now: now))
  }

  private mutating func perform(_ actions: [GroupCoordinator.Action]) {
    let before = generation
    var came: Set<String> = []
    for action in actions {
      switch action {
      case .join(let request, let answer): answered(request) { $0.take(answer) }
      case .sync(let request, let answer): answered(request) { $0.take(answer) }
      }
      if case .join(_, .success(let answer)) = action {
        expect(answer.generation >= generation, "the generation went back to \(answer.generation)")
        generation = max(generation, answer.generation)
        came.insert(answer.memberID)
        credentials.append((answer.memberID, live[answer.memberID]?.instance, answer.generation))
      }
    }
    if generation > before {
      live = live.filter { $0.value.instance != nil || came.contains($0.key) }
      for id in live.keys { live[id]?.lastSeen = now }
      (owing, syncBy) = (Set(live.keys), now + 1_500)
    }
    if group.phase == .preparing { (owing, syncBy) = ([], .max) }
    if group.phase == .empty {
      generation = group.generation
      live = [:]
    }
  }

  private mutating func answered(_ request: RequestID, _ change: (inout Client) -> Void) {
    guard let index = requests.removeValue(forKey: request) else {
      return expect(false, "request \(request.value) was answered twice or never made")
    }
    let id = clients[index].id
    live[id]?.isWaiting = false
    live[id]?.lastSeen = now
    if clients[index].pending == request {
      clients[index].pending = nil
      change(&clients[index])
    }
    if clients[index].id.isEmpty { live[id] = nil }
  }

  private mutating func leave(_ index: Int) {
    let client = clients[index]
    guard !client.id.isEmpty, !client.isDead else { return }
    let known = live[client.id] != nil
    live[client.id] = nil
    let (refusals, actions) = group.leave([MemberIdentity(id: client.id, instance: client.instance)], now: now)
    expect(known == (refusals == [nil]), "\(client.id) \(known ? "could not leave" : "left though it was gone")")
    perform(actions)
    clients[index].forget()
  }

  /// A static member's process is replaced by a new one; a dynamic one begins anew.
  private mutating func comeBack(_ index: Int) {
    if clients[index].pending != nil || live[clients[index].id]?.isWaiting == true { return }
    let before = group.phase
    let wasHere =
      clients[index].instance != nil && live[clients[index].id] != nil && live[clients[index].id]!.instance != nil
    let owned = group.members.first { $0.id == clients[index].id }?.assignment
    clients[index] = Client(instance: clients[index].instance, metadata: clients[index].metadata)
    rejoin(index, changed: false)
    if wasHere, before == .stable {
      expect(group.phase == .stable, "a static member's return disturbed the group")
      expect(group.members.first { $0.id == clients[index].id }?.assignment == owned, "it lost its assignment")
    }
  }

  private mutating func die(_ index: Int) {
    clients[index].isDead = true
    if live[clients[index].id]?.isPresent == true { attend(index) }
  }

  private mutating func attend(_ index: Int) {
    let id = clients[index].id
    guard !id.isEmpty, live[id] != nil else { return }
    let isPresent = live[id]?.isPresent == false
    live[id]?.isPresent = isPresent
    live[id]?.absentSince = isPresent ? nil : now
    group.attend(id, isPresent, now: now)
  }

  /// Someone commits with credentials of any age: only the newest of a live member are good.
  private mutating func commit() {
    guard let credential = credentials.suffix(20).randomElement(using: &random) else { return }
    let isLive = live[credential.id] != nil
    let isCurrent = credential.generation == group.generation && credential.generation == generation
    let refusal = group.commit(
      credential.id, instance: credential.instance, generation: credential.generation, now: now)
    if refusal == nil {
      commits += 1
      expect(isLive && isCurrent, "\(credential) committed in generation \(generation)")
      touch(credential.id)
    } else if isLive, isCurrent {
      expect(refusal == .rebalanceInProgress && group.phase == .completing, "\(credential) was refused: \(refusal!)")
    }
  }

  private mutating func touch(_ id: String) { live[id]?.lastSeen = now }

  mutating func advance(_ time: Int64) {
    now += time
    for _ in 0..<100 {
      guard let deadline = group.nextDeadline, deadline <= now else { break }
      var out = Set(live.filter { $0.value.isSilent(at: now) }.keys)
      // Someone's silence starts the round anew, which gives the late their time again.
      if syncBy <= now, out.isEmpty { out.formUnion(owing) }
      for id in out { live[id] = nil }
      let actions = group.advance(to: now)
      for id in out { expect(!group.members.contains { $0.id == id }, "\(id) outlived its time") }
      perform(actions)
    }
    expect(group.nextDeadline.map { $0 > now } ?? true, "a deadline stays due")
  }

  /// In a stable generation every partition has exactly one owner, and the owners know it.
  mutating func check() {
    for (id, _) in live { expect(group.members.contains { $0.id == id } || live[id]!.isWaiting, "\(id) was dropped") }
    guard group.phase == .stable else { return }
    stableSteps += 1
    let owned = group.members.flatMap(\.assignment).sorted()
    expect(owned == Self.partitions, "generation \(group.generation) owns \(owned)")
    for client in clients where client.generation == group.generation {
      guard let mine = client.owned, let member = group.members.first(where: { $0.id == client.id }) else { continue }
      expect(mine == member.assignment, "\(client.id) believes it owns \(mine), not \(member.assignment)")
    }
  }

  /// Whatever happened, those who are left come to a stable group.
  private mutating func settle() {
    guard failure == nil else { return }
    for index in clients.indices where !live.keys.contains(clients[index].id) && clients[index].pending == nil {
      clients[index].forget()
    }
    for _ in 0..<60 {
      for index in clients.indices { proceed(index) }
      advance(200)
      check()
      if group.phase == .stable, clients.allSatisfy({ $0.isDead || $0.owned != nil }) { break }
    }
    let alive = clients.filter { !$0.isDead }
    expect(alive.isEmpty || group.phase == .stable, "the group ends \(group.phase), not stable")
    for client in alive { expect(client.owned != nil, "\(client.id) has no assignment at the end") }
  }
}

extension GroupSchedule.Client {
  mutating func forget() {
    id = ""
    generation = -1
    joined = nil
    owned = nil
    pending = nil
  }

  mutating func take(_ answer: Result<JoinAnswer, GroupRefusal>) {
    owned = nil
    switch answer {
    case .success(let answer):
      id = answer.memberID
      generation = answer.generation
      joined = answer
    case .failure(.fencedInstance): isDead = true
    case .failure(.rebalanceInProgress): generation = -1
    case .failure: forget()
    }
  }

  mutating func take(_ answer: Result<[UInt8], GroupRefusal>) {
    switch answer {
    case .success(let assignment): owned = assignment
    case .failure(.fencedInstance): isDead = true
    case .failure(.rebalanceInProgress), .failure(.illegalGeneration): (joined, generation) = (nil, -1)
    case .failure: forget()
    }
  }
}
