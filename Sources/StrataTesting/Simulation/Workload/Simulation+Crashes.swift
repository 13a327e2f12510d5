import StrataLog

/// Ends and beginnings (SPEC §15.3).
extension Simulation {
  /// What came before an open.
  enum Ending { case closed, failedClose, killed, powerLost }

  func crashNow() throws(SimulationFailure) {
    guard !plan.crashes.isEmpty else { return }
    let fault = chance.pick(plan.crashes)
    tell("crash: \(fault)")
    storage.crash(fault)
  }

  func crashAmongStores() throws(SimulationFailure) {
    guard !plan.crashes.isEmpty, let log, poison == .no else { return }
    let fault = chance.pick(plan.crashes)
    let (batch, epoch) = nextBatch()
    guard batch.bytes.count <= min(settings.segmentBytes, settings.maxBatchBytes) else { return }
    tell("crash among the stores of an append: \(fault)")
    model.perhaps = batch
    storage.crashAmongStores(fault) { _ = try? append(batch, to: log, epoch, .memory) }
  }

  /// The process or the power is gone: opens again, and looks at what is left.
  func recover() throws(SimulationFailure) {
    log = nil
    let fault = storage.lastCrash
    storage.restart()
    try damage()
    try open(after: fault == .powerLost ? .powerLost : .killed)
  }

  func closeAndOpen() throws(SimulationFailure) {
    guard let log else { return }
    let closed: Void? = try attempt("close") { () throws(LogError) in try log.close() }
    guard !storage.isDown else { return }
    self.log = nil
    poison = .no
    if closed != nil { model.synced = model.end }
    try damage()
    try open(after: closed != nil ? .closed : .failedClose)
  }

  /// What an open touches that other calls don't, oftener than it comes up by itself.
  private static let recovered: [FileKind] = [
    .cut, .cut, .cut, .cut, .log, .log, .directory, .directory, .start, .tail, .frontier,
  ]

  /// Opens, again and again while faults are met; after a crash in it once more.
  func open(after ending: Ending) throws(SimulationFailure) {
    var ending = ending
    storage.tellNextLife()
    if let stray = storage.strayStore { throw failure("a map was stored to past the file's end: \(stray)") }
    for n in 0..<40 {
      // Once or twice, for an open that meets no fault must succeed.
      if n < 2, chance.one(in: 2) { arm(80, Self.recovered) }
      // A full disk may keep a log from opening until there is room.
      let frontierFound = storage.frontierOffset(in: Self.directory)
      let opened = try attempt("open after \(ending)") { () throws(LogError) in
        try Log.open(directory: Self.directory, storage: storage, time: time, settings: settings)
      }
      if storage.isDown {
        if storage.lastCrash == .powerLost { ending = .powerLost } else if ending != .powerLost { ending = .killed }
        storage.restart()
        continue
      }
      poison = .no
      guard let opened else {
        if ending == .closed { ending = .failedClose }
        if storage.faultsMet == faultsBefore { storage.capacity = .max }
        continue
      }
      log = opened
      try compare(opened, after: ending, frontierFound)
      try compareSenders(opened)
      return try sweep()
    }
    throw failure("the log does not open")
  }

  /// What a log opened with, against what was promised before.
  private func compare(_ log: Log, after ending: Ending, _ frontierFound: Int64) throws(SimulationFailure) {
    let end = log.endOffset().value
    let start = log.startOffset.value
    tell("  opened: \(start) up to \(end), synced \(log.endOffset(.synced)); model \(model.start) to \(model.end)")
    var needed = ending == .powerLost ? model.synced : ending == .closed ? model.end : model.written
    // Above the frontier a damaged batch can't be told from a torn one, and is the end.
    if let hit = model.hits.filter({ $0 >= frontierFound }).min() { needed = min(needed, hit) }
    // Nor can what was misread.
    if plan.faults.contains(.misread), storage.faultsMet > faultsBefore { needed = min(needed, frontierFound) }
    let last = model.perhaps?.next ?? model.end
    guard end >= needed else {
      throw failure("after \(ending): records \(end) up to \(needed) are lost, \(log.recovery)")
    }
    guard end <= max(last, start) else { throw failure("after \(ending): the end is \(end), but \(last) was appended") }
    guard start >= model.startKept, start <= max(model.startAsked, model.startKept) else {
      throw failure(
        "after \(ending): the start is \(start), not \(model.startKept) to \(model.startAsked), \(log.recovery)")
    }
    // Records that were forgotten before they were on disk.
    if ending == .powerLost, start > model.synced { model.isUnsureOfSenders = true }
    if ending == .closed, model.hits.isEmpty, !log.recovery.isClean || start < model.start {
      throw failure("after a close: start \(start) of \(model.start), \(log.recovery)")
    }
    if end > model.end, let perhaps = model.perhaps, end == perhaps.next {
      model.append(perhaps)
      try adopt(log)
    } else if end > model.end {
      throw failure("after \(ending): the end is \(end) of \(model.end) and a part of \(last)")
    }
    let isEdge = end == model.end || model.batches.contains { $0.next == end || $0.base == end } || end == start
    guard isEdge else { throw failure("after \(ending): the end \(end) is inside a batch") }
    model.cut(to: end)
    model.start = start
    model.startAsked = max(start, model.startKept)
  }
}
