/// What a log remembers of those who write to it (SPEC §7.2): by producer id the last batches, and the transactions
/// that are open.
struct Producers: Hashable, Sendable {
  private var windows: [Int64: ProducerWindow] = [:]
  /// Where open transactions began; there are few.
  private var open: Set<Int64> = []

  /// Nobody has written.
  init() {}

  /// As a snapshot has them.
  init(_ snapshot: ProducerSnapshot) {
    for saved in snapshot.producers { windows[saved.id] = ProducerWindow(saved) }
    open = Set(windows.values.compactMap(\.openSince))
  }

  var isEmpty: Bool { windows.isEmpty }

  /// Where the oldest open transaction began: readers of what is committed see up to here.
  var firstOpen: Int64? { open.min() }

  /// Where a batch was stored before, or nil if it is new. Throws why it is refused.
  func judge(_ header: BatchHeader) throws(ProducerFlaw) -> ProducerWindow.Entry? {
    guard let producer = header.producer, let window = windows[producer.id] else { return nil }
    return try window.judge(
      producer, count: header.recordCount, transactional: header.attributes.isTransactional)
  }

  /// A batch was stored with its first record at `baseOffset`, or found there at start.
  mutating func appended(_ header: BatchHeader, baseOffset: Int64) {
    guard let producer = header.producer else { return }
    let last = producer.sequence < 0 ? -1 : (producer.sequence &+ header.lastOffsetDelta) & 0x7fff_ffff
    let entry = ProducerWindow.Entry(
      sequence: producer.sequence, lastSequence: last,
      baseOffset: baseOffset, lastOffset: baseOffset + Int64(header.lastOffsetDelta), timestamp: header.maxTimestamp)
    let fresh = ProducerWindow(epoch: producer.epoch, lastTimestamp: header.maxTimestamp)
    let begins = windows[producer.id, default: fresh].appended(
      entry, epoch: producer.epoch, transactional: header.attributes.isTransactional)
    if begins { open.insert(baseOffset) }
  }

  /// Refuses a marker of an older epoch, or of an older coordinator.
  func judge(_ marker: TransactionMarker) throws(ProducerFlaw) {
    guard let window = windows[marker.producerID] else { return }
    guard marker.producerEpoch >= window.epoch else {
      throw .fenced(producer: marker.producerID, current: window.epoch, got: marker.producerEpoch)
    }
    guard marker.coordinatorEpoch >= window.coordinatorEpoch else {
      throw .coordinatorFenced(
        producer: marker.producerID, current: window.coordinatorEpoch, got: marker.coordinatorEpoch)
    }
  }

  /// A marker was stored at `offset`, or found there at start. Answers the transaction if it was aborted.
  mutating func ended(_ marker: TransactionMarker, at offset: Int64, _ time: Timestamp) -> AbortedTransaction? {
    let fresh = ProducerWindow(epoch: marker.producerEpoch, lastTimestamp: time)
    let since = windows[marker.producerID, default: fresh].ended(
      epoch: marker.producerEpoch, coordinatorEpoch: marker.coordinatorEpoch, at: time)
    guard let since else { return nil }
    open.remove(since)
    guard marker.kind == .abort else { return nil }
    return AbortedTransaction(
      producerID: marker.producerID, firstOffset: Offset(since), lastOffset: Offset(offset),
      lastStableOffset: Offset(firstOpen ?? offset + 1))
  }

  /// No transaction is open that began below `offset`: its marker may be gone.
  mutating func ended(below offset: Int64) {
    guard firstOpen ?? offset < offset else { return }
    for id in windows.keys { ended(id, below: offset) }
  }

  /// The same of one producer.
  mutating func ended(_ id: Int64, below offset: Int64) {
    if let since = windows[id]?.ended(since: offset) { open.remove(since) }
  }

  /// What a snapshot at this moment says, by id.
  var snapshot: ProducerSnapshot {
    ProducerSnapshot(
      windows.sorted { $0.key < $1.key }.map { id, window in ProducerSnapshot.Producer(id, window) })
  }

  /// Forgets producers that did nothing since `time` and have no transaction open.
  mutating func forget(silentSince time: Timestamp) {
    windows = windows.filter { $0.value.lastTimestamp >= time || $0.value.openSince != nil }
  }
}
