/// How transactions end, by their producer or because they took too long (SPEC §7.8.2).
extension TransactionCoordinator {
  /// The producer commits or aborts. The answer comes when that is stored: from then on nothing changes it, though
  /// markers are still to be written.
  package mutating func end(_ request: EndRequest, as requestID: RequestID, now: Int64) -> [Action] {
    switch request.version == .v1 ? judge(v1: request) : judge(v2: request) {
    case .failure(let refusal): [.end(requestID, .failure(refusal))]
    case .success(let ended?): [.end(requestID, .success(ended))]
    case .success(nil):
      prepare(request.commits ? .committing : .aborting, request.version, telling: .end(requestID), now: now)
    }
  }

  /// Whether to end the transaction: nil if so, else as whom a producer goes on that asks for the second time.
  private func judge(v1 request: EndRequest) -> Result<ProducerIdentity?, TransactionRefusal> {
    owned(by: request.producer).flatMap { state in
      guard !isBusy else { return .failure(.concurrentTransactions) }
      if state.phase == .ongoing { return .success(nil) }
      return state.phase == request.outcome ? .success(state.producer) : .failure(.invalidState)
    }
  }

  /// The same for version 2, where the epoch tells a second asking (one below) from a new one. Where the epoch came
  /// from an init, as it does if version 1 ended the transaction, one below is a fenced producer.
  private func judge(v2 request: EndRequest) -> Result<ProducerIdentity?, TransactionRefusal> {
    guard !isBusy else { return .failure(.concurrentTransactions) }
    guard let state else { return .failure(.invalidProducerIDMapping) }
    let (asking, current) = (request.producer, state.producer)
    let isOverflow = asking.id == state.previousID && asking.epoch == ProducerIdentity.lastEpoch && current.epoch == 0
    guard asking.id == current.id || isOverflow else { return .failure(.invalidProducerIDMapping) }
    if state.version == .v2, state.phase == .committed || state.phase == .aborted,
      isOverflow || Int(asking.epoch) + 1 == Int(current.epoch)
    {
      return state.phase == request.outcome ? .success(current) : .failure(.invalidState)
    }
    guard asking.epoch == current.epoch else { return .failure(.producerFenced) }
    // Who has nothing open may abort: it can't tell whether its records came to open a transaction.
    return state.phase == .ongoing || !request.commits ? .success(nil) : .failure(.invalidState)
  }

  /// Stores that the transaction ends so. In version 2 its markers have the next epoch; where that is the last one,
  /// the producer goes on under a new id.
  mutating func prepare(
    _ phase: TransactionState.Phase, _ version: TransactionVersion, nextID: Int64? = nil, telling reply: Reply?,
    now: Int64
  ) -> [Action] {
    guard var next = state else { return [] }
    if version == .v2 {
      if next.producer.isExhausted, nextID == nil { return takeID(for: .end(phase, version, reply)) }
      next.nextID = nextID
      next.lastEpoch = next.producer.epoch
      if next.producer.epoch < .max { next.producer.epoch += 1 }
    }
    if next.phase != .ongoing { next.startedAt = now }
    next.phase = phase
    next.previousID = next.producer.id
    next.updatedAt = now
    next.version = version
    return write(next, telling: reply)
  }

  /// Does what is due at `now`: aborts a transaction that took too long, which fences its producer, and forgets an id
  /// that nobody has used for long.
  package mutating func advance(to now: Int64) -> [Action] {
    guard let state, let deadline = nextDeadline, deadline <= now else { return [] }
    switch state.phase {
    case .ongoing: return prepare(.aborting, .v2, telling: nil, now: now)
    case .committing, .aborting: return completeIfMarked()
    case .empty, .committed, .aborted: return write(nil, telling: nil)
    }
  }
}

extension EndRequest {
  /// Where the id stands when this was done.
  fileprivate var outcome: TransactionState.Phase { commits ? .committed : .aborted }
}
