@testable import StrataEngine

/// Does at once what a coordinator tells it, and keeps what a disk would; it may stop dead anywhere in between.
struct TransactionShell {
  /// Who the producer is from now on, nil where that is not told; or why it was refused.
  typealias Answer = Result<ProducerIdentity?, TransactionRefusal>

  var coordinator: TransactionCoordinator
  var now: Int64 = 0
  /// How often it may still do or report anything.
  var steps = Int.max
  /// Whether markers stay where they are, unreported.
  var holdsMarkers = false
  /// Whether records can be stored.
  var canStore = true
  /// On disk: the records of the id, its markers, and which producer ids were taken.
  var records: [TransactionState?] = []
  var markers: [Marking] = []
  var takenIDs: Int64 = 0
  private var answer: Answer?

  init(_ settings: TransactionSettings = .init()) { coordinator = TransactionCoordinator(settings: settings, epoch: 5) }

  /// A coordinator whose id stands here.
  init(at state: TransactionState, takenIDs: Int64 = 1) {
    self.init()
    self.takenIDs = takenIDs
    records = [state]
    restart()
  }

  var phase: TransactionState.Phase? { coordinator.state?.phase }

  /// Dies, and comes back with what is on disk.
  mutating func restart() {
    coordinator = TransactionCoordinator(settings: coordinator.settings, epoch: coordinator.epoch + 1)
    if case let state?? = records.last { perform(coordinator.loaded(state, now: now)) }
  }

  /// The answer to what is asked; nil if it never comes.
  mutating func ask(_ call: (inout TransactionCoordinator, RequestID, Int64) -> [TransactionCoordinator.Action])
    -> Answer?
  {
    answer = nil
    perform(call(&coordinator, RequestID(1), now))
    return answer
  }

  mutating func advance(to now: Int64) {
    self.now = now
    perform(coordinator.advance(to: now))
  }

  private mutating func isAlive() -> Bool {
    steps -= 1
    return steps >= 0
  }

  mutating func perform(_ actions: [TransactionCoordinator.Action]) {
    for action in actions {
      guard isAlive() else { return }
      switch action {
      case .persist(let state):
        if canStore { records.append(state) }
        guard isAlive() else { return }
        perform(canStore ? coordinator.written(now: now) : coordinator.notWritten(now: now))
      case .takeProducerID:
        takenIDs += 1
        perform(coordinator.tookProducerID(takenIDs - 1, now: now))
      case .mark(let marker):
        for partition in marker.partitions where isAlive() {
          var one = marker
          one.partitions = [partition]
          markers.append(one)
          if !holdsMarkers, isAlive() { perform(coordinator.marked(partition, now: now)) }
        }
      case .initProducer(_, let result), .end(_, let result): answer = result.map { $0 }
      case .add(_, let refusal): answer = refusal.map { .failure($0) } ?? .success(nil)
      }
    }
  }
}

// MARK: - A producer's calls

extension TransactionShell {
  static let a = PartitionID("t", 0)
  static let b = PartitionID("t", 1)

  mutating func start(timeout: Int32 = 60_000, expected: ProducerIdentity? = nil) -> Answer? {
    let request = InitProducerRequest(timeout: timeout, expected: expected)
    return ask { $0.initProducer(request, as: $1, now: $2) }
  }

  mutating func add(
    _ producer: ProducerIdentity, _ version: TransactionVersion = .v2, _ partitions: [PartitionID] = [a, b]
  ) -> Answer? {
    ask { $0.addPartitions(partitions, by: producer, version: version, as: $1, now: $2) }
  }

  mutating func end(_ producer: ProducerIdentity, commits: Bool, _ version: TransactionVersion = .v2) -> Answer? {
    ask { $0.end(EndRequest(producer, commits: commits, version: version), as: $1, now: $2) }
  }

  mutating func commit(_ producer: ProducerIdentity, _ version: TransactionVersion = .v2) -> Answer? {
    end(producer, commits: true, version)
  }

  mutating func abort(_ producer: ProducerIdentity, _ version: TransactionVersion = .v2) -> Answer? {
    end(producer, commits: false, version)
  }
}

/// A producer of this id and epoch.
func producer(_ id: Int64, _ epoch: Int16) -> ProducerIdentity { ProducerIdentity(id: id, epoch: epoch) }
