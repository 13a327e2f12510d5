import StrataTransport
import Synchronization

extension Relay {
  /// Ends in the log what the database has no more (SPEC §9.3): an older copy of a database, or one whose capture was
  /// gone for a while, can't tell what was deleted, but the log has every key. Sends a tombstone of `epoch` for each
  /// that has no row.
  func sweep(_ topics: [(topic: PublishedTopic, partitions: Int32)], epoch: Int64) async throws {
    for (topic, partitions) in topics {
      for partition in (0..<partitions).map({ TopicPartition(topic.name, $0) }) {
        let end = try await transport.admin.offset(of: partition, at: .end) ?? 0
        let start = try await transport.admin.offset(of: partition, at: .beginning) ?? 0
        guard end > start else { continue }
        var swept: Set<[UInt8]> = []
        try await forEachBatch(of: partition, from: start, to: end) { batch in
          if swept.count > Self.sweptKeys { swept = [] }
          let records = try self.tombstones(for: batch, topic, epoch: epoch, &swept)
          if !records.isEmpty { try await self.send(records, to: topic.name) }
          // A long log takes longer than a lease.
          if case .renew(let term) = self.lease.willSend(now: self.now()) { try self.renew(term) }
        }
      }
    }
  }

  /// After so many keys remembering them starts over: a tombstone sent twice does no harm.
  private static var sweptKeys: Int { 10_000 }

  private func tombstones(
    for batch: ConsumedBatch, _ topic: PublishedTopic, epoch: Int64, _ swept: inout Set<[UInt8]>
  ) throws -> [Record] {
    try source.read { session in
      var headers = EnvelopeHeaders(Version(epoch: epoch, sequence: try source.head(in: session)))
      var records: [Record] = []
      for record in batch.records where record.value != nil {
        guard let key = record.key, !swept.contains(key), let envelope = try? Envelope(record),
          let number = topic.publications.firstIndex(where: { $0.model == envelope.model })
        else { continue }
        let publication = topic.publications[number]
        var isThere = false
        if let value = keyValue(envelope.key, as: publication.shape.key.kind.content) {
          try session.query(publication.shape.selectBy[0], [value]) { _ in isThere = true }
        }
        guard !isThere else { continue }
        swept.insert(key)
        records.append(
          Record(
            key: key, value: nil, headers: headers.headers(.deleted, of: publication, numbered: number),
            placement: .partition(batch.partition.partition)))
      }
      return records
    }
  }

  private func send(_ records: [Record], to topic: String) async throws {
    let producer = try await openProducer()
    _ = try await producer.send(records, to: topic)
    counters.withLock { $0.published += records.count }
  }

  /// Reads a partition's records from one offset to another, alone.
  func forEachBatch(
    of partition: TopicPartition, from start: Int64, to end: Int64, _ body: (ConsumedBatch) async throws -> Void
  ) async throws {
    let reader = try await transport.consumer(
      .partitions([partition]), ConsumerOptions(start: .offset(start)))
    do {
      while let event = try await reader.next(within: .seconds(30)) {
        guard case .batch(let batch) = event else { continue }
        try await body(batch)
        if batch.next >= end { break }
      }
    } catch {
      await reader.close()
      throw error
    }
    await reader.close()
  }
}
