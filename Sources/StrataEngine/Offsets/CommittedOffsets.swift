import StrataLog
import Synchronization

/// What each group has dealt with, kept in the internal topic `__consumer_offsets` (SPEC §7.5): read back at start,
/// written batch by batch, and written anew now and then so that it stays small.
///
/// Offsets of a transaction are pending until it ends. What is committed then holds where nothing was committed since.
final class CommittedOffsets: Sendable {
  private struct State: ~Copyable, Sendable {
    var table = OffsetTable()
    /// Taken back, but not in the topic yet.
    var owed: [OffsetRecord] = []
    var topic: InternalTopic
  }

  private let topics: TopicStore
  private let durability: Durability
  private let state: Mutex<State>

  /// Reads what is stored. Of a damaged batch what was committed before counts again: groups get some records twice,
  /// as after a crash; to start none of them would be worse.
  init(topics: TopicStore, durability: Durability) throws(EngineError) {
    self.topics = topics
    self.durability = durability
    let topic = try InternalTopic(TopicName.offsets, topics)
    var table = OffsetTable()
    try topic.replay { (batch) throws(BatchFlaw) in try table.read(batch) }
    state = Mutex(State(table: table, topic: topic))
  }

  /// Stores the offsets of a group: of the transaction that `producer` has open, if there is one. They are there after
  /// a crash of the process once this returns.
  func commit(
    _ offsets: [PartitionID: CommittedOffset], of group: String, by producer: ProducerIdentity? = nil,
    durability: Durability = .written, now: Int64
  ) throws(EngineError) {
    guard !offsets.isEmpty else { return }
    let stamped = offsets.mapValues { offset in
      var offset = offset
      offset.committedAt = now
      return offset
    }.sorted { $0.key < $1.key }
    try state.withLock { state throws(EngineError) in
      let base = try state.topic.append(
        stamped.map { (OffsetRecord(group: group, partition: $0.key).key, $0.value.value) }, by: producer,
        durability: max(durability, self.durability), now: now)
      for (n, (partition, offset)) in stamped.enumerated() {
        let record = OffsetRecord(group: group, partition: partition)
        state.table.take(offset, for: record, by: producer?.id, at: base.value + Int64(n))
      }
    }
  }

  /// Ends the transaction of a producer: what it has pending holds, or was never there. Answers which groups it was of.
  func end(_ marker: TransactionMarker, durability: Durability) throws(EngineError) -> Set<String> {
    try state.withLock { state throws(EngineError) in
      try state.topic.end(marker, durability: durability)
      return state.table.end(marker.producerID, commits: marker.kind == .commit)
    }
  }

  /// Takes offsets of a group back, for good once this returns.
  func remove(_ partitions: [PartitionID], of group: String, now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      let known = partitions.map { OffsetRecord(group: group, partition: $0) }.filter(state.table.has).sorted()
      guard !known.isEmpty else { return }
      try state.topic.append(known.map { ($0.key, nil) }, durability: durability, now: now)
      for record in known { state.table.remove(record) }
    }
  }

  func committed(_ partitions: [PartitionID], of group: String) -> [PartitionID: CommittedOffset] {
    state.withLock { state in
      var found: [PartitionID: CommittedOffset] = [:]
      for partition in partitions { found[partition] = state.table.committed[group]?[partition]?.offset }
      return found
    }
  }

  /// The same, and of which partitions a transaction will tell when it ends (Kafka's unstable offsets).
  func settled(
    _ partitions: [PartitionID], of group: String
  ) -> (offsets: [PartitionID: CommittedOffset], pending: Set<PartitionID>) {
    state.withLock { state in
      let pending = state.table.pending(of: group).intersection(partitions)
      var found: [PartitionID: CommittedOffset] = [:]
      for partition in partitions where !pending.contains(partition) {
        found[partition] = state.table.committed[group]?[partition]?.offset
      }
      return (found, pending)
    }
  }

  func all(of group: String) -> [PartitionID: CommittedOffset] {
    state.withLock { $0.table.committed[group]?.mapValues(\.offset) ?? [:] }
  }

  /// What a group has offsets of, be they pending.
  func partitions(of group: String) -> Set<PartitionID> { state.withLock { $0.table.partitions(of: group) } }

  /// Groups that have offsets, be they pending.
  var groups: Set<String> { state.withLock { $0.table.groups } }

  /// Takes back the offsets of topics that are no more. They are not known from here on, whatever this throws; but
  /// until it has returned no topic may be made, lest it be taken for the old one at the next start.
  func forgetMissing(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      let gone = state.table.records.filter { topics.topic($0.partition.topic) == nil }.sorted()
      for record in gone { state.table.remove(record) }
      state.owed += gone
      guard !state.owed.isEmpty else { return }
      try state.topic.append(state.owed.map { ($0.key, nil) }, durability: durability, now: now)
      state.owed = []
    }
  }

  /// Keeps the topic small. While something is pending it stays as it is: what is written anew would lie behind.
  func compact(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      guard state.table.isSettled else { return }
      let table = state.table
      try state.topic.compact(now: now) {
        table.records.sorted().map { ($0.key, table.committed[$0.group]?[$0.partition]?.offset.value) }
      }
    }
  }
}
