/// What a compaction keeps (SPEC §6.6), batch by batch from the start of the log on.
struct CompactionRules: ~Copyable {
  /// What becomes of a batch.
  enum Verdict: Equatable {
    /// It stays as it is.
    case whole
    /// Its records that were chosen stay. If there is a horizon it is the batch's from now on.
    case some(horizon: Timestamp?)
    /// None of its records stays, and its head does: it is the last that is known of its sender.
    case empty
    /// Nothing of it stays.
    case nothing
  }

  let latest: LatestOffsets
  private let secret: KeyHash.Secret
  private let now: Timestamp
  private let horizon: Timestamp
  private let aborted: AbortedRanges
  private let unpackedLimit: Int
  /// Of each sender its last batch, or its epoch if only a marker is known.
  private let senders: [Int64: ProducerSnapshot.Producer]
  /// Senders of whose transaction there was a batch since the last marker.
  var inTransaction: Set<Int64> = []
  /// What may bring a deleted key back stays: some of the log before could not be gone over.
  var keepsTombstones = false
  private var keyed = KeyedRecords()
  /// Of the batch judged last, which of its records stay.
  private(set) var chosen: [Bool] = []

  init(
    _ latest: consuming LatestOffsets, _ secret: KeyHash.Secret, aborted: AbortedRanges, senders: ProducerSnapshot,
    now: Timestamp, deleteRetention: Int64, unpackedLimit: Int
  ) {
    self.latest = latest
    self.secret = secret
    self.now = now
    let horizon = now.milliseconds.addingReportingOverflow(deleteRetention)
    self.horizon = Timestamp(milliseconds: horizon.overflow ? .max : horizon.partialValue)
    self.aborted = aborted
    self.unpackedLimit = unpackedLimit
    self.senders = Dictionary(senders.producers.map { ($0.id, $0) }) { $1 }
  }

  /// Judges the next batch. One whose records can't be read stays.
  mutating func judge(_ batch: RecordBatch) -> Verdict {
    let header = batch.header
    if header.baseOffset > latest.last { return .whole }
    if header.attributes.isControl { return judge(marker: header) }
    if header.attributes.isTransactional, let producer = header.producer { inTransaction.insert(producer.id) }
    guard header.recordCount > 0 else { return isLastOfSender(header) ? .whole : .nothing }
    if aborted.contains(header) { return isLastOfSender(header) ? .empty : .nothing }
    do throws(BatchFlaw) { return try judge(records: batch) } catch { return .whole }
  }

  /// A marker goes when nothing is left of its transaction, and who read that has had time to come to the marker.
  private mutating func judge(marker header: BatchHeader) -> Verdict {
    guard let producer = header.producer else { return .whole }
    let isNeeded = inTransaction.remove(producer.id) != nil
    guard header.recordCount > 0 else { return isLastOfSender(header) ? .whole : .nothing }
    guard !isNeeded, !keepsTombstones else { return .whole }
    guard let due = header.deleteHorizon else {
      chosen = [true]
      return .some(horizon: horizon)
    }
    guard due <= now else { return .whole }
    return isLastOfSender(header) ? .empty : .nothing
  }

  private mutating func judge(records batch: RecordBatch) throws(BatchFlaw) -> Verdict {
    let header = batch.header
    chosen.removeAll(keepingCapacity: true)
    var (kept, hasTombstone) = (0, false)
    var cursor = try batch.records(unpackedLimit: unpackedLimit)
    let due = header.deleteHorizon
    while try keyed.next(of: &cursor, secret, latest) {
      for record in keyed.records {
        let isKept = keeps(record, due)
        chosen.append(isKept)
        guard isKept else { continue }
        kept += 1
        if record.isTombstone { hasTombstone = true }
      }
    }
    guard kept > 0 else { return isLastOfSender(header) ? .empty : .nothing }
    let needsHorizon = hasTombstone && header.deleteHorizon == nil
    if kept == chosen.count, !needsHorizon { return .whole }
    return .some(horizon: needsHorizon ? horizon : nil)
  }

  @inline(__always)
  private func keeps(_ record: KeyedRecords.Record, _ due: Timestamp?) -> Bool {
    if record.offset > latest.last { return true }
    guard let key = record.key else { return false }
    if let last = latest.offset(of: key), record.offset < last { return false }
    if !record.isTombstone || keepsTombstones { return true }
    return due.map { now < $0 } ?? true
  }

  /// Whether the batch is the last thing that is known of its sender, who may go on from there.
  private func isLastOfSender(_ header: BatchHeader) -> Bool {
    guard let producer = header.producer, let known = senders[producer.id] else { return false }
    if known.lastOffset >= 0 { return header.lastOffset == known.lastOffset }
    return header.attributes.isControl && known.epoch == producer.epoch
  }
}

/// Where transactions were aborted, by their senders.
struct AbortedRanges {
  private let ranges: [Int64: [ClosedRange<Int64>]]

  init(_ transactions: [AbortedTransaction]) {
    ranges = Dictionary(grouping: transactions, by: \.producerID).mapValues { transactions in
      transactions.map { $0.firstOffset.value...$0.lastOffset.value }.sorted { $0.lowerBound < $1.lowerBound }
    }
  }

  /// Whether the batch is part of one.
  func contains(_ header: BatchHeader) -> Bool {
    guard header.attributes.isTransactional, let producer = header.producer, let ranges = ranges[producer.id]
    else { return false }
    let n = ranges.partitioningIndex { $0.lowerBound > header.baseOffset }
    return n > 0 && ranges[n - 1].contains(header.baseOffset)
  }
}
