@testable import StrataEngine

/// Producers that share a transactional id and ask again until they are answered, with a coordinator that dies at
/// random, or can't store what it wants to.
struct TransactionSchedule {
  enum Call: Hashable {
    case start
    case add(PartitionID)
    case end(commits: Bool)
  }

  struct Client {
    var version: TransactionVersion
    var identity: ProducerIdentity?
    /// What it was told is in its transaction, and which that is.
    var added: Set<PartitionID> = []
    var transaction: Int?
    /// What it asks until it is answered.
    var call: Call? = .start
    var request: RequestID?
  }

  /// What the shell has still to do, in order.
  enum Work {
    case action(TransactionCoordinator.Action)
    case write(TransactionMarker)
    case stored(Bool)
    case took(Int64?)
    case marked(PartitionID)
  }

  /// How often what happened.
  struct Counts {
    var commits = 0
    var aborts = 0
    var fenced = 0
    var late = 0
    var expired = 0
    var newIDs = 0
    var crashesWhilePrepared = 0
  }

  static let settings: TransactionSettings = {
    var settings = TransactionSettings()
    settings.idExpiration = 20_000
    return settings
  }()

  var random: Seeded
  var coordinator = TransactionCoordinator(settings: settings)
  var disk: TransactionDisk
  var work: [Work] = []
  var clients: [Client] = []
  var now: Int64 = 0
  var requests: UInt64 = 0
  var counts = Counts()

  init(seed: UInt64) {
    random = Seeded(seed)
    let epoch: Int16 = Bool.random(using: &random) ? 0 : 32_760
    disk = TransactionDisk(TransactionState(producer: producer(0, epoch), timeout: 1_000, updatedAt: 0))
    crash()
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps where disk.failure == nil { step() }
    while disk.failure == nil, !work.isEmpty || coordinator.state?.phase.isPrepared == true {
      if work.isEmpty { advance(by: 1_000) } else { doWork(mayFail: false) }
    }
    disk.checkEnd()
  }

  private mutating func step() {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<55 where !work.isEmpty: doWork(mayFail: true)
    case 55..<57 where clients.count < 3: clients.append(Client(version: Bool.random(using: &random) ? .v1 : .v2))
    case 57..<60: crash()
    case 60..<63: advance(by: Int64.random(in: 1...600, using: &random))
    case 63..<64 where Bool.random(using: &random): advance(by: 20_000)
    default: if let index = clients.indices.randomElement(using: &random) { proceed(index) }
    }
    if coordinator.pending == nil {
      disk.expect(coordinator.state?.producer == disk.record?.producer, "another producer than is stored")
      disk.expect(coordinator.state?.phase == disk.record?.phase, "another phase than is stored")
    }
  }

  /// The process dies and another begins; nobody is answered.
  private mutating func crash() {
    if disk.record?.phase.isPrepared == true { counts.crashesWhilePrepared += 1 }
    coordinator = TransactionCoordinator(settings: Self.settings, epoch: coordinator.epoch + 1)
    work = disk.record.map { coordinator.loaded($0, now: now).map(Work.action) } ?? []
    for index in clients.indices { clients[index].request = nil }
  }

  private mutating func advance(by milliseconds: Int64) {
    now += milliseconds
    let actions = coordinator.advance(to: now)
    if case .persist(nil) = actions.first { counts.expired += 1 }
    if !actions.isEmpty, coordinator.state?.phase == .ongoing { counts.late += 1 }
    work += actions.map(Work.action)
  }

  // MARK: - The shell

  private mutating func doWork(mayFail: Bool) {
    let fails = mayFail && Int.random(in: 0..<20, using: &random) == 0
    switch work.removeFirst() {
    case .action(.persist(let state)):
      if !fails { disk.store(state) }
      if state?.phase == .committing, !fails { checkOwner() }
      work.insert(.stored(!fails), at: 0)
    case .stored(let isStored):
      work += (isStored ? coordinator.written(now: now) : coordinator.notWritten(now: now)).map(Work.action)
    case .action(.takeProducerID):
      counts.newIDs += 1
      work.append(.took(fails ? nil : disk.takeID()))
    case .took(let id): work += coordinator.tookProducerID(id, now: now).map(Work.action)
    case .action(.mark(let marker)):
      work += marker.partitions.shuffled(using: &random).map { partition in
        var one = marker
        one.partitions = [partition]
        return .write(one)
      }
    case .write(let marker):
      disk.write(marker)
      work.append(.marked(marker.partitions[0]))
    case .marked(let partition): work += coordinator.marked(partition, now: now).map(Work.action)
    case .action(.initProducer(let request, let result)), .action(.end(let request, let result)):
      answer(request, result.map { $0 })
    case .action(.add(let request, let refusal)): answer(request, refusal.map { .failure($0) } ?? .success(nil))
    }
  }

  /// What was just stored as to be committed is what its producer asked for.
  private mutating func checkOwner() {
    disk.expect(
      clients.contains { client in
        client.request != nil && client.call == .end(commits: true) && client.transaction == disk.newest
      }, "committed without its producer")
  }
}

