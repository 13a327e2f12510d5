import StrataEngine
import StrataLog
import StrataTransport
import Synchronization

/// What a producer knows of its transaction (SPEC §8.7).
struct ProducerTransaction {
  enum Phase {
    case none
    case open
    /// Something went wrong in it: it can only be aborted.
    case failed(TransportError)
    /// Another producer has the name.
    case fenced(TransportError)
  }

  /// The producer's name.
  let name: String
  private(set) var phase = Phase.none
  /// What the coordinator knows to be in it.
  var partitions: Set<PartitionID> = []

  init(name: String) { self.name = name }

  /// Whether there is something to end.
  var isUnderWay: Bool {
    switch phase {
    case .open, .failed: true
    case .none, .fenced: false
    }
  }

  /// Refuses what needs an open transaction in which nothing went wrong.
  func checkOpen(_ attempted: String) throws(TransportError) {
    switch phase {
    case .open: return
    case .none: throw TransportError(.invalid, attempted, "no transaction is open; begin one first")
    case .failed(let error):
      throw TransportError(.invalid, attempted, "the transaction can only be aborted: \(error)")
    case .fenced(let error): throw TransportError(.fenced, attempted, error.reason)
    }
  }

  mutating func begin(_ attempted: String) throws(TransportError) {
    switch phase {
    case .none: phase = .open
    case .open, .failed:
      throw TransportError(.invalid, attempted, "one is open; commit or abort it first")
    case .fenced(let error): throw TransportError(.fenced, attempted, error.reason)
    }
  }

  /// A call in it threw.
  mutating func failed(_ error: TransportError) {
    guard case .open = phase else { return }
    phase = error.code == .fenced ? .fenced(error) : .failed(error)
  }

  /// The same where a consumer may be who was fenced.
  mutating func failedToCommitOffsets(_ error: TransportError) {
    if case .open = phase { phase = .failed(error) }
  }

  mutating func fenced(_ error: TransportError) { phase = .fenced(error) }

  mutating func ended() {
    phase = .none
    partitions = []
  }
}

extension InProcessProducer.State {
  func checkOpen(_ attempted: String) throws(TransportError) {
    if isClosed { throw TransportError(.closed, attempted, "the producer is closed; make a new one") }
  }

  /// Does something to the producer's transactions.
  mutating func transact(
    _ attempted: String, _ body: (inout ProducerTransaction) throws(TransportError) -> Void
  ) throws(TransportError) {
    try checkOpen(attempted)
    guard transaction != nil else {
      throw TransportError(.invalid, attempted, "the producer has no transactionalID; make one that has")
    }
    if var own = transaction {
      defer { transaction = own }
      try body(&own)
    }
  }
}

extension InProcessProducer {
  func beginTransaction() async throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      let attempted = "beginning a transaction"
      try state.transact(attempted) { own throws(TransportError) in try own.begin(attempted) }
    }
  }

  func commitOffsets(
    _ offsets: [TopicPartition: Int64], of consumer: any TransportConsumer
  ) async throws(TransportError) {
    let attempted = "commit of \(offsets.count) offsets with a transaction"
    try state.withLock { state throws(TransportError) in
      let (identity, durability) = (state.identity, options.durability)
      try state.transact(attempted) { own throws(TransportError) in
        try own.checkOpen(attempted)
        guard let consumer = consumer as? InProcessConsumer, consumer.engine === engine else {
          throw TransportError(.invalid, attempted, "the consumer is another transport's; read and write with one")
        }
        do throws(EngineError) {
          let place = PartitionID(TopicName.offsets, 0)
          if !own.partitions.contains(place) {
            try engine.transactions.addOffsets(to: own.name, by: identity)
            own.partitions.insert(place)
          }
        } catch {
          own.failed(TransportError(error, attempted))
          throw TransportError(error, attempted)
        }
        do throws(TransportError) {
          try consumer.commit(offsets, by: identity, durability: durability)
        } catch {
          own.failedToCommitOffsets(error)
          throw error
        }
      }
    }
  }

  func commitTransaction() async throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      let attempted = "commit of a transaction"
      try state.transact(attempted) { own throws(TransportError) in try own.checkOpen(attempted) }
      try end(commits: true, &state)
    }
  }

  func abortTransaction() async throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      let attempted = "abort of a transaction"
      try state.transact(attempted) { own throws(TransportError) in
        if !own.isUnderWay { try own.checkOpen(attempted) }
      }
      try end(commits: false, &state)
    }
  }

  /// The records about to be sent are part of the transaction, if the producer sends in such.
  func join(_ partitions: [PartitionID], _ state: inout State) throws(EngineError) {
    guard let own = state.transaction else { return }
    let new = partitions.filter { !own.partitions.contains($0) }
    guard !new.isEmpty else { return }
    try engine.transactions.add(new, to: own.name, by: state.identity)
    state.transaction?.partitions.formUnion(new)
  }

  /// Ends what is open. Of a transaction without records nobody need be told.
  func end(commits: Bool, _ state: inout State) throws(TransportError) {
    guard let own = state.transaction else { return }
    if !own.partitions.isEmpty {
      do throws(EngineError) {
        state.identity = try engine.transactions.end(
          own.name, EndRequest(state.identity, commits: commits), durability: options.durability)
      } catch {
        let attempted = "\(commits ? "commit" : "abort") of a transaction"
        var thrown = TransportError(error, attempted)
        if case .transaction(_, .invalidState) = error {
          let limit = options.transactionTimeout
          thrown = TransportError(
            .fenced, attempted, "it took longer than \(limit) and was aborted; make a new producer")
        }
        if thrown.code == .fenced { state.transaction?.fenced(thrown) }
        throw thrown
      }
      state.sequences = [:]
    }
    state.transaction?.ended()
  }
}

extension ProducerOptions {
  /// What the end of a transaction is to survive.
  fileprivate var durability: Durability { acknowledgement == .synced ? .synced : .written }
}

extension Engine {
  /// Takes a transactional id over. A transaction that its producer before has open is aborted, after which the
  /// coordinator wants to be asked again.
  func begin(_ id: String, _ options: ProducerOptions) throws(EngineError) -> ProducerIdentity {
    let request = InitProducerRequest(timeout: Int32(clamping: options.transactionTimeout.milliseconds))
    do throws(EngineError) {
      return try transactions.initProducer(id, request, durability: options.durability)
    } catch {
      guard case .transaction(_, .concurrentTransactions) = error else { throw error }
      return try transactions.initProducer(id, request, durability: options.durability)
    }
  }
}
