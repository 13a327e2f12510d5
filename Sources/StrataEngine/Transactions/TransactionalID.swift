import StrataLog
import Synchronization

/// A transactional id at work: its coordinator, what it could not do yet, and one lock around both (SPEC §7.9).
///
/// Whatever is asked is carried to its end before the lock is let go: records are stored and markers written on the
/// asker's thread. What fails is tried again when ``advance(to:)`` is called.
final class TransactionalID: Sendable {
  typealias Answer = Result<ProducerIdentity?, TransactionRefusal>

  struct State: Sendable {
    var coordinator: TransactionCoordinator
    /// Markers that could not be written, and when to try again.
    var unmarked: (marking: Marking, durability: Durability, retryAt: Int64)?
    /// It was taken out of the table: who finds it so looks there again.
    var isGone = false

    var nextDeadline: Int64? {
      guard let unmarked else { return coordinator.nextDeadline }
      return min(unmarked.retryAt, coordinator.nextDeadline ?? .max)
    }
  }

  let name: String
  private let host: TransactionHost
  private let stored: TransactionState?
  private let lock: Mutex<State>

  /// `stored` is what the last engine left of it.
  init(_ name: String, _ host: TransactionHost, _ stored: TransactionState?) {
    self.name = name
    self.host = host
    self.stored = stored
    lock = Mutex(State(coordinator: TransactionCoordinator(settings: host.settings)))
  }

  /// Goes on from what is stored: a transaction whose end was decided is ended.
  func start() {
    guard let stored else { return }
    lock.withLock { state in
      let now = host.time.now().milliseconds
      var work = Work(id: name, host: host, durability: host.durability, now: now)
      work.carryOut(state.coordinator.loaded(stored, now: now), &state.coordinator)
      state.take(work)
    }
  }

  /// What is stored.
  var state: TransactionState? { lock.withLock { $0.coordinator.state } }

  /// Has the coordinator answer a call; nil if it is gone. Throws why the answer could not be stored.
  func ask(
    _ durability: Durability,
    _ call: (inout TransactionCoordinator, RequestID, _ now: Int64) -> [TransactionCoordinator.Action]
  ) throws(EngineError) -> Answer? {
    let work = lock.withLock { state -> Work? in
      guard !state.isGone else { return nil }
      defer { host.deadlines.note(state.nextDeadline) }
      let now = host.time.now().milliseconds
      state.advance(to: now, name, host)
      var work = Work(id: name, host: host, durability: durability, now: now)
      work.carryOut(call(&state.coordinator, RequestID(1), now), &state.coordinator)
      state.take(work)
      return work
    }
    guard let work else { return nil }
    if case .failure(.notStored) = work.answer, let failure = work.failure { throw failure }
    return work.answer ?? .failure(.notStored)
  }

  /// Does what is due. Answers when the next thing will be, and whether nothing is known of the id any more.
  func advance(to now: Int64) -> (deadline: Int64?, isGone: Bool) {
    lock.withLock { state in
      state.advance(to: now, name, host)
      state.isGone = state.coordinator.isGone
      return (state.nextDeadline, state.isGone)
    }
  }
}

extension TransactionalID.State {
  fileprivate mutating func advance(to now: Int64, _ id: String, _ host: TransactionHost) {
    if let unmarked, unmarked.retryAt <= now {
      var work = Work(id: id, host: host, durability: unmarked.durability, now: now)
      work.mark(unmarked.marking, &coordinator)
      take(work)
    }
    if let deadline = coordinator.nextDeadline, deadline <= now {
      var work = Work(id: id, host: host, durability: host.durability, now: now)
      work.carryOut(coordinator.advance(to: now), &coordinator)
      take(work)
    }
  }

  /// Keeps what could not be done.
  fileprivate mutating func take(_ work: Work) {
    guard let result = work.marking else { return }
    unmarked =
      result.partitions.isEmpty
      ? nil : (result, work.durability, work.now.later(TransactionCoordinator.retryDelay))
  }
}

/// Actions of one coordinator being carried out, one after the other with all that follows from each.
private struct Work {
  let id: String
  let host: TransactionHost
  let durability: Durability
  let now: Int64
  /// What was asked is answered so.
  private(set) var answer: TransactionalID.Answer?
  /// Why the record could not be stored.
  private(set) var failure: EngineError?
  /// Markers that were to be written, with the partitions that have not got theirs; nil if there were none.
  private(set) var marking: Marking?

  init(id: String, host: TransactionHost, durability: Durability, now: Int64) {
    self.id = id
    self.host = host
    self.durability = durability
    self.now = now
  }

  mutating func carryOut(
    _ actions: [TransactionCoordinator.Action], _ coordinator: inout TransactionCoordinator
  ) {
    for action in actions {
      switch action {
      case .persist(let state): store(state, &coordinator)
      case .takeProducerID:
        var taken: Int64?
        do throws(EngineError) { taken = try host.store.newProducerID() } catch { failure = error }
        carryOut(coordinator.tookProducerID(taken, now: now), &coordinator)
      case .mark(let marking): mark(marking, &coordinator)
      case .initProducer(_, let result), .end(_, let result): answer = result.map { $0 }
      case .add(_, let refusal): answer = refusal.map { .failure($0) } ?? .success(nil)
      }
    }
  }

  private mutating func store(_ state: TransactionState?, _ coordinator: inout TransactionCoordinator) {
    do throws(EngineError) {
      try host.states.store(state, of: id, durability: durability, now: now)
    } catch {
      failure = error
      return carryOut(coordinator.notWritten(now: now), &coordinator)
    }
    carryOut(coordinator.written(now: now), &coordinator)
  }

  /// Writes markers. They are as safe as the record was that decided on them, before the one is stored that says they
  /// are written.
  mutating func mark(_ marking: Marking, _ coordinator: inout TransactionCoordinator) {
    var left = marking
    self.marking = left
    for partition in marking.partitions {
      do throws(EngineError) {
        try host.mark(partition, TransactionMarker(marking), durability: durability)
      } catch {
        // A newer incarnation has written there: this one's transaction was ended before.
        guard case .fencedProducer = error else { continue }
      }
      left.partitions.removeAll { $0 == partition }
      self.marking = left
      carryOut(coordinator.marked(partition, now: now), &coordinator)
    }
  }
}

extension TransactionMarker {
  fileprivate init(_ marking: Marking) {
    self.init(
      producerID: marking.producer.id, producerEpoch: marking.producer.epoch,
      kind: marking.commits ? .commit : .abort, coordinatorEpoch: marking.coordinatorEpoch)
  }
}