// MARK: - The clients

extension TransactionSchedule {
  private mutating func proceed(_ index: Int) {
    guard clients[index].request == nil else { return }
    let call = clients[index].call ?? choose(clients[index])
    requests += 1
    clients[index].call = call
    clients[index].request = RequestID(requests)
    let (client, request) = (clients[index], RequestID(requests))
    switch (call, client.identity) {
    case (.add(let partition), let me?):
      work += coordinator.addPartitions([partition], by: me, version: client.version, as: request, now: now)
        .map(Work.action)
    case (.end(let commits), let me?):
      work += coordinator.end(EndRequest(me, commits: commits, version: client.version), as: request, now: now)
        .map(Work.action)
    case (_, let me):
      work += coordinator.initProducer(InitProducerRequest(timeout: 1_000, expected: me), as: request, now: now)
        .map(Work.action)
    }
  }

  private mutating func choose(_ client: Client) -> Call {
    let roll = Int.random(in: 0..<100, using: &random)
    if roll < 5 { return .start }
    if client.transaction != nil, roll < 50 { return .end(commits: roll < 38) }
    // Who has begun nothing may ask for an end in version 2, which tells it from the one before.
    if client.transaction == nil, client.version == .v2, roll < 12 { return .end(commits: roll < 8) }
    return .add(PartitionID("t", Int32.random(in: 0..<4, using: &random)))
  }

  private mutating func answer(_ request: RequestID, _ answer: TransactionShell.Answer) {
    // A crash may have been between: nobody waits.
    guard let index = clients.firstIndex(where: { $0.request == request }), let call = clients[index].call else {
      return
    }
    clients[index].request = nil
    switch answer {
    case .failure(.concurrentTransactions), .failure(.notStored): return
    case .failure(let refusal):
      let isOwner = clients[index].identity != nil && clients[index].identity == disk.record?.producer
      disk.expect((refusal == .invalidState) || !isOwner, "the owner was refused with \(refusal)")
      counts.fenced += refusal == .producerFenced ? 1 : 0
      // Who has nothing to end goes on as itself; who is fenced begins as another, or stops.
      if refusal == .invalidState { return clients[index].begin(.start) }
      clients[index].identity = nil
      clients[index].begin(.start)
      if Int.random(in: 0..<3, using: &random) > 0 { clients.remove(at: index) }
    case .success(let identity):
      succeed(index, call, identity)
    }
  }

  private mutating func succeed(_ index: Int, _ call: Call, _ identity: ProducerIdentity?) {
    let client = clients[index]
    switch call {
    case .start:
      disk.expect(disk.record?.phase == .empty && disk.record?.producer == identity, "init told before it is stored")
      clients[index].identity = identity
      clients[index].begin(nil)
    case .add(let partition):
      disk.expect(disk.record?.phase == .ongoing && disk.record?.producer == client.identity, "added to another's")
      disk.expect(disk.record?.partitions.contains(partition) == true, "add told before it is stored")
      disk.expect(client.transaction == nil || client.transaction == disk.newest, "two transactions in one")
      clients[index].added.insert(partition)
      clients[index].transaction = disk.newest
      clients[index].call = nil
    case .end(let commits):
      if let number = client.transaction {
        let ended = disk.transactions[number]
        disk.expect(ended.commits == commits, "told another end than is stored")
        disk.expect(ended.partitions.isSuperset(of: client.added), "a partition was forgotten")
      } else {
        disk.expect(!commits, "nothing was committed")
      }
      if commits { counts.commits += 1 } else { counts.aborts += 1 }
      clients[index].identity = identity
      clients[index].begin(nil)
    }
  }
}

extension TransactionSchedule.Client {
  fileprivate mutating func begin(_ call: TransactionSchedule.Call?) {
    (added, transaction, self.call) = ([], nil, call)
  }
}
