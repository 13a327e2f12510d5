import StrataLog

/// The calls of a log, and what each may do (SPEC §15.2).
extension Simulation {
  /// Runs a call; nil when it threw an error that has a cause, or the process ended in it.
  func attempt<Result>(
    _ what: String, _ call: () throws(LogError) -> Result
  ) throws(SimulationFailure) -> Result? {
    faultsBefore = storage.faultsMet
    tell(what)
    do throws(LogError) {
      let result = try call()
      return storage.isDown ? nil : result
    } catch {
      tell("  → \(error)")
      if !storage.isDown { try judge(error, of: what) }
      return nil
    }
  }

  /// An error needs a cause: a fault met in the call, a full disk, a sync that failed before.
  private func judge(_ error: LogError, of what: String) throws(SimulationFailure) {
    storage.digest.mix(4242)
    switch error {
    case .storage(let failure):
      guard storage.faultsMet > faultsBefore || failure.isFull && storage.capacity < .max else {
        throw self.failure("\(what) failed without a fault: \(error)")
      }
      // A file beside the log that can't be synced is written anew at the next try.
      if failure.call == .sync {
        poison = what.hasPrefix("deleteRecords") || what == "enforceRetention" ? .perhaps : .yes
      }
    case .poisoned:
      guard poison != .no else { throw failure("\(what): poisoned though no sync failed: \(error)") }
    case .damaged where !model.hits.isEmpty: break
    case .damaged, .unreadable:
      guard storage.faultsMet > faultsBefore else { throw failure("\(what): \(error)") }
    case .outOfRange, .batchTooLarge, .badBatch, .producer, .closed, .invalidSetting: throw failure("\(what): \(error)")
    }
  }

  func append() throws(SimulationFailure) {
    for _ in 0..<chance.within(1...5) {
      guard let log, !storage.isDown else { return }
      let durability = chance.pick(Durability.allCases)
      let (batch, epoch) = nextBatch()
      try append(
        batch, durability, epoch, "append \(batch.times.count) records, \(batch.bytes.count) bytes, \(durability)"
      ) { () throws(LogError) in try append(batch, to: log, epoch, durability) }
    }
  }

  /// Appends by `call` what the model takes as `batch`.
  func append(
    _ batch: ModelBatch, _ durability: Durability, _ epoch: Int32, _ what: String,
    _ call: () throws(LogError) -> Appended
  ) throws(SimulationFailure) {
    guard let log, batch.bytes.count <= min(settings.segmentBytes, settings.maxBatchBytes) else { return }
    let wasPoisoned = poison == .yes
    model.perhaps = batch
    let appended = try attempt(what, call)
    guard !storage.isDown else { return }
    model.perhaps = nil
    if let appended {
      if wasPoisoned { throw failure("an append was taken after a failed sync") }
      try took(batch, appended, durability, epoch)
    } else if log.endOffset().value > model.end {
      // Published, and then getting it on disk failed.
      guard durability == .synced, !wasPoisoned, log.endOffset().value == batch.next else {
        throw failure("an append failed, and yet the end is \(log.endOffset()) after \(model.end)")
      }
      model.append(batch)
      try adopt(log)
    }
  }

  func append(
    _ batch: ModelBatch, to log: Log, _ epoch: Int32, _ durability: Durability
  ) throws(LogError) -> Appended {
    let checked: RecordBatch
    do { checked = try RecordBatch(checking: batch.bytes.span) } catch { throw .badBatch(error) }
    return try log.append(checked, leaderEpoch: epoch, durability: durability)
  }

  /// The model takes what the log has taken.
  private func took(
    _ batch: ModelBatch, _ appended: Appended, _ durability: Durability, _ epoch: Int32
  ) throws(SimulationFailure) {
    guard appended.baseOffset.value == model.end, appended.lastOffset.value == batch.next - 1,
      appended.durability >= durability
    else { throw failure("appended \(appended) where \(model.end) was due") }
    var batch = batch
    if settings.stampsAppendTime { stamp(&batch, appended.timestamp) }
    model.append(batch)
    if appended.durability >= .written { model.written = model.end }
    if appended.durability >= .synced { model.synced = model.end }
  }

