import StrataLog

/// A topic of the engine's own, in which of each key the newest record holds (SPEC §7.5, §7.9): read back at start,
/// written batch by batch, and written anew now and then so that it stays small.
struct InternalTopic: ~Copyable, Sendable {
  /// What holds of a key; no value takes it back.
  typealias Entry = (key: [UInt8], value: [UInt8]?)

  private let name: String
  private let topics: TopicStore
  private var partition: Partition?
  private var builder: BatchBuilder
  /// One segment of the topic: once there are two, the first is written anew and dropped.
  private static let segmentBytes = 1 << 20
  /// A batch that has so many bytes takes no more entries.
  private static let batchBytes = 1 << 17

  init(_ name: String, _ topics: TopicStore) throws(EngineError) {
    self.name = name
    self.topics = topics
    partition = topics.topic(name)?.partitions.first
    do throws(LogError) { builder = try BatchBuilder() } catch { throw .log(partition: PartitionID(name, 0), error) }
  }

  /// Its one partition.
  private var place: PartitionID { PartitionID(name, 0) }

  /// Reads the topic from its start. Of a damaged batch what was there before holds again; ``Log/damage`` tells.
  func replay(_ see: (RecordBatch) throws(BatchFlaw) -> Void) throws(EngineError) {
    guard let log = try partition?.log else { return }
    var at = log.startOffset
    while at < log.endOffset() {
      do throws(LogError) {
        let slice = try log.read(from: at)
        var batches = slice.batches()
        while try batches.next() {
          do throws(BatchFlaw) { try see(batches.batch) } catch { throw .badBatch(error) }
        }
        at = slice.nextOffset
      } catch {
        guard case .damaged(let damage) = error else { throw .log(partition: place, error) }
        at = max(damage.upTo, at + 1)
      }
    }
  }

  /// Writes entries in batches of bounded size, all of them, or it throws; as part of the transaction that `producer`
  /// has open, if there is one. Answers the first one's offset; those of the others follow.
  @discardableResult
  mutating func append(
    _ entries: [Entry], by producer: ProducerIdentity? = nil, durability: Durability, now: Int64
  ) throws(EngineError) -> Offset {
    if partition == nil { partition = try make() }
    guard let partition else { throw .unknownTopic(name) }
    var rest = entries[...]
    var first: Offset?
    while !rest.isEmpty {
      builder.reset()
      builder.producer = producer.map { BatchProducer(id: $0.id, epoch: $0.epoch, sequence: -1) }
      builder.isTransactional = producer != nil
      var bytes = 0
      do throws(LogError) {
        while let (key, value) = rest.first, bytes < Self.batchBytes {
          try builder.add(key: key, value: value, timestamp: Timestamp(milliseconds: now))
          bytes += key.count + (value?.count ?? 0)
          rest.removeFirst()
        }
      } catch { throw .log(partition: place, error) }
      let appended = try partition.append(unordered: &builder, durability: durability)
      first = first ?? appended.baseOffset
    }
    return first ?? Offset(0)
  }

  /// Ends the transaction that a producer has open here. Where nothing was ever written there is none.
  func end(_ marker: TransactionMarker, durability: Durability) throws(EngineError) {
    try partition?.end(marker, durability: durability)
  }

  /// Writes anew what holds, once there is more than a segment, and drops all before it.
  mutating func compact(now: Int64, _ entries: () -> [Entry]) throws(EngineError) {
    guard let log = try partition?.log, log.segmentCount > 1 else { return }
    let from = log.endOffset()
    try append(entries(), durability: .written, now: now)
    do throws(LogError) {
      try log.sync()
      _ = try log.deleteRecords(before: from)
    } catch { throw .log(partition: place, error) }
  }

  private func make() throws(EngineError) -> Partition {
    let settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": String(Self.segmentBytes)])
    return try topics.create(name, partitions: 1, settings: settings).partitions[0]
  }
}
