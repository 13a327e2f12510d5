import Synchronization

/// A batch of one who numbers its batches, for the log to judge and to remember; `marker` if it ends a transaction.
struct NumberedBatch {
  let header: BatchHeader
  let marker: TransactionMarker?
}

/// Transactions in one log (SPEC §7.2): their ends, and what readers of committed records see.
extension Log {
  /// Ends the transaction that the producer has open here, if it has one: a control batch with the marker is appended.
  /// What is returned holds at the level asked for. Throws ``LogError/producer(_:)`` when a newer incarnation of the
  /// producer has written, or a newer coordinator, and otherwise as ``append(_:leaderEpoch:durability:)``.
  @discardableResult
  public func end(
    _ marker: TransactionMarker, leaderEpoch: Int32? = nil, durability: Durability = .written
  ) throws(LogError) -> Appended {
    var builder = try marker.batch(at: time.now())
    let batch = try builder.finish()
    return try append(batch, leaderEpoch, durability, NumberedBatch(header: batch.header, marker: marker))
  }

  /// Appends a batch that a coordinator writes as part of a producer's transaction, numbered −1: it is stored whenever
  /// it comes, unless a newer incarnation of the producer has written.
  package func append(
    unordered batch: borrowing RecordBatch, durability: Durability
  ) throws(LogError) -> Appended {
    try append(batch, nil, durability, NumberedBatch(header: batch.header, marker: nil))
  }

  /// A batch of one who numbers them is in place, and not yet shown to readers.
  @inline(never)
  func sent(_ batch: NumberedBatch, at offset: Int64, _ time: Timestamp, _ writer: inout Writer) {
    guard batch.marker == nil else { return }
    var header = batch.header
    header.maxTimestamp = time
    writer.producers.appended(header, baseOffset: offset)
    guard header.attributes.isTransactional else { return }
    firstOpen.store(writer.producers.firstOpen ?? .max, ordering: .releasing)
  }

  /// The marker is in place, and readers may see it.
  func ended(_ marker: TransactionMarker, at offset: Int64, _ time: Timestamp, _ writer: inout Writer) {
    if let aborted = writer.producers.ended(marker, at: offset, time) { writer.tail.segment.add(aborted) }
    // After the list has it: who reads on from here must find it there.
    firstOpen.store(writer.producers.firstOpen ?? .max, ordering: .releasing)
  }

  /// Where readers of committed records stop, Kafka's last stable offset: where the oldest open transaction began, or
  /// ``endOffset(_:)``.
  public func stableOffset(_ upTo: Durability = .written) -> Offset {
    // In this order: a transaction whose records the end shows was open before it did.
    let end = endOffset(upTo)
    return min(end, Offset(firstOpen.load(ordering: .acquiring)))
  }

  /// The aborted transactions that have records from `offset` on and began below `end`, in the order of their markers:
  /// what a reader of these must leave out, by producer, from where each began up to its marker.
  public func aborted(from offset: Offset, upTo end: Offset) -> [AbortedTransaction] {
    let segments = segments.withLock { $0 }
    var aborted: [AbortedTransaction] = []
    let first = max(0, segments.partitioningIndex { $0.base > offset } - 1)
    for segment in segments[first...] {
      for transaction in segment.aborted {
        if transaction.lastOffset >= offset, transaction.firstOffset < end { aborted.append(transaction) }
        if transaction.lastStableOffset >= end { return aborted }
      }
    }
    return aborted
  }

  /// What is remembered of those who number their batches, in order of their ids.
  package var producers: [ProducerSnapshot.Producer] { writer.withLock { $0.producers.snapshot.producers } }

  /// Forgets producers that did nothing since `time` and have no transaction open.
  package func forgetProducers(silentSince time: Timestamp) {
    writer.withLock { $0.producers.forget(silentSince: time) }
  }
}