  /// What the log makes of a batch that gets the time of its append.
  private func stamp(_ batch: inout ModelBatch, _ time: Timestamp) {
    batch.bytes[22] |= 8
    batch.bytes.put(UInt64(bitPattern: time.milliseconds), at: 35)
    batch.bytes.sum()
    batch.times = batch.times.map { _ in time.milliseconds }
  }

  /// The last batch of the log is the last of the model, but for a stamp that nobody was told.
  func adopt(_ log: Log) throws(SimulationFailure) {
    guard settings.stampsAppendTime, let last = model.batches.last else { return }
    do {
      let slice = try log.read(from: Offset(last.base))
      var cursor = slice.batches()
      guard try cursor.next() else { throw failure("the batch at \(last.base) is not there") }
      guard cursor.batch.header.attributes.hasAppendTime else { return }
      var stamped = last
      stamp(&stamped, cursor.batch.header.maxTimestamp)
      model.replaceLast(with: stamped)
    } catch let error as SimulationFailure {
      throw error
    } catch {
      guard model.hits.contains(last.base) else { throw failure("the batch at \(last.base) can't be read: \(error)") }
    }
  }

  func nextBatch() -> (ModelBatch, epoch: Int32) {
    serial += 1
    let drift = plan.timesRise ? chance.within(-20...20) : chance.within(-3_000_000...3_000_000)
    let sender = nextSender()
    let epoch = Int32(chance.below(3))
    var (bytes, times) = chance.pick(BatchTemplate.all).batch(
      serial: serial, time: max(1_000_000, time.milliseconds + Int64(drift)), sender: sender)
    bytes.put(UInt32(bitPattern: epoch), at: 12)
    return (ModelBatch(base: model.end, bytes: bytes, times: times, sender: sender), epoch)
  }

  func sync() throws(SimulationFailure) {
    guard let log else { return }
    guard try attempt("sync", { () throws(LogError) in try log.sync() }) != nil else { return }
    model.written = model.end
    model.synced = model.end
    guard log.endOffset(.synced).value == model.end else {
      throw failure("after a sync the synced end is \(log.endOffset(.synced)) of \(model.end)")
    }
  }

  func maintain() throws(SimulationFailure) {
    guard let log else { return }
    _ = try attempt("maintain") { () throws(LogError) in try log.maintain() }
  }

  func enforceRetention() throws(SimulationFailure) {
    guard let log else { return }
    let mayMove = settings.retentionBytes != nil || settings.retentionMilliseconds != nil
    let asked = model.startAsked
    if mayMove { model.startAsked = model.end }
    let removed = try attempt("enforceRetention") { () throws(LogError) in try log.enforceRetention() }
    guard !storage.isDown else { return }
    let start = log.startOffset.value
    guard start == model.start || mayMove, start >= model.start, start <= model.end else {
      throw failure("retention moved the start from \(model.start) to \(start)")
    }
    // What failed may have come as far as writing down where the start is to be; what moved it has written it anew.
    if removed != nil { model.startAsked = start > model.start ? start : max(asked, start) }
    // A write that found no room: segments went before what they say of senders was kept.
    if storage.faultsMet > faultsBefore, start > model.start { model.isUnsureOfSenders = true }
    model.start = start
    if removed != nil, storage.capacity == .max, storage.faultsMet == faultsBefore { model.startKept = start }
    if let keep = settings.retentionBytes, removed != nil, settings.retentionMilliseconds == nil,
      removed ?? 0 > 0, log.byteCount < keep
    {
      throw failure("retention left \(log.byteCount) bytes of \(keep) to keep")
    }
  }

  func deleteRecords() throws(SimulationFailure) {
    guard let log else { return }
    let before = model.start + Int64(chance.below(Int(model.end - model.start) + 1))
    model.startAsked = max(model.startAsked, before)
    let start = try attempt("deleteRecords before \(before)") { () throws(LogError) in
      try log.deleteRecords(before: Offset(before))
    }
    guard !storage.isDown else { return }
    if let start {
      guard start.value == max(before, model.start), log.startOffset == start else {
        throw failure("deleteRecords before \(before) made the start \(start)")
      }
      model.startKept = max(model.startKept, before)
    }
    model.start = log.startOffset.value
  }

  func changeSettings() throws(SimulationFailure) {
    guard let log else { return }
    let next = SimulationPlan.settings(&chance)
    guard try attempt("change", { () throws(LogError) in try log.change(next) }) != nil else { return }
    settings = next
  }
}
