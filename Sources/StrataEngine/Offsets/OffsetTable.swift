import StrataLog

/// The offsets that hold, and those of transactions that have not ended, as the records of `__consumer_offsets` say one
/// after the other (SPEC §7.5).
struct OffsetTable {
  /// An offset and where its record lies: of two for one partition the later record holds.
  struct Placed {
    var offset: CommittedOffset
    var at: Int64
  }

  private(set) var committed: [String: [PartitionID: Placed]] = [:]
  /// By producer.
  private var pending: [Int64: [OffsetRecord: Placed]] = [:]

  /// Whether nothing is pending.
  var isSettled: Bool { pending.isEmpty }

  /// Groups that have offsets, be they pending.
  var groups: Set<String> { Set(committed.keys).union(pending.values.flatMap { $0.keys.map(\.group) }) }

  /// What has an offset, be it pending.
  var records: Set<OffsetRecord> {
    var records = Set(pending.values.flatMap(\.keys))
    for (group, offsets) in committed {
      for partition in offsets.keys { records.insert(OffsetRecord(group: group, partition: partition)) }
    }
    return records
  }

  /// What the group has offsets of, be they pending.
  func partitions(of group: String) -> Set<PartitionID> {
    pending(of: group).union(committed[group]?.keys.map { $0 } ?? [])
  }

  func has(_ record: OffsetRecord) -> Bool {
    committed[record.group]?[record.partition] != nil || pending.values.contains { $0[record] != nil }
  }

  /// Partitions of which a transaction will tell when it ends.
  func pending(of group: String) -> Set<PartitionID> {
    Set(pending.values.flatMap { $0.keys.filter { $0.group == group }.map(\.partition) })
  }

  /// A record was stored at an offset of the topic; `producer` has a transaction open.
  mutating func take(_ offset: CommittedOffset, for record: OffsetRecord, by producer: Int64?, at place: Int64) {
    let placed = Placed(offset: offset, at: place)
    if let producer {
      pending[producer, default: [:]][record] = placed
    } else {
      committed[record.group, default: [:]][record.partition] = placed
    }
  }

  /// The offset was taken back.
  mutating func remove(_ record: OffsetRecord) {
    for producer in pending.keys {
      pending[producer]?[record] = nil
      if pending[producer]?.isEmpty == true { pending[producer] = nil }
    }
    committed[record.group]?[record.partition] = nil
    if committed[record.group]?.isEmpty == true { committed[record.group] = nil }
  }

  /// A producer's transaction has ended. Answers the groups that it had offsets of.
  mutating func end(_ producer: Int64, commits: Bool) -> Set<String> {
    guard let ended = pending.removeValue(forKey: producer) else { return [] }
    for (record, placed) in ended where commits {
      let since = committed[record.group]?[record.partition]
      if since.map({ $0.at < placed.at }) ?? true { committed[record.group, default: [:]][record.partition] = placed }
    }
    return Set(ended.keys.map(\.group))
  }

  /// Takes what a batch of the topic says; records of other kinds are passed over.
  mutating func read(_ batch: RecordBatch) throws(BatchFlaw) {
    if let marker = TransactionMarker(batch) { return _ = end(marker.producerID, commits: marker.kind == .commit) }
    guard !batch.header.attributes.isControl else { return }
    let producer = batch.header.attributes.isTransactional ? batch.header.producer?.id : nil
    var records = try batch.records()
    while try records.next() {
      let record = records.record.copied()
      guard let place = record.key.flatMap(OffsetRecord.init(key:)) else { continue }
      if let offset = record.value.flatMap(CommittedOffset.init(value:)) {
        take(offset, for: place, by: producer, at: record.offset.value)
      } else {
        remove(place)
      }
    }
  }
}
