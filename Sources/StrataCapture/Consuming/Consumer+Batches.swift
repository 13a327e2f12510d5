import StrataTransport
import Synchronization

extension Consumer {
  /// Applies a batch: rows, effects and the offset in one commit.
  func apply(_ batch: ConsumedBatch) throws {
    guard let stream = streams[batch.partition.topic] else { return }
    let counted: BatchCount
    do {
      counted = try write(batch, stream, carefully: false)
    } catch let error as RecordFailure {
      try rethrowTransient(error.cause)
      // The whole batch was undone. Once more, each record for itself, so that the bad ones are set aside.
      counted = try write(batch, stream, carefully: true)
    }
    uncommitted[batch.partition] = batch.next
    uncommittedBatches += 1
    counters.withLock {
      $0.progress.add(counted)
      $0.waiting[batch.partition] = max(0, batch.end - batch.next)
    }
  }

  private func write(_ batch: ConsumedBatch, _ stream: Int64, carefully: Bool) throws -> BatchCount {
    let byModel = tables.byTopic[batch.partition.topic] ?? [:]
    return try database.write { session in
      var count = BatchCount()
      let next = try store.next(stream, batch.partition.partition, in: session) ?? 0
      // Another member went further: what it applied is in the database.
      guard batch.next > next else { return count }
      var applying = try Applying(byModel, store: store, stream: stream, session: session)
      for record in batch.records where record.offset >= next {
        if carefully {
          try applyCarefully(record, stream, batch.partition.partition, &applying, &count)
        } else {
          do {
            count.add(try step(record, stream, batch.partition.partition, &applying))
          } catch {
            throw RecordFailure(cause: error)
          }
        }
      }
      try store.setNext(batch.next, stream, batch.partition.partition, in: session)
      count.effects = applying.transaction.effects
      count.version = applying.version
      return count
    }
  }

  private func step(
    _ record: ConsumedRecord, _ stream: Int64, _ partition: Int32, _ applying: inout Applying
  ) throws -> Applying.Outcome {
    let outcome = try applying.apply(record)
    if outcome == .queued {
      try store.park(
        record, stream, partition, reason: "waits behind an earlier record of its key", in: applying.session)
    }
    return outcome
  }

  private func applyCarefully(
    _ record: ConsumedRecord, _ stream: Int64, _ partition: Int32, _ applying: inout Applying, _ count: inout BatchCount
  ) throws {
    let effects = applying.transaction.effects
    let session = applying.session
    do {
      count.add(try session.savepoint { try step(record, stream, partition, &applying) })
    } catch {
      try rethrowTransient(error)
      applying.transaction.undo(effectsAfter: effects)
      try store.park(record, stream, partition, reason: "\(error)", in: session)
      if let key = record.key { applying.parkedKeys.insert(key) }
      count.parked += 1
    }
  }

  // MARK: - Parked records

  /// The oldest records that are parked, in the log's order.
  public func parked(limit: Int = 100) throws -> [ParkedRecord] {
    try database.read { session in
      var found: [ParkedRecord] = []
      for topic in tables.topics where found.count < limit {
        guard let stream = streams[topic] else { continue }
        found += try store.parked(
          stream, topic: topic, after: (-1, -1), limit: limit - found.count, in: session)
      }
      return found
    }
  }

  /// Tries the parked records again, each key's in order: the first of a key that still can't be applied keeps those
  /// behind it waiting. Returns how many were applied.
  @discardableResult
  public func redrive() throws -> Int {
    var applied = 0
    for topic in tables.topics {
      guard let stream = streams[topic] else { continue }
      var stuck: Set<[UInt8]> = []
      var place: (partition: Int32, offset: Int64) = (-1, -1)
      while true {
        let count = try redriveSome(topic, stream, &stuck, &place)
        guard let count else { break }
        counters.withLock { $0.progress.add(count) }
        applied += count.applied
      }
    }
    return applied
  }

  /// One transaction of a redrive; nil at the end.
  private func redriveSome(
    _ topic: String, _ stream: Int64, _ stuck: inout Set<[UInt8]>, _ place: inout (partition: Int32, offset: Int64)
  ) throws -> BatchCount? {
    try database.write { session in
      let records = try store.parked(stream, topic: topic, after: place, limit: 256, in: session)
      guard let last = records.last else { return nil }
      var count = BatchCount()
      var applying = try Applying(
        tables.byTopic[topic] ?? [:], store: store, stream: stream, session: session)
      applying.parkedKeys = []
      for parked in records {
        let (record, partition) = (parked.record, parked.partition.partition)
        if let key = record.key, stuck.contains(key) { continue }
        let effects = applying.transaction.effects
        do {
          count.add(try session.savepoint { try applying.apply(record) })
          try store.unpark(stream, partition, record.offset, in: session)
          count.parked -= 1
        } catch {
          try rethrowTransient(error)
          applying.transaction.undo(effectsAfter: effects)
          try store.park(record, stream, partition, reason: "\(error)", in: session)
          if let key = record.key { stuck.insert(key) }
        }
      }
      count.effects = applying.transaction.effects
      place = (last.partition.partition, last.record.offset)
      return count
    }
  }
}

/// What a record's failure was, out of a batch that is to be undone.
private struct RecordFailure: Error {
  let cause: any Error
}

/// What a transaction did.
struct BatchCount: Hashable, Sendable {
  var applied = 0
  var skipped = 0
  var parked = 0
  var effects = 0
  var version: Version?

  fileprivate mutating func add(_ outcome: Applying.Outcome) {
    switch outcome {
    case .applied: applied += 1
    case .skipped: skipped += 1
    case .queued: parked += 1
    }
  }
}

extension ConsumerProgress {
  fileprivate mutating func add(_ count: BatchCount) {
    applied += count.applied
    skipped += count.skipped
    parked += count.parked
    effects += count.effects
    batches += 1
    version = count.version ?? version
  }
}
