package import StrataLog
import Synchronization

/// The transactional ids of an engine, and the calls of who writes under them (SPEC §7.9). All are synchronous and safe
/// from any thread.
///
/// ```text
/// initProducer ─▶ add, addOffsets, and records with the producer's id and epoch ─▶ end ─▶ add …
/// ```
package final class Transactions: Sendable {
  private let host: TransactionHost
  private let table: Mutex<[String: TransactionalID]>

  /// Reads what is stored, and ends what was being ended.
  init(host: TransactionHost) throws(EngineError) {
    self.host = host
    var table: [String: TransactionalID] = [:]
    for (name, state) in try host.states.replay() { table[name] = TransactionalID(name, host, state) }
    self.table = Mutex(table)
    for id in table.values { id.start() }
  }

  /// Begins to write under `id`: fences who did before, and has its transaction aborted. Throws
  /// ``TransactionRefusal/concurrentTransactions`` when that is under way: ask again. At ``Durability/synced`` a loss
  /// of power gives nobody the same epoch again.
  package func initProducer(
    _ id: String, _ request: InitProducerRequest, durability: Durability = .written
  ) throws(EngineError) -> ProducerIdentity {
    guard Self.canBeNamed(id) else {
      throw .invalid(
        "the transactional id \"\(id.prefix(40))\"", reason: "give it 1 to \(Self.longestName) bytes of UTF-8")
    }
    let producer = try ask(id, making: true, durability) { $0.initProducer(request, as: $1, now: $2) }
    guard let producer else { throw .transaction(id, .notStored) }
    return producer
  }

  /// The producer is about to write to these partitions: they are in its transaction from the return on, and one begins
  /// if there is none.
  package func add(
    _ partitions: [PartitionID], to id: String, by producer: ProducerIdentity, version: TransactionVersion = .v2
  ) throws(EngineError) {
    _ = try ask(id) { $0.addPartitions(partitions, by: producer, version: version, as: $1, now: $2) }
  }

  /// The producer is about to commit offsets of groups with its transaction.
  package func addOffsets(
    to id: String, by producer: ProducerIdentity, version: TransactionVersion = .v2
  ) throws(EngineError) {
    _ = try ask(id) { $0.addOffsets(by: producer, version: version, as: $1, now: $2) }
  }

  /// Ends the producer's transaction, for good once this returns, and answers as whom it goes on. Readers of what is
  /// committed see it at once, but for partitions that could not be written to: there as soon as they can.
  ///
  /// At ``Durability/synced`` the end survives a loss of power, if the records and offsets do.
  package func end(
    _ id: String, _ request: EndRequest, durability: Durability = .written
  ) throws(EngineError) -> ProducerIdentity {
    try ask(id, durability) { $0.end(request, as: $1, now: $2) } ?? request.producer
  }

  /// What is stored of an id; nil if nobody has used it.
  package func state(of id: String) -> TransactionState? { table.withLock { $0[id] }?.state }

  private func ask(
    _ name: String, making: Bool = false, _ durability: Durability = .written,
    _ call: (inout TransactionCoordinator, RequestID, _ now: Int64) -> [TransactionCoordinator.Action]
  ) throws(EngineError) -> ProducerIdentity? {
    while true {
      let found: TransactionalID? = table.withLock { table in
        if let id = table[name] { return id }
        guard making else { return nil }
        let made = TransactionalID(name, host, nil)
        table[name] = made
        return made
      }
      guard let found else { throw .transaction(name, .invalidProducerIDMapping) }
      if let answer = try found.ask(max(durability, host.durability), call) { return try answer.get(name) }
      drop(found)
    }
  }

  /// Takes an id of which nothing is known out of the table.
  private func drop(_ id: TransactionalID) {
    table.withLock { if $0[id.name] === id { $0[id.name] = nil } }
  }

  /// Whether producers can be called so: by a name that a record of ``TransactionRecord`` has room for.
  static func canBeNamed(_ id: String) -> Bool { 1...longestName ~= id.utf8.count }
  private static let longestName = Int(Int16.max)

  /// After a loss of power: aborts what is open in a partition and of which no state is left, for nobody else ever
  /// would. What can't be marked now is when the engine next starts so.
  func abortUnknown() {
    let states = table.withLock { $0.values.map(\.state) }
    for partition in host.store.all.flatMap(\.partitions) {
      for producer in partition.openedLog?.producers ?? [] where producer.openSince >= 0 {
        let isKnown = states.contains {
          $0?.producer.id == producer.id && $0?.partitions.contains(partition.id) == true
        }
        if isKnown { continue }
        let marker = TransactionMarker(
          producerID: producer.id, producerEpoch: producer.epoch == .max ? .max : producer.epoch + 1, kind: .abort,
          coordinatorEpoch: max(0, producer.coordinatorEpoch))
        try? host.mark(partition.id, marker, durability: host.durability)
      }
    }
  }

  // MARK: Time and upkeep

  /// Ends what is due, tries again what failed, and says when the next thing will be due; nil if nothing.
  func advance(to now: Int64) -> Int64? {
    var earliest: Int64?
    for id in table.withLock({ Array($0.values) }) {
      let (deadline, isGone) = id.advance(to: now)
      if isGone { drop(id) }
      if let deadline { earliest = min(earliest ?? deadline, deadline) }
    }
    return earliest
  }

  /// Keeps `__transaction_state` small.
  func compact(now: Int64) throws(EngineError) { try host.states.compact(now: now) }

  /// The engine is being closed: a partition that is not there any more has not got its marker.
  func close() { host.states.close() }
}

extension Result where Success == ProducerIdentity?, Failure == TransactionRefusal {
  fileprivate func get(_ id: String) throws(EngineError) -> ProducerIdentity? {
    do throws(TransactionRefusal) { return try get() } catch { throw .transaction(id, error) }
  }
}

/// What transactions need from the engine around them.
struct TransactionHost: Sendable {
  let time: any TimeSource
  let deadlines: Deadlines
  let store: TopicStore
  let offsets: CommittedOffsets
  let groups: Groups
  let states: TransactionStates
  let settings: TransactionSettings
  /// What records and markers have survived at least.
  let durability: Durability

  init(
    time: any TimeSource, deadlines: Deadlines, store: TopicStore, offsets: CommittedOffsets, groups: Groups,
    settings: TransactionSettings, durability: Durability
  ) throws(EngineError) {
    self.time = time
    self.deadlines = deadlines
    self.store = store
    self.offsets = offsets
    self.groups = groups
    self.settings = settings
    self.durability = durability
    states = try TransactionStates(store)
  }

  /// Writes a marker to a partition, if it is still there. Where committed offsets are kept, what is pending is settled
  /// with it, and members are told who wait for that.
  func mark(_ partition: PartitionID, _ marker: TransactionMarker, durability: Durability) throws(EngineError) {
    if partition.topic == TopicName.offsets {
      let settled = try offsets.end(marker, durability: durability)
      for group in groups.all where settled.contains(group.name) { group.wakeAll() }
      return
    }
    if let topic = store.topic(partition.topic), let found = try? topic.partition(partition.index) {
      try found.end(marker, durability: durability)
    } else if states.isClosed {
      throw .closed
    }
  }
}
