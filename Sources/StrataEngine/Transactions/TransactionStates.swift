import StrataLog
import Synchronization

/// What is stored of transactional ids, kept in the internal topic `__transaction_state` (SPEC §7.8.3).
final class TransactionStates: Sendable {
  private struct State: ~Copyable, Sendable {
    var states: [String: TransactionState] = [:]
    var topic: InternalTopic
    var isClosed = false
  }

  private let state: Mutex<State>

  init(_ topics: TopicStore) throws(EngineError) {
    state = Mutex(State(topic: try InternalTopic(TopicName.transactions, topics)))
  }

  /// Reads what is stored, by id.
  func replay() throws(EngineError) -> [String: TransactionState] {
    try state.withLock { state throws(EngineError) in
      var states: [String: TransactionState] = [:]
      try state.topic.replay { (batch) throws(BatchFlaw) in
        guard !batch.header.attributes.isControl else { return }
        var records = try batch.records()
        while try records.next() {
          let record = records.record.copied()
          guard let key = record.key, let read = TransactionRecord(key: key, value: record.value) else { continue }
          states[read.transactionalID] = read.state
        }
      }
      state.states = states
      return states
    }
  }

  /// Stores a state; nil forgets the id.
  func store(
    _ next: TransactionState?, of id: String, durability: Durability, now: Int64
  ) throws(EngineError) {
    let record = TransactionRecord(transactionalID: id, state: next)
    try state.withLock { state throws(EngineError) in
      try state.topic.append([(record.key, record.value)], durability: durability, now: now)
      state.states[id] = next
    }
  }

  /// Keeps the topic small.
  func compact(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      let states = state.states
      try state.topic.compact(now: now) {
        states.sorted { $0.key < $1.key }.map { id, state in
          let record = TransactionRecord(transactionalID: id, state: state)
          return (record.key, record.value)
        }
      }
    }
  }

  /// Nothing is stored any more: the engine is being closed.
  var isClosed: Bool { state.withLock { $0.isClosed } }
  func close() { state.withLock { $0.isClosed = true } }
}
