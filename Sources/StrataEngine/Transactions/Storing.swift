/// From what was decided to what holds (SPEC §7.8.2).
extension TransactionCoordinator {
  /// The newest record of the id, found at start: a transaction whose end was decided is ended so.
  package mutating func loaded(_ state: TransactionState, now: Int64) -> [Action] {
    self.state = state
    return state.phase.isPrepared ? beginMarking(now: now) : []
  }

  mutating func write(_ next: TransactionState?, telling reply: Reply?) -> [Action] {
    pending = .record(next, reply)
    return [.persist(next)]
  }

  /// The record is stored: it holds, and who asked for it is told.
  package mutating func written(now: Int64) -> [Action] {
    guard case .record(let next, let reply) = pending else { return [] }
    (state, pending, completion, retryAt) = (next, nil, nil, nil)
    guard let next else { return [] }
    let marking = next.phase.isPrepared ? beginMarking(now: now) : []
    switch reply {
    case nil: return marking
    case .add(let request): return [.add(request, nil)]
    case .initProducer(let request): return [.initProducer(request, .success(next.producer))]
    case .fence(let request): return [.initProducer(request, .failure(.concurrentTransactions))] + marking
    case .end(let request): return [.end(request, .success(completion?.producer ?? next.producer))] + marking
    }
  }

  /// The record could not be stored: all is as it was. Who asked is told; what nobody asked for is tried again.
  package mutating func notWritten(now: Int64) -> [Action] {
    guard case .record(_, let reply) = pending else { return [] }
    pending = nil
    return fail(reply, now: now)
  }

  mutating func fail(_ reply: Reply?, now: Int64) -> [Action] {
    retryAt = now.later(Self.retryDelay)
    return switch reply {
    case nil: []
    case .add(let request): [.add(request, .notStored)]
    case .initProducer(let request), .fence(let request): [.initProducer(request, .failure(.notStored))]
    case .end(let request): [.end(request, .failure(.notStored))]
    }
  }

  private mutating func beginMarking(now: Int64) -> [Action] {
    guard let state else { return [] }
    completion = state.completed(now: now)
    guard !state.partitions.isEmpty else { return completeIfMarked() }
    return [
      .mark(
        Marking(
          producer: state.producer, commits: state.phase == .committing, coordinatorEpoch: epoch,
          partitions: state.partitions.sorted()))
    ]
  }

  /// The marker is in this partition, or never will be, since the partition is no more.
  package mutating func marked(_ partition: PartitionID, now: Int64) -> [Action] {
    guard state?.phase.isPrepared == true, state?.partitions.remove(partition) != nil else { return [] }
    return completeIfMarked()
  }

  mutating func completeIfMarked() -> [Action] {
    guard pending == nil, let completion, state?.partitions.isEmpty == true else { return [] }
    return write(completion, telling: nil)
  }
}
