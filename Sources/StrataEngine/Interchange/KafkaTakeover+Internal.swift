import StrataLog

/// Kafka's own topics, which it makes with 50 partitions each and compacts, become the engine's, which have one.
extension KafkaTakeover {
  /// The entry with a single partition: a new log of what holds in all that Kafka has. Its first partition's directory
  /// is set aside, by a name that Kafka passes over; where that was done already, a crash came between.
  func gathered(_ entry: TopicCatalog.Entry) throws(EngineError) -> TopicCatalog.Entry {
    let ids = entry.ids
    var entry = entry
    entry.settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": "1048576"])
    entry.partitions = 1
    guard ids.count > 1 || compacted.contains(ids[0]) else { return entry }
    let place = "\(directory)/\(ids[0])"
    let aside = "\(place).\(String(repeating: "0", count: 32))-stray"
    do throws(StorageFailure) {
      if !storage.exists(aside), storage.exists(place) {
        try storage.rename(place, to: aside)
        try storage.syncDirectory(directory)
      }
    } catch { throw .storage(error) }
    var held: [(key: [UInt8], value: [UInt8])] = []
    // The new one last: what it has already is as new or newer.
    for path in [aside] + ids.dropFirst().map({ "\(directory)/\($0)" }) + [place] where storage.exists(path) {
      held += try newest(in: path)
    }
    do throws(LogError) {
      let log = try Log.open(directory: place, storage: storage, time: time)
      var builder = try BatchBuilder()
      var rest = held[...]
      while !rest.isEmpty {
        let now = time.now()
        for (key, value) in rest.prefix(1_000) { try builder.add(key: key, value: value, timestamp: now) }
        try log.append(builder.finish())
        builder.reset()
        rest = rest.dropFirst(1_000)
      }
      try log.close()
    } catch { throw .log(partition: ids[0], error) }
    return entry
  }

  private typealias Held = [[UInt8]: [UInt8]]
  private typealias Pending = [Int64: [(key: [UInt8], value: [UInt8]?)]]

  /// The newest value of each key in a partition, those of transactions once they were committed; in the order of the
  /// keys. A segment is read up to its first damaged batch: what was committed before holds again.
  private func newest(in path: String) throws(EngineError) -> [(key: [UInt8], value: [UInt8])] {
    var held = Held()
    var pending = Pending()
    do throws(StorageFailure) {
      for name in try storage.list(path).sorted() where SegmentCopy.isSegmentFile(name) && name.hasSuffix(".log") {
        var batches = try SoundBatches(storage.open("\(path)/\(name)", create: false))
        while !batches.isAtEnd {
          let bytes = try batches.next()
          guard !bytes.isEmpty else { break }
          // Packed records that don't unpack are damage, too.
          try? SoundBatches.forEach(in: bytes) { (batch) throws(BatchFlaw) in try read(batch, &held, &pending) }
        }
      }
    } catch { throw .storage(error) }
    return held.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

  private func read(
    _ batch: RecordBatch, _ held: inout Held, _ pending: inout Pending
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
}
