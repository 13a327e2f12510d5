package import StrataLog
import Synchronization

/// What each group has dealt with, kept in the internal topic `__consumer_offsets` (SPEC §7.5): read back at start,
/// written batch by batch, and written anew now and then so that it stays small.
final class CommittedOffsets: Sendable {
  private struct State: ~Copyable, Sendable {
    var offsets: [OffsetRecord: Int64] = [:]
    /// Taken back, but not in the topic yet.
    var owed: [OffsetRecord] = []
    var partition: Partition?
    var builder: BatchBuilder
  }

  private let topics: TopicStore
  private let durability: Durability
  private let state: Mutex<State>
  /// One segment of the topic: once there are two, the first is written anew and dropped.
  private static let segmentBytes = 1 << 20

  init(topics: TopicStore, durability: Durability) throws(EngineError) {
    self.topics = topics
    self.durability = durability
    let builder: BatchBuilder
    do throws(LogError) { builder = try BatchBuilder() } catch { throw .log(partition: Self.place, error) }
    state = Mutex(State(partition: topics.topic(TopicName.offsets)?.partitions.first, builder: builder))
    try replay()
  }

  private static let place = PartitionID(TopicName.offsets, 0)

  /// Reads the topic from its start. A damaged batch stops the start: offsets that went back would redo work unseen.
  private func replay() throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      guard let log = state.partition?.log else { return }
      do throws(LogError) {
        var at = log.startOffset
        while at < log.endOffset() {
          let slice = try log.read(from: at)
          var batches = slice.batches()
          while try batches.next() { try Self.read(batches.batch, into: &state.offsets) }
          at = slice.nextOffset
        }
      } catch { throw .log(partition: Self.place, error) }
    }
  }

  private static func read(
    _ batch: RecordBatch, into offsets: inout [OffsetRecord: Int64]
  ) throws(LogError) {
    do throws(BatchFlaw) {
      var records = try batch.records()
      while try records.next() {
        let record = records.record.copied()
        guard let key = record.key.flatMap(OffsetRecord.init(key:)) else { continue }
        offsets[key] = record.value.flatMap(OffsetRecord.offset)
      }
    } catch { throw .badBatch(error) }
  }

  /// Stores the offsets of a group. They are there after a crash of the process once this returns.
  func commit(_ offsets: [PartitionID: Int64], of group: String, now: Int64) throws(EngineError) {
    guard !offsets.isEmpty else { return }
    let entries = offsets.sorted { $0.key < $1.key }.map {
      (record: OffsetRecord(group: group, partition: $0.key), offset: Optional($0.value))
    }
    try state.withLock { state throws(EngineError) in
      try append(entries, &state, now)
      for (record, offset) in entries { state.offsets[record] = offset }
    }
  }

  func committed(_ partitions: [PartitionID], of group: String) -> [PartitionID: Int64] {
    state.withLock { state in
      var found: [PartitionID: Int64] = [:]
      for partition in partitions { found[partition] = state.offsets[OffsetRecord(group: group, partition: partition)] }
      return found
    }
  }

  /// Takes back the offsets of topics that are no more. They are not known from here on, whatever this throws; but
  /// until it has returned no topic may be made, lest it be taken for the old one at the next start.
  func forgetMissing(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      let gone = state.offsets.keys.filter { topics.topic($0.partition.topic) == nil }
      for record in gone { state.offsets[record] = nil }
      state.owed += gone.sorted { ($0.group, $0.partition) < ($1.group, $1.partition) }
      guard !state.owed.isEmpty else { return }
      try append(state.owed.map { (record: $0, offset: nil) }, &state, now)
      state.owed = []
    }
  }

  /// Writes what is valid anew once the topic has more than a segment, and drops all before it.
  func compact(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      guard let partition = state.partition, partition.log.segmentCount > 1 else { return }
      let from = partition.log.endOffset()
      let valid = state.offsets.sorted { ($0.key.group, $0.key.partition) < ($1.key.group, $1.key.partition) }
      for start in stride(from: 0, to: valid.count, by: 1_000) {
        let part = valid[start..<min(start + 1_000, valid.count)]
        try append(part.map { (record: $0.key, offset: $0.value) }, &state, now)
      }
      do throws(LogError) {
        try partition.log.sync()
        _ = try partition.log.deleteRecords(before: from)
      } catch { throw .log(partition: Self.place, error) }
    }
  }

  private func append(
    _ entries: [(record: OffsetRecord, offset: Int64?)], _ state: inout State, _ now: Int64
  ) throws(EngineError) {
    if state.partition == nil { state.partition = try makeTopic() }
    guard let partition = state.partition else { throw .unknownTopic(TopicName.offsets) }
    state.builder.reset()
    do throws(LogError) {
      for (record, offset) in entries {
        try state.builder.add(
          key: record.key, value: offset.map { OffsetRecord.value(offset: $0, committedAt: now) },
          timestamp: Timestamp(milliseconds: now))
      }
    } catch { throw .log(partition: Self.place, error) }
    try partition.append(&state.builder, durability: durability)
  }

  private func makeTopic() throws(EngineError) -> Partition {
    let settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": String(Self.segmentBytes)])
    return try topics.create(TopicName.offsets, partitions: 1, settings: settings).partitions[0]
  }
}

extension Partition {
  /// Appends what a builder holds.
  @discardableResult
  package func append(_ builder: inout BatchBuilder, durability: Durability) throws(EngineError) -> Appended {
    let batch: RecordBatch
    do throws(LogError) { batch = try builder.finish() } catch { throw .log(partition: id, error) }
    return try append(batch, durability: durability)
  }
}
