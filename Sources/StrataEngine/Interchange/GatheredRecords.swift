import StrataLog

/// What holds in a topic in which of each key the newest record counts, and what open transactions will tell of it when
/// they end (SPEC §16.3): of several partitions, one after the other.
struct GatheredRecords {
  /// A record that counts, or will.
  struct Record {
    let key: [UInt8]
    var value: [UInt8]?
    /// Whose transaction it is part of.
    let producer: ProducerIdentity?
    /// Later records have higher places.
    fileprivate var place: Int
  }

  private var held: [[UInt8]: Record] = [:]
  /// By producer, then by key.
  private var pending: [Int64: [[UInt8]: Record]] = [:]
  private var count = 0

  /// In the order in which they were written, so that whoever reads them in this order finds the same.
  var all: [Record] {
    (Array(held.values) + pending.values.flatMap(\.values)).sorted { $0.place < $1.place }
  }

  /// Takes what a batch says.
  mutating func take(_ batch: RecordBatch) throws(BatchFlaw) {
    if let marker = TransactionMarker(batch) { return end(marker) }
    let header = batch.header
    guard !header.attributes.isControl else { return }
    let sender = header.producer.map { ProducerIdentity(id: $0.id, epoch: $0.epoch) }
    let producer = header.attributes.isTransactional ? sender : nil
    var records = try batch.records()
    while try records.next() {
      let record = records.record.copied()
      guard let key = record.key else { continue }
      take(Record(key: key, value: record.value, producer: producer, place: count))
      count += 1
    }
  }

  private mutating func take(_ record: Record) {
    if let producer = record.producer {
      pending[producer.id, default: [:]][record.key] = record
    } else if record.value != nil {
      held[record.key] = record
    } else {
      // What is taken back was pending for nothing, too.
      held[record.key] = nil
      for producer in pending.keys { pending[producer]?[record.key] = nil }
    }
  }

  private mutating func end(_ marker: TransactionMarker) {
    let ended = pending.removeValue(forKey: marker.producerID) ?? [:]
    guard marker.kind == .commit else { return }
    for (key, record) in ended where (held[key]?.place ?? -1) < record.place {
      held[key] = record.value.map { Record(key: key, value: $0, producer: nil, place: record.place) }
    }
  }

  /// Takes what another partition says, in which transactions end by markers of its own.
  mutating func take(_ other: GatheredRecords) {
    func moved(_ records: [[UInt8]: Record]) -> [[UInt8]: Record] {
      records.mapValues { record in
        var record = record
        record.place += count
        return record
      }
    }
    held.merge(moved(other.held)) { $1 }
    for (producer, records) in other.pending { pending[producer, default: [:]].merge(moved(records)) { $1 } }
    count += other.count
  }

  /// Drops what is pending but of these producers.
  mutating func keepPending(of producers: Set<Int64>) { pending = pending.filter { producers.contains($0.key) } }
}
