import StrataTransport
import Synchronization

extension Relay {
  /// Asks the store for a term.
  func ask() throws -> Lease.Action {
    let time = now()
    let answer = try source.write {
      try store.acquire(holder: options.holder, now: time, until: time + lease.duration, in: $0)
    }
    switch answer {
    case .granted(let term):
      progressed = try source.read { try store.progress(in: $0) }
      counters.withLock { [through = progressed.through] in $0.through = through }
      return lease.granted(term: term, now: time)
    case .refused(let until): return lease.refused(until: until)
    }
  }

  func renew(_ term: Int64) throws {
    let time = now()
    try fencing { try source.write { try store.renew(term: term, until: time + lease.duration, in: $0) } }
    lease.renewed(now: time)
  }

  /// Takes changes, sends their records and records that, in this order.
  func publishBatch() async throws -> RelayStep {
    let (epoch, through, limit) = (progressed.epoch, progressed.through, options.batchSize)
    let (made, head) = try source.read { session in
      let made = try maker.make(after: through, limit: limit, epoch: epoch, from: source, in: session)
      return (made, try made?.version.sequence ?? source.head(in: session))
    }
    counters.withLock { $0.head = head }
    guard var batch = made else { return .idle }
    switch lease.willSend(now: now()) {
    case .publish: break
    case .renew(let term): try renew(term)
    // Making the batch took longer than the lease: nothing may go out under it.
    case .ask, .wait: return .waiting(untilMilliseconds: now())
    }
    let sent = try await send(&batch)
    try record(batch)
    counters.withLock { $0.count(batch, sent: sent) }
    return .published(records: sent)
  }

  /// Sends a batch's records and returns how many went out. Those the transport will never take join the failed rows.
  private func send(_ batch: inout RelayBatch) async throws -> Int {
    let producer = try await openProducer()
    var sent = 0
    for topic in batch.topics {
      let records = batch.records[topic] ?? []
      do {
        _ = try await producer.send(records, to: topic)
        sent += records.count
      } catch {
        guard error.code == .tooLarge else { throw error }
        sent += try await sendOneByOne(records, to: topic, with: producer, &batch)
      }
    }
    return sent
  }

  private func sendOneByOne(
    _ records: [Record], to topic: String, with producer: any TransportProducer, _ batch: inout RelayBatch
  ) async throws -> Int {
    var sent = 0
    for (number, record) in records.enumerated() {
      do {
        _ = try await producer.send([record], to: topic)
        sent += 1
      } catch {
        guard error.code == .tooLarge else { throw error }
        guard let name = batch.rows[topic]?[number] else { continue }
        let publication = maker.publications[name.publication]
        batch.failed.append(UnpublishedRow(publication, key: name.key, reason: "\(error)"))
      }
    }
    return sent
  }

  /// Records that a batch went out, forgets its changes, and captures again what depends on them: in one commit, by the
  /// lease's term.
  private func record(_ batch: RelayBatch) throws {
    guard let term = lease.term else { return }
    let time = now()
    var next = progressed
    next.through = batch.through
    let waiting = counters.withLock { $0.failed }
    let failed = try fencing {
      try source.write { session in
        try store.record(next, term: term, until: time + lease.duration, in: session)
        for selection in batch.captureAgain {
          try source.captureRows(
            of: selection.table, where: selection.column, equals: selection.value, in: session)
        }
        try source.discardChanges(upTo: batch.through, in: session)
        guard waiting > 0 || !batch.failed.isEmpty else { return 0 }
        for name in Set(batch.rows.values.joined()) {
          let publication = maker.publications[name.publication]
          try store.removeUnpublished(topic: publication.topic, model: publication.model, key: name.key, in: session)
        }
        for row in batch.failed { try store.addUnpublished(row, in: session) }
        return try store.unpublishedCount(in: session)
      }
    }
    lease.renewed(now: time)
    progressed = next
    counters.withLock { $0.failed = failed }
  }

  /// Runs a guarded write; once fenced, the lease is gone.
  func fencing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as CaptureError where error.code == .fenced {
      lease.fenced()
      throw error
    }
  }

  func openProducer() async throws -> any TransportProducer {
    if let producer { return producer }
    let made = try await transport.producer(
      ProducerOptions(acknowledgement: options.acknowledgement, compression: options.compression))
    producer = made
    return made
  }
}

extension RelayProgress {
  fileprivate mutating func count(_ batch: RelayBatch, sent: Int) {
    changes += batch.changes
    published += sent
    batches += 1
    version = batch.version
    through = batch.through
  }
}
