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
    case write(Marking)
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
