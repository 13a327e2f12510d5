import StrataLog

/// Kafka's own topics, which it makes with 50 partitions each, become the engine's, which have one.
extension KafkaTakeover {
  /// Makes the entry one of a single partition: what holds in the others is written at the end of the first. Keys of
  /// theirs are not in it, for each has its partition; so this may be done twice.
  func gather(_ entry: inout TopicCatalog.Entry) throws(EngineError) {
    let ids = entry.ids
    entry.settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": "1048576"])
    entry.partitions = 1
    var held: [(key: [UInt8], value: [UInt8])] = []
    for id in ids.dropFirst() where storage.exists("\(directory)/\(id)") { held += try newest(in: id) }
    guard !held.isEmpty else { return }
    do throws(LogError) {
      let log = try open(ids[0])
      var builder = try BatchBuilder()
      var rest = held[...]
      while !rest.isEmpty {
        let now = time.now()
        for (key, value) in rest.prefix(1_000) { try builder.add(key: key, value: value, timestamp: now) }
        try log.append(builder.finish())
        builder.reset()
        rest = rest.dropFirst(1_000)
      }
      try log.sync()
      try log.close()
    } catch { throw .log(partition: ids[0], error) }
  }

  /// The newest value of each key, those of transactions once they were committed; in the order of the keys.
  private func newest(in id: PartitionID) throws(EngineError) -> [(key: [UInt8], value: [UInt8])] {
    var held: [[UInt8]: [UInt8]] = [:]
    var pending: [Int64: [(key: [UInt8], value: [UInt8]?)]] = [:]
    do throws(LogError) {
      let log = try open(id)
      var at = log.startOffset
      while at < log.endOffset() {
        let slice = try log.read(from: at)
        var batches = slice.batches()
        while try batches.next() {
          do throws(BatchFlaw) {
            try read(batches.batch, &held, &pending)
          } catch { throw .badBatch(error) }
        }
        at = slice.nextOffset
      }
      try log.close()
    } catch { throw .log(partition: id, error) }
    return held.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

  private func read(
    _ batch: RecordBatch, _ held: inout [[UInt8]: [UInt8]], _ pending: inout [Int64: [(key: [UInt8], value: [UInt8]?)]]
  ) throws(BatchFlaw) {
    if let marker = TransactionMarker(batch) {
      let ended = pending.removeValue(forKey: marker.producerID) ?? []
      if marker.kind == .commit { for (key, value) in ended { held[key] = value } }
      return
    }
    guard !batch.header.attributes.isControl else { return }
    var records = try batch.records()
    while try records.next() {
      let record = records.record.copied()
      guard let key = record.key else { continue }
      if batch.header.attributes.isTransactional, let producer = batch.header.producer {
        pending[producer.id, default: []].append((key, record.value))
      } else {
        held[key] = record.value
      }
    }
  }

  /// What is damaged is passed over, as the engine does where it reads these topics.
  private func open(_ id: PartitionID) throws(LogError) -> Log {
    var settings = LogSettings()
    settings.onDamage = .skip
    return try Log.open(directory: "\(directory)/\(id)", storage: storage, time: time, settings: settings)
  }
}
