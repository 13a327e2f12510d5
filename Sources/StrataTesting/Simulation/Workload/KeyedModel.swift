import StrataLog

/// A batch of records with keys as it was given to the log, or a marker when it has a sender with one.
struct KeyedBatch: CustomStringConvertible {
  struct Row: Equatable {
    var key: UInt8
    /// Nil for a tombstone.
    var value: [UInt8]?
  }

  let base: Int64
  let rows: [Row]
  let sender: ModelSender?

  var next: Int64 { base + Int64(max(1, rows.count)) }

  var description: String {
    let marker = sender?.marker.map { "\($0.kind)" }
    let keys = rows.map { "\($0.key)\($0.value == nil ? "†" : "")" }.joined(separator: " ")
    return "\(base): \(marker ?? keys)\(sender.map { " of \($0.id)\($0.isTransactional ? "t" : "")" } ?? "")"
  }
}

/// What a compacted log must hold, by what it has promised so far (SPEC §15.3).
struct KeyedModel {
  private(set) var batches: [KeyedBatch] = []
  private(set) var senders = ModelSenders()
  /// Appended when the process ended: it may be there or not.
  var perhaps: KeyedBatch?
  /// Up to here nothing is lost with the process, and with the power.
  var written: Int64 = 0
  var synced: Int64 = 0
  /// Where the log may start.
  var start: ClosedRange<Int64> = 0...0
  /// When a compaction first began with so many records appended: the end then, and the time.
  private var compactions: [(end: Int64, time: Int64)] = []

  var end: Int64 { batches.last?.next ?? 0 }

  mutating func append(_ batch: KeyedBatch) {
    batches.append(batch)
    see(batch)
  }

  private mutating func see(_ batch: KeyedBatch) {
    senders.append(
      ModelBatch(
        base: batch.base, bytes: [], times: Array(repeating: 0, count: max(1, batch.rows.count)), sender: batch.sender))
  }

  /// What a crash left ends here; false if that is inside a batch or behind all.
  mutating func cut(to newEnd: Int64) -> Bool {
    if newEnd > end, let perhaps, perhaps.next == newEnd { append(perhaps) }
    perhaps = nil
    if newEnd < end {
      batches.removeAll { $0.next > newEnd }
      senders = ModelSenders()
      for batch in batches { see(batch) }
      compactions = compactions.map { (min($0.end, newEnd), $0.time) }
    }
    written = newEnd
    synced = min(synced, newEnd)
    return newEnd == end
  }

  mutating func willCompact(at time: Int64) { compactions.append((end, time)) }

  /// When a compaction may first have gone over the record.
  func firstCompaction(of offset: Int64) -> Int64? { compactions.first { $0.end > offset }?.time }

  /// Who sends the next batch, if it is somebody who numbers them.
  func sender(_ chance: inout SeededRandom) -> ModelSender? {
    guard chance.one(in: 2) else { return nil }
    let id = Int64(chance.below(3))
    let known = senders.states[id]
    return ModelSender(
      id: id, epoch: known?.epoch ?? 0, sequence: known?.nextSequence ?? 0,
      isTransactional: known.map { $0.openSince >= 0 } ?? false || chance.one(in: 2))
  }

  /// All records that were appended, by offset, and whether readers of what is committed may see them.
  struct View {
    fileprivate(set) var rows: [Int64: (row: KeyedBatch.Row, isCommitted: Bool)] = [:]

    /// By key the offsets of its committed records, rising.
    func visible(below end: Int64) -> [UInt8: [Int64]] {
      var offsets: [UInt8: [Int64]] = [:]
      for (offset, row) in rows.sorted(by: { $0.key < $1.key }) where row.isCommitted && offset < end {
        offsets[row.row.key, default: []].append(offset)
      }
      return offsets
    }
  }

  func view() -> View {
    var view = View()
    var open: [Int64: [Int64]] = [:]
    for batch in batches {
      if let sender = batch.sender, let marker = sender.marker {
        for offset in open.removeValue(forKey: sender.id) ?? [] where marker.kind == .commit {
          view.rows[offset]?.isCommitted = true
        }
        continue
      }
      for (n, row) in batch.rows.enumerated() {
        let offset = batch.base + Int64(n)
        let isOpen = batch.sender?.isTransactional ?? false
        view.rows[offset] = (row, !isOpen)
        if isOpen, let id = batch.sender?.id { open[id, default: []].append(offset) }
      }
    }
    return view
  }
}
