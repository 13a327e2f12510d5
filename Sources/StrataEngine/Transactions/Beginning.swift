/// Who writes under the id, and what is in the transaction (SPEC §7.8.1).
extension TransactionCoordinator {
  /// A producer begins, or goes on after an error: it gets an epoch that fences all before it. A transaction under way
  /// is aborted first, and the producer is to ask again.
  package mutating func initProducer(
    _ request: InitProducerRequest, as requestID: RequestID, now: Int64
  ) -> [Action] {
    func refuse(_ refusal: TransactionRefusal) -> [Action] { [.initProducer(requestID, .failure(refusal))] }
    guard request.timeout > 0, request.timeout <= settings.maxTimeout else { return refuse(.invalidTimeout) }
    guard !isBusy else { return refuse(.concurrentTransactions) }
    guard let state else { return takeID(for: .producer(request, requestID)) }
    if let expected = request.expected, !state.knows(expected) { return refuse(.producerFenced) }
    if state.phase == .ongoing { return prepare(.aborting, .v2, telling: .fence(requestID), now: now) }

    var next = state.renewed(request, now: now)
    let epoch = state.producer.epoch
    switch request.expected?.epoch {
    case nil, epoch:
      if state.producer.isExhausted { return takeID(for: .producer(request, requestID)) }
      next.producer.epoch += 1
      next.lastEpoch = request.expected == nil ? nil : epoch
    case state.lastEpoch: break  // It was renewed before, and the answer was lost.
    default: return refuse(.producerFenced)
    }
    return write(next, telling: .initProducer(requestID))
  }

  /// The shell took a producer id; nil if it could not.
  package mutating func tookProducerID(_ id: Int64?, now: Int64) -> [Action] {
    guard case .producerID(let wish) = pending else { return [] }
    pending = nil
    switch wish {
    case .producer(let request, let requestID):
      guard let id else { return fail(.initProducer(requestID), now: now) }
      let producer = ProducerIdentity(id: id, epoch: 0)
      var next = state?.renewed(request, now: now)
      next?.producer = producer
      next?.lastEpoch = request.expected == nil ? nil : state?.producer.epoch
      var fresh = TransactionState(producer: producer, timeout: request.timeout, updatedAt: now)
      fresh.previousID = id
      return write(next ?? fresh, telling: .initProducer(requestID))
    case .end(let phase, let version, let reply):
      guard let id else { return fail(reply, now: now) }
      return prepare(phase, version, nextID: id, telling: reply, now: now)
    }
  }

  mutating func takeID(for wish: Wish) -> [Action] {
    pending = .producerID(wish)
    return [.takeProducerID]
  }
}

// MARK: - What is in it

extension TransactionCoordinator {
  /// Partitions are to be written to: they are in the transaction from the answer on, and one begins if there is none.
  package mutating func addPartitions(
    _ partitions: [PartitionID], by producer: ProducerIdentity, version: TransactionVersion, as requestID: RequestID,
    now: Int64
  ) -> [Action] {
    guard !isBusy else { return [.add(requestID, .concurrentTransactions)] }
    let current: TransactionState
    switch owned(by: producer) {
    case .failure(let refusal): return [.add(requestID, refusal)]
    case .success(let state): current = state
    }
    if current.phase == .ongoing, current.partitions.isSuperset(of: partitions) { return [.add(requestID, nil)] }
    var next = current
    next.phase = .ongoing
    next.previousID = producer.id
    next.partitions.formUnion(partitions)
    if current.phase != .ongoing { next.startedAt = now }
    next.updatedAt = now
    next.version = version
    return write(next, telling: .add(requestID))
  }

  /// Offsets of a group are to be committed with the transaction. The partition that keeps them is in it, and with its
  /// marker all that is pending there is settled, whatever the groups are.
  package mutating func addOffsets(
    by producer: ProducerIdentity, version: TransactionVersion, as requestID: RequestID, now: Int64
  ) -> [Action] {
    addPartitions([PartitionID(TopicName.offsets, 0)], by: producer, version: version, as: requestID, now: now)
  }

  /// Which of these partitions are not in the producer's transaction, so that its records are none of it: what version
  /// 1 has not added (Kafka's `TRANSACTION_ABORTABLE`).
  package func missing(
    _ partitions: [PartitionID], by producer: ProducerIdentity
  ) -> Result<Set<PartitionID>, TransactionRefusal> {
    owned(by: producer).flatMap { state in
      state.phase.isPrepared
        ? .failure(.concurrentTransactions) : .success(Set(partitions).subtracting(state.partitions))
    }
  }

  /// The state, if the producer is the one that writes under the id.
  func owned(by producer: ProducerIdentity) -> Result<TransactionState, TransactionRefusal> {
    guard let state, state.producer.id == producer.id else { return .failure(.invalidProducerIDMapping) }
    return state.producer.epoch == producer.epoch ? .success(state) : .failure(.producerFenced)
  }
}

extension TransactionState {
  /// Whether a producer that takes itself for this one may be the owner. One whose epochs were used up may have missed
  /// that it has a new id.
  fileprivate func knows(_ expected: ProducerIdentity) -> Bool {
    expected.id == producer.id || expected.id == previousID && expected.isExhausted
  }

  /// The same with nothing begun.
  fileprivate func renewed(_ request: InitProducerRequest, now: Int64) -> TransactionState {
    var next = self
    next.phase = .empty
    next.previousID = producer.id
    next.timeout = request.timeout
    next.partitions = []
    next.startedAt = nil
    next.updatedAt = now
    return next
  }
}
