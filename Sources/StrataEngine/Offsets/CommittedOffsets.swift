package import StrataLog
import Synchronization

/// What each group has dealt with, kept in the internal topic `__consumer_offsets` (SPEC §7.5): read back at start,
/// written batch by batch, and written anew now and then so that it stays small.
final class CommittedOffsets: Sendable {
  fileprivate struct State: ~Copyable, Sendable {
    var offsets: [String: [PartitionID: CommittedOffset]] = [:]
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
  /// A batch that has so many bytes takes no more entries.
  private static let batchBytes = 1 << 17

  init(topics: TopicStore, durability: Durability) throws(EngineError) {
    self.topics = topics
    self.durability = durability
    let builder: BatchBuilder
    do throws(LogError) { builder = try BatchBuilder() } catch { throw .log(partition: Self.place, error) }
    state = Mutex(State(partition: topics.topic(TopicName.offsets)?.partitions.first, builder: builder))
    try replay()
  }

  private static let place = PartitionID(TopicName.offsets, 0)

  /// Reads the topic from its start. Of a damaged batch what was committed before counts again: groups get some records
  /// twice, as after a crash; to start none of them would be worse. ``Log/damage`` tells.
  private func replay() throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      guard let log = try state.partition?.log else { return }
      var at = log.startOffset
      while at < log.endOffset() {
        do throws(LogError) {
          let slice = try log.read(from: at)
          var batches = slice.batches()
          while try batches.next() { try Self.read(batches.batch, into: &state.offsets) }
          at = slice.nextOffset
        } catch {
          guard case .damaged(let damage) = error else { throw .log(partition: Self.place, error) }
          at = max(damage.upTo, at + 1)
        }
      }
    }
  }

  private static func read(
    _ batch: RecordBatch, into offsets: inout [String: [PartitionID: CommittedOffset]]
  ) throws(LogError) {
    do throws(BatchFlaw) {
      var records = try batch.records()
      while try records.next() {
        let record = records.record.copied()
        guard let key = record.key.flatMap(OffsetRecord.init(key:)) else { continue }
        offsets[key.group, default: [:]][key.partition] = record.value.flatMap(CommittedOffset.init(value:))
      }
    } catch { throw .badBatch(error) }
  }

  /// Stores the offsets of a group. They are there after a crash of the process once this returns.
  func commit(_ offsets: [PartitionID: CommittedOffset], of group: String, now: Int64) throws(EngineError) {
    guard !offsets.isEmpty else { return }
    let stamped = offsets.mapValues { offset in
      var offset = offset
      offset.committedAt = now
      return offset
    }
    let entries = stamped.sorted { $0.key < $1.key }.map {
      (record: OffsetRecord(group: group, partition: $0.key), offset: Optional($0.value))
    }
    try state.withLock { state throws(EngineError) in
      try append(entries, &state, now)
      state.offsets[group, default: [:]].merge(stamped) { $1 }
    }
  }

  /// Takes offsets of a group back, for good once this returns.
  func remove(_ partitions: [PartitionID], of group: String, now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      let known = partitions.filter { state.offsets[group]?[$0] != nil }.sorted()
      guard !known.isEmpty else { return }
      try append(known.map { (record: OffsetRecord(group: group, partition: $0), offset: nil) }, &state, now)
      for partition in known { state.offsets[group]?[partition] = nil }
      state.dropEmpty(group)
    }
  }

  func committed(_ partitions: [PartitionID], of group: String) -> [PartitionID: CommittedOffset] {
    state.withLock { state in
      guard let offsets = state.offsets[group] else { return [:] }
      var found: [PartitionID: CommittedOffset] = [:]
      for partition in partitions { found[partition] = offsets[partition] }
      return found
    }
  }

  func all(of group: String) -> [PartitionID: CommittedOffset] { state.withLock { $0.offsets[group] ?? [:] } }

  /// Groups that have offsets.
  var groups: [String] { state.withLock { $0.offsets.filter { !$0.value.isEmpty }.map(\.key) } }

  /// Takes back the offsets of topics that are no more. They are not known from here on, whatever this throws; but
  /// until it has returned no topic may be made, lest it be taken for the old one at the next start.
  func forgetMissing(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      for (group, offsets) in state.offsets.sorted(by: { $0.key < $1.key }) {
        let gone = offsets.keys.filter { topics.topic($0.topic) == nil }.sorted()
        for partition in gone { state.offsets[group]?[partition] = nil }
        state.dropEmpty(group)
        state.owed += gone.map { OffsetRecord(group: group, partition: $0) }
      }
      guard !state.owed.isEmpty else { return }
      try append(state.owed.map { (record: $0, offset: nil) }, &state, now)
      state.owed = []
    }
  }

  /// Writes what is valid anew once the topic has more than a segment, and drops all before it.
  func compact(now: Int64) throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      guard let log = try state.partition?.log, log.segmentCount > 1 else { return }
      let from = log.endOffset()
      for (group, offsets) in state.offsets.sorted(by: { $0.key < $1.key }) {
        let valid = offsets.sorted { $0.key < $1.key }
        try append(valid.map { (OffsetRecord(group: group, partition: $0.key), Optional($0.value)) }, &state, now)
      }
      do throws(LogError) {
        try log.sync()
        _ = try log.deleteRecords(before: from)
      } catch { throw .log(partition: Self.place, error) }
    }
  }

  /// Writes entries in batches of bounded size; all of them, or it throws.
  private func append(
    _ entries: [(record: OffsetRecord, offset: CommittedOffset?)], _ state: inout State, _ now: Int64
  ) throws(EngineError) {
    if state.partition == nil { state.partition = try makeTopic() }
    guard let partition = state.partition else { throw .unknownTopic(TopicName.offsets) }
    var rest = entries[...]
    while !rest.isEmpty {
      state.builder.reset()
      var bytes = 0
      do throws(LogError) {
        while let (record, offset) = rest.first, bytes < Self.batchBytes {
          let (key, value) = (record.key, offset?.value)
          try state.builder.add(key: key, value: value, timestamp: Timestamp(milliseconds: now))
          bytes += key.count + (value?.count ?? 0)
          rest.removeFirst()
        }
      } catch { throw .log(partition: Self.place, error) }
      try partition.append(&state.builder, durability: durability)
    }
  }

  private func makeTopic() throws(EngineError) -> Partition {
    let settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": String(Self.segmentBytes)])
    return try topics.create(TopicName.offsets, partitions: 1, settings: settings).partitions[0]
  }
}

extension CommittedOffsets.State {
  fileprivate mutating func dropEmpty(_ group: String) {
    if offsets[group]?.isEmpty == true { offsets[group] = nil }
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
