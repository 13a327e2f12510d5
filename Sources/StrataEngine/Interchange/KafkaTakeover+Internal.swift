import StrataLog

/// Kafka's own topics, which it makes with 50 partitions each and compacts, become the engine's, which have one.
extension KafkaTakeover {
  /// The catalog with these topics as the engine's: as they are, or where one has several partitions or was compacted,
  /// both as new logs of what holds in all that Kafka has.
  func gathered(_ catalog: TopicCatalog) throws(EngineError) -> TopicCatalog {
    var catalog = catalog
    let entries = [TopicName.transactions, TopicName.offsets].compactMap { catalog.topics[$0] }
    if entries.contains(where: { $0.partitions > 1 || compacted.contains($0.ids[0]) }) {
      var open: Set<Int64> = []
      if let entry = catalog.topics[TopicName.transactions] {
        let states = try records(of: entry).all
        open = Set(states.compactMap(Self.producer))
        try write(states.map(Self.moved), of: entry)
      }
      if let entry = catalog.topics[TopicName.offsets] {
        var offsets = try records(of: entry)
        // Of whom no state tells nobody would ever end the transaction.
        offsets.keepPending(of: open)
        try write(offsets.all, of: entry)
      }
    }
    for var entry in entries {
      entry.settings = try TopicSettings(["retention.ms": "-1", "segment.bytes": "1048576"])
      entry.partitions = 1
      catalog.topics[entry.name] = entry
    }
    return catalog
  }

  /// Who has a transaction open that offsets are part of, by the record of its state.
  private static func producer(_ record: GatheredRecords.Record) -> Int64? {
    guard let state = TransactionRecord(key: record.key, value: record.value)?.state,
      state.phase == .ongoing || state.phase.isPrepared,
      state.partitions.contains(where: { $0.topic == TopicName.offsets })
    else { return nil }
    return state.producer.id
  }

  /// The record of a transaction's state, which names the partitions of its offsets, as they are now.
  private static func moved(_ record: GatheredRecords.Record) -> GatheredRecords.Record {
    guard var read = TransactionRecord(key: record.key, value: record.value), let partitions = read.state?.partitions,
      partitions.contains(where: { $0.topic == TopicName.offsets })
    else { return record }
    let moved = partitions.map { $0.topic == TopicName.offsets ? PartitionID(TopicName.offsets, 0) : $0 }
    read.state?.partitions = Set(moved)
    var record = record
    record.value = read.value
    return record
  }

  // MARK: Reading

  /// What holds in all partitions of a topic. The first one's directory is set aside for the new log, by a name that
  /// Kafka passes over; where that was done already, a crash came between.
  private func records(of entry: TopicCatalog.Entry) throws(EngineError) -> GatheredRecords {
    let place = path(of: entry.ids[0])
    let aside = "\(place).\(String(repeating: "0", count: 32))-stray"
    var gathered = GatheredRecords()
    do throws(StorageFailure) {
      if !storage.exists(aside), storage.exists(place) {
        try storage.rename(place, to: aside)
        try storage.syncDirectory(directory)
      }
      for path in [aside] + entry.ids.dropFirst().map(path) {
        var partition = GatheredRecords()
        try read(path, into: &partition)
        gathered.take(partition)
      }
      // The new one goes on where they ended: what it has already is as new or newer.
      try read(place, into: &gathered)
    } catch { throw .storage(error) }
    return gathered
  }

  private func path(of partition: PartitionID) -> String { "\(directory)/\(partition)" }

  /// Reads a partition, if it is there; a segment up to its first damaged batch: what was committed before holds again.
  private func read(_ path: String, into gathered: inout GatheredRecords) throws(StorageFailure) {
    guard storage.exists(path) else { return }
    for name in try storage.list(path).sorted() where SegmentCopy.isSegmentFile(name) && name.hasSuffix(".log") {
      var batches = try SoundBatches(storage.open("\(path)/\(name)", create: false))
      while !batches.isAtEnd {
        let bytes = try batches.next()
        guard !bytes.isEmpty else { break }
        // Packed records that don't unpack are damage, too.
        try? SoundBatches.forEach(in: bytes) { (batch) throws(BatchFlaw) in try gathered.take(batch) }
      }
    }
  }

  // MARK: Writing

  private func write(_ records: [GatheredRecords.Record], of entry: TopicCatalog.Entry) throws(EngineError) {
    let partition = entry.ids[0]
    do throws(LogError) {
      let log = try Log.open(directory: path(of: partition), storage: storage, time: time)
      var builder = try BatchBuilder()
      var rest = records[...]
      while let producer = rest.first.map(\.producer) {
        let batch = rest.prefix(1_000).prefix { $0.producer == producer }
        builder.reset()
        builder.producer = producer.map { BatchProducer(id: $0.id, epoch: $0.epoch, sequence: -1) }
        builder.isTransactional = producer != nil
        let now = time.now()
        for record in batch { try builder.add(key: record.key, value: record.value, timestamp: now) }
        _ = try log.append(unordered: builder.finish(), durability: .written)
        rest = rest.dropFirst(batch.count)
      }
      try log.close()
    } catch { throw .log(partition: partition, error) }
  }
}
