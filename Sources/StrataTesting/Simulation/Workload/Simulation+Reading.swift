import StrataLog

/// What is read must be what was appended (SPEC §15.3).
extension Simulation {
  func read() throws(SimulationFailure) {
    guard let log else { return }
    let level = chance.pick(Durability.allCases)
    let end = log.endOffset(level).value
    guard end >= model.start else { return }
    let from = model.start + Int64(chance.below(Int(end - model.start) + 1))
    _ = try read(log, from: from, maxBytes: chance.below(3000), level, end)
  }

  /// Reads once and compares; returns where to read on, nil when an error with a cause was thrown.
  private func read(
    _ log: Log, from: Int64, maxBytes: Int, _ level: Durability, _ end: Int64
  ) throws(SimulationFailure) -> Int64? {
    let slice = try attempt("read from \(from), \(level)") { () throws(LogError) in
      try log.read(from: Offset(from), maxBytes: maxBytes, upTo: level)
    }
    guard let slice else { return nil }
    guard slice.nextOffset.value <= end, slice.baseOffset.value <= from, slice.nextOffset.value > from || from == end
    else { throw failure("read from \(from) gave \(slice.baseOffset) up to \(slice.nextOffset) of \(end)") }
    guard from < end else { return from }
    return try compare(slice) ? slice.nextOffset.value : nil
  }

  /// Whether all batches of the slice are good; those that are equal what was appended.
  private func compare(_ slice: LogSlice) throws(SimulationFailure) -> Bool {
    var cursor = slice.batches()
    var due = slice.baseOffset.value
    while true {
      do throws(LogError) {
        guard try cursor.next() else { break }
      } catch {
        guard model.hits.contains(due) || storage.faultsMet > faultsBefore else {
          throw failure("at \(due): \(error)")
        }
        return false
      }
      let batch = cursor.batch
      if isMisplaced(batch.header) {
        due = batch.header.nextOffset
        continue
      }
      guard batch.header.baseOffset == due, let n = model.index(of: due), model.batches[n].base == due else {
        throw failure("a batch at \(batch.header.baseOffset) where one at \(due) was appended")
      }
      let isAsAppended = isEqual(batch.bytes, model.batches[n])
      guard isAsAppended || model.hits.contains(due) && model.lost.contains(where: { isEqual(batch.bytes, $0) }) else {
        throw failure("the batch at \(due) is not the one that was appended")
      }
      storage.digest.mix(UInt64(batch.header.checksum))
      due = batch.header.nextOffset
    }
    guard due == slice.nextOffset.value else { throw failure("batches end at \(due), not at \(slice.nextOffset)") }
    return true
  }

  /// Whether it lies where other batches did, all of which were hit. A sector that became another's can hold a whole
  /// batch that was lost since it was appended, at an offset that is due: no sum tells.
  private func isMisplaced(_ header: BatchHeader) -> Bool {
    guard let first = model.index(of: header.baseOffset), let last = model.index(of: header.lastOffset) else {
      return false
    }
    let isAnother = first != last || model.batches[first].base != header.baseOffset
    return isAnother && model.batches[first...last].allSatisfy { model.hits.contains($0.base) }
  }

  /// All but the base offset, which was compared, and of a batch that was hit the epoch, which nothing sums.
  private func isEqual(_ bytes: Span<UInt8>, _ batch: ModelBatch) -> Bool {
    guard bytes.count == batch.bytes.count else { return false }
    let expected = batch.bytes.span
    let first = model.isTailHit || model.hits.contains(batch.base) ? 16 : 8
    for n in first..<bytes.count where bytes[n] != expected[n] { return false }
    return true
  }

  /// Reads it all, from the start to the end: every batch that was not hit is there.
  func sweep() throws(SimulationFailure) {
    guard let log else { return }
    let end = log.endOffset().value
    var next = log.startOffset.value
    while next < end {
      faultsBefore = storage.faultsMet
      let from = next
      if let read = try read(log, from: from, maxBytes: 200 + chance.below(4000), .written, end) {
        next = read
        continue
      }
      if storage.isDown { return }
      if storage.faultsMet > faultsBefore { continue }
      // Nothing of a batch that was hit; everything up to it and after it.
      while let n = model.index(of: next), !model.hits.contains(model.batches[n].base) {
        guard try readAlone(log, model.batches[n], end) || model.isBetweenHits(n) else {
          throw failure(
            "the batch at \(model.batches[n].base) was not hit and can't be read; \(model.hits.sorted()) were")
        }
        next = model.batches[n].next
        if next >= end { return }
      }
      guard let n = model.index(of: next) else { throw failure("the model has no batch at \(next)") }
      next = model.batches[n].next
    }
  }

  private func readAlone(_ log: Log, _ batch: ModelBatch, _ end: Int64) throws(SimulationFailure) -> Bool {
    let from = max(batch.base, log.startOffset.value)
    return try read(log, from: from, maxBytes: 0, .written, end) != nil || storage.faultsMet > faultsBefore
  }

  func findTime() throws(SimulationFailure) {
    guard let log else { return }
    let sought: Int64
    if let batch = model.batches.isEmpty ? nil : chance.pick(model.batches) {
      sought = batch.times[0] + Int64(chance.within(-30...30))
    } else {
      sought = time.milliseconds
    }
    let found = try attempt("find time \(sought)") { () throws(LogError) in
      try log.offset(atOrAfter: Timestamp(milliseconds: sought))
    }
    guard let found, model.hits.isEmpty, storage.faultsMet == faultsBefore else { return }
    let expected = model.first(atOrAfter: sought)
    guard found?.offset.value == expected else {
      throw failure(
        "the first record at or after \(sought) is \(expected.map { "\($0)" } ?? "none"), the log says "
          + "\(found.map { "\($0.offset)" } ?? "none")")
    }
  }
}
