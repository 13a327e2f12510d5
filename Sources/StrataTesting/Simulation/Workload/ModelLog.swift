import StrataLog

/// A batch as it was given to the log.
struct ModelBatch {
  let base: Int64
  /// As it must lie in the log, but for the base offset.
  var bytes: [UInt8]
  var times: [Int64]
  var sender: ModelSender?

  var next: Int64 { base + Int64(times.count) }
}

/// What the log must hold, by what it has promised so far (SPEC §15.3).
struct ModelLog {
  /// Without a gap; those below the start may still be there.
  private(set) var batches: [ModelBatch] = []
  /// What the batches say of those who sent them.
  private(set) var senders = ModelSenders()
  /// Whether that is more than the log can know: what it forgot or what was damaged had told of some.
  var isUnsureOfSenders = false
  /// Appended when the process ended: it may be there or not.
  var perhaps: ModelBatch?
  /// One past the last record that readers were shown.
  private(set) var end: Int64 = 0
  /// Up to here nothing is lost with the process.
  var written: Int64 = 0
  /// Up to here nothing is lost with the power.
  var synced: Int64 = 0
  /// Where the log says that it starts.
  var start: Int64 = 0
  /// No crash brings the start back below this.
  var startKept: Int64 = 0
  /// No crash brings the start above this.
  var startAsked: Int64 = 0
  /// The first offset of each batch that was damaged on purpose.
  var hits: Set<Int64> = []
  /// Batches that crashes took: a sector that becomes another's may hold one, whole.
  private(set) var lost: [ModelBatch] = []
  /// The tail buffer was damaged: any batch that came out of it may have another epoch, which nothing sums.
  var isTailHit = false

  mutating func append(_ batch: ModelBatch) {
    batches.append(batch)
    senders.append(batch)
    end = batch.next
  }

  /// The batch that was appended last has got the time of its append.
  mutating func replaceLast(with batch: ModelBatch) {
    if !batches.isEmpty { batches[batches.count - 1] = batch }
  }

  /// What a crash left ends here.
  mutating func cut(to newEnd: Int64) {
    lost += batches.filter { $0.next > newEnd } + (perhaps.map { [$0] } ?? [])
    if let last = batches.last, last.next > newEnd {
      batches.removeAll { $0.next > newEnd }
      senders = ModelSenders()
      for batch in batches { senders.append(batch) }
    }
    hits = hits.filter { $0 < newEnd }
    end = newEnd
    written = newEnd
    synced = min(synced, newEnd)
    perhaps = nil
  }

  /// Whether this batch, with another at most, lies between damaged ones: if the heads of these are gone, it can't be
  /// told from a batch in a record's value.
  func isBetweenHits(_ n: Int) -> Bool {
    guard let before = (0..<n).last(where: { hits.contains(batches[$0].base) }),
      let behind = (n..<batches.count).first(where: { hits.contains(batches[$0].base) })
    else { return false }
    return behind - before <= 3
  }

  /// The batch that holds the offset.
  func index(of offset: Int64) -> Int? {
    var low = 0
    var high = batches.count
    while low < high {
      let middle = (low + high) / 2
      if batches[middle].next <= offset { low = middle + 1 } else { high = middle }
    }
    return low < batches.count && batches[low].base <= offset ? low : nil
  }

  /// The first record at or above the start that is not earlier.
  func first(atOrAfter time: Int64) -> Int64? {
    for batch in batches where batch.next > start {
      for (n, recordTime) in batch.times.enumerated() where recordTime >= time && batch.base + Int64(n) >= start {
        return batch.base + Int64(n)
      }
    }
    return nil
  }

  /// The batches that lie, wholly or in part, in these bytes of the segment that begins at `base`; also one of which
  /// it is open whether it was appended.
  func batches(inSegment base: Int64, _ range: Range<Int>) -> [ModelBatch] {
    var found: [ModelBatch] = []
    var position = 0
    for batch in batches[(index(of: base) ?? batches.count)...] + (perhaps.map { [$0] } ?? []) {
      if position >= range.upperBound { break }
      if position + batch.bytes.count > range.lowerBound { found.append(batch) }
      position += batch.bytes.count
    }
    return found
  }
}
