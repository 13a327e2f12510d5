import StrataLog

/// One seed's life of a log that is compacted, over a ``SimulatedStorage`` (SPEC §15.2): after each call, fault and
/// crash the question whether every key's last record is there, no deleted one is back, and nobody is shown what was
/// aborted.
final class CompactionSimulation: SimulatedLife {
  static let directory = "data/p-0"
  private static let keys = 9

  let seed: UInt64
  private var chance: SeededRandom
  private let time = SimulatedTime()
  let storage: SimulatedStorage
  private var settings = LogSettings()
  private var title = "calm"
  private var faults: [SimulatedFault] = []
  private var crashes: [SimulatedFault] = []
  private let steps: Int
  private var model = KeyedModel()
  private var log: Log?
  private var isPoisoned = false
  private var serial = 0
  private var faultsBefore = 0
  private var isEnding = false

  init(seed: UInt64, planted: PlantedBug?, pool: SimulatedMemoryPool, recording: Bool) {
    self.seed = seed
    chance = SeededRandom(seed: seed ^ 0x636f_6d70_6163_7421)
    storage = SimulatedStorage(seed: chance.next(), pool: pool, time: time)
    storage.planted = planted
    if recording { storage.story = [] }
    steps = chance.within(20...70)
    settings.retentionMilliseconds = nil
    settings.segmentBytes = chance.within(400...2_500)
    settings.indexIntervalBytes = chance.pick([0, 100, 400, 4096])
    settings.compaction = CompactionSettings()
    settings.compaction?.deleteRetentionMilliseconds = chance.pick([0, 300, 5_000])
    settings.compaction?.minLagMilliseconds = chance.pick([0, 0, 400])
    switch chance.below(8) {
    case 0: break
    case 1, 2: end(by: [.killed])
    case 3, 4: end(by: [.powerLost])
    case 5: end(by: [.killed, .powerLost])
    default:
      title = "errors"
      faults = [.io, .short, .exhausted, .full]
      if chance.one(in: 2) { end(by: [.killed, .powerLost]) }
    }
  }

  private func end(by crashes: [SimulatedFault]) {
    title = (title == "calm" ? "" : title + ", ") + crashes.map(\.title).joined(separator: " and ")
    self.crashes = crashes
    faults += crashes
  }

  var planTitle: String { "compaction, " + title }

  /// Nothing is damaged here.
  var leavesFiles: Bool { true }

  func run() throws(SimulationFailure) {
    do throws(StorageFailure) {
      try storage.makeDirectory("data")
      try storage.syncDirectory("")
    } catch { throw failure("preparing failed: \(error)") }
    try open(.killed)
    for _ in 0..<steps { try step() }
    isEnding = true
    storage.armed = nil
    if isPoisoned { try closeAndOpen() }
    try compact()
    try closeAndOpen()
    do { try log?.close() } catch { throw failure("the last close failed: \(error)") }
    log = nil
    storage.digest.mix(Int(model.end))
  }

  private func step() throws(SimulationFailure) {
    time.advance(Int64(chance.within(0...300)))
    if storage.armed == nil, chance.one(in: 4) { arm(40, FileKind.allCases) }
    switch chance.below(24) {
    case 0..<11: try append()
    case 11..<13: try endTransaction()
    case 13..<17: try compact()
    case 17: try attempt("sync", { log throws(LogError) in try log.sync() }) { model.synced = model.end }
    case 18: try attempt("maintain", { log throws(LogError) in try log.maintain() }) {}
    case 19: try deleteRecords()
    case 20: try closeAndOpen()
    case 21: crash()
    default: try check()
    }
    while storage.isDown { try recover() }
    if isPoisoned, chance.one(in: 2) { try closeAndOpen() }
    while storage.isDown { try recover() }
  }

  private func crash() {
    guard !crashes.isEmpty else { return }
    storage.crash(chance.pick(crashes))
  }

  /// Has a fault strike one of the coming calls, sometimes one on a certain kind of file.
  private func arm(_ reach: Int, _ kinds: [FileKind]) {
    guard !faults.isEmpty, !isEnding else { return }
    let fault = chance.pick(faults)
    storage.armed =
      chance.one(in: 2)
      ? ArmedFault(fault: fault, after: chance.pick([0, 0, 1, 2, 4]), kind: chance.pick(kinds))
      : ArmedFault(fault: fault, after: chance.below(reach))
  }
}

// MARK: - Calls

extension CompactionSimulation {
  /// Runs a call, and `then` when it succeeded; an error needs a cause.
  private func attempt<Result>(
    _ what: String, _ call: (Log) throws(LogError) -> Result, then: (Result) throws(SimulationFailure) -> Void
  ) throws(SimulationFailure) {
    guard let log else { return }
    faultsBefore = storage.faultsMet
    tell(what)
    let result: Result
    do throws(LogError) { result = try call(log) } catch {
      tell("  → \(error)")
      if !storage.isDown { try judge(error, of: what) }
      return
    }
    if !storage.isDown { try then(result) }
  }

  private func judge(_ error: LogError, of what: String) throws(SimulationFailure) {
    switch error {
    case .storage:
      guard storage.faultsMet > faultsBefore else { throw failure("\(what) failed without a fault: \(error)") }
      isPoisoned = true
    case .poisoned:
      guard isPoisoned else { throw failure("\(what): poisoned though nothing failed") }
    default: throw failure("\(what): \(error)")
    }
  }

  private func append() throws(SimulationFailure) {
    for _ in 0..<chance.within(1...4) where !storage.isDown {
      let rows = (0..<chance.within(1...4)).map { _ in row() }
      let durability = chance.pick(Durability.allCases)
      let sender = model.sender(&chance)
      try add(KeyedBatch(base: model.end, rows: rows, sender: sender), durability) { log throws(LogError) in
        var builder = try BatchBuilder(codec: chance.one(in: 4) ? chance.pick(Codec.allCases) : .none)
        if let sender {
          builder.producer = BatchProducer(id: sender.id, epoch: sender.epoch, sequence: sender.sequence)
          builder.isTransactional = sender.isTransactional
        }
        for row in rows { try builder.add(key: [row.key], value: row.value, timestamp: time.now()) }
        return try log.append(builder.finish(), durability: durability)
      }
    }
  }

  private func row() -> KeyedBatch.Row {
    serial += 1
    let isTombstone = chance.one(in: 4)
    return KeyedBatch.Row(
      key: UInt8(chance.below(Self.keys)),
      value: isTombstone ? nil : Array("\(serial)".utf8) + chance.bytes(chance.below(60)))
  }

  private func endTransaction() throws(SimulationFailure) {
    let open = model.senders.states.filter { $0.value.openSince >= 0 }.sorted { $0.key < $1.key }
    guard !open.isEmpty else { return }
    let (id, state) = chance.pick(open)
    let marker = TransactionMarker(
      producerID: id, producerEpoch: state.epoch + (chance.one(in: 2) ? 1 : 0), kind: chance.pick([.abort, .commit]))
    let sender = ModelSender(id: id, epoch: marker.producerEpoch, sequence: -1, isTransactional: true, marker: marker)
    let durability = chance.pick(Durability.allCases)
    try add(KeyedBatch(base: model.end, rows: [], sender: sender), durability) { log throws(LogError) in
      try log.end(marker, durability: durability)
    }
  }

  private func add(
    _ batch: KeyedBatch, _ durability: Durability, _ call: (Log) throws(LogError) -> Appended
  ) throws(SimulationFailure) {
    guard let log else { return }
    model.perhaps = batch
    try attempt("append of \(batch), \(durability)", call) { appended throws(SimulationFailure) in
      guard appended.baseOffset.value == batch.base, appended.lastOffset.value == batch.next - 1 else {
        throw failure("appended \(appended) where \(batch.base) was due")
      }
      model.append(batch)
      model.written = model.end
      if durability == .synced { model.synced = model.end }
    }
    guard !storage.isDown else { return }
    // Published, and then getting it on disk failed.
    if log.endOffset().value > model.end { model.append(batch) }
    model.perhaps = nil
  }

  private func compact() throws(SimulationFailure) {
    guard let log else { return }
    if chance.one(in: 3) { arm(120, [.compacted, .compacted, .log, .index, .directory, .frontier]) }
    model.willCompact(at: time.milliseconds)
    let memory = chance.pick([12 * 3, 12 * 12, 1 << 16])
    let most = chance.one(in: 6) ? 0 : Int.max
    var told = 0
    try attempt(
      "compact with \(memory) bytes",
      { log throws(LogError) in
        try log.compact(memoryBytes: memory) { _ in
          told += 1
          return told <= most
        }
      }
    ) { done throws(SimulationFailure) in
      tell("  \(done)")
      storage.digest.mix(done.bytesReplaced, done.bytesWritten, done.recordsKept)
      try check(compactedUpTo: done.offsets.upperBound.value)
    }
    if !storage.isDown, log.byteCount < 0 { throw failure("fewer than no bytes") }
  }

  private func deleteRecords() throws(SimulationFailure) {
    // Of records that are not on disk a power failure may leave nothing but the start.
    guard chance.one(in: 3), model.synced > model.start.lowerBound else { return }
    let before = model.start.lowerBound + Int64(chance.below(Int(model.synced - model.start.lowerBound) / 3 + 1))
    model.start = model.start.lowerBound...max(model.start.upperBound, before)
    try attempt(
      "deleteRecords before \(before)",
      { log throws(LogError) in
        try log.deleteRecords(before: Offset(before))
      }
    ) { start in model.start = start.value...max(start.value, model.start.upperBound) }
  }

  private func closeAndOpen() throws(SimulationFailure) {
    guard log != nil else { return }
    var isClosed = false
    try attempt("close", { log throws(LogError) in try log.close() }) { isClosed = true }
    guard !storage.isDown else { return }
    log = nil
    if isClosed { model.synced = model.end }
    try open(isClosed ? nil : .killed)
  }

  private func recover() throws(SimulationFailure) {
    log = nil
    let fault = storage.lastCrash
    storage.restart()
    try open(fault)
  }

  /// Opens after a crash, or a close when there was none; again and again while faults are met.
  private func open(_ crash: SimulatedFault?) throws(SimulationFailure) {
    var crash = crash
    storage.tellNextLife()
    if let stray = storage.strayStore { throw failure("a map was stored to past the file's end: \(stray)") }
    for n in 0..<40 {
      if n < 2, chance.one(in: 2) { arm(80, [.compacted, .log, .directory, .index]) }
      faultsBefore = storage.faultsMet
      isPoisoned = false
      tell("open after \(crash.map { "\($0)" } ?? "a close")")
      let opened: Log
      do throws(LogError) {
        opened = try Log.open(directory: Self.directory, storage: storage, time: time, settings: settings)
      } catch {
        tell("  → \(error)")
        if storage.isDown {
          if crash != .powerLost { crash = storage.lastCrash }
          storage.restart()
        } else {
          try judge(error, of: "open")
          crash = crash ?? .killed
        }
        continue
      }
      guard !storage.isDown else {
        if crash != .powerLost { crash = storage.lastCrash }
        storage.restart()
        continue
      }
      log = opened
      let end = opened.endOffset().value
      tell("  \(opened.startOffset) up to \(end), \(opened.recovery)")
      let needed = crash == nil ? model.end : crash == .powerLost ? model.synced : model.written
      guard end >= needed, model.cut(to: end) else {
        throw failure("after \(crash.map { "\($0)" } ?? "a close"): the end is \(end) of \(needed) to \(model.end)")
      }
      guard model.start.contains(opened.startOffset.value) else {
        throw failure("the start is \(opened.startOffset), not in \(model.start)")
      }
      let mended = opened.recovery.rebuiltIndexes + opened.recovery.passedOver
      let isCalm = crash == nil && !faults.contains(.io) && opened.endOffset() > opened.startOffset
      guard opened.recovery.damage.isEmpty, !isCalm || opened.recovery.isClean && mended.isEmpty else {
        throw failure("found after \(crash.map { "\($0)" } ?? "a close"): \(opened.recovery)")
      }
      return try check()
    }
    throw failure("the log does not open")
  }

  private func failure(_ message: String) -> SimulationFailure {
    SimulationFailure(seed: seed, plan: planTitle, message: message, story: storage.story ?? [])
  }

  private func tell(_ line: @autoclosure () -> String) {
    if storage.story != nil { storage.story?.append(line()) }
  }
}

// MARK: - Promises

extension CompactionSimulation {
  /// Reads all of the log and asks for what was promised. `compactedUpTo` is set when a compaction has just ended.
  private func check(compactedUpTo: Int64? = nil) throws(SimulationFailure) {
    guard let log, !storage.isDown else { return }
    faultsBefore = storage.faultsMet
    let (start, end) = (log.startOffset, log.endOffset())
    let aborted = log.aborted(from: start, upTo: end)
    var found: [Int64: (row: KeyedBatch.Row, isVisible: Bool)] = [:]
    var next = start
    while next < end {
      let slice: LogSlice
      do throws(LogError) { slice = try log.read(from: next) } catch {
        if storage.isDown { return }
        return try judge(error, of: "read from \(next)")
      }
      guard slice.baseOffset <= next, slice.nextOffset > next else {
        throw failure("read from \(next) gave \(slice.baseOffset) up to \(slice.nextOffset)")
      }
      try look(at: slice, aborted, from: next, &found)
      next = slice.nextOffset
    }
    try compare(found, log, compactedUpTo)
    guard !faults.contains(.io) else { return }
    try compareSenders(log)
  }

  private func look(
    at slice: LogSlice, _ aborted: [AbortedTransaction], from: Offset,
    _ found: inout [Int64: (row: KeyedBatch.Row, isVisible: Bool)]
  ) throws(SimulationFailure) {
    do {
      try slice.forEachBatch { batch in
        storage.digest.mix(UInt64(batch.header.checksum))
        let isVisible = batch.header.isVisible(aborted)
        guard !batch.header.attributes.isControl else { return }
        try batch.forEachRecord { record in
          guard record.offset >= from else { return }
          let copy = record.copied()
          found[record.offset.value] = (KeyedBatch.Row(key: copy.key?.first ?? 255, value: copy.value), isVisible)
        }
      }
    } catch { throw failure("from \(slice.baseOffset): \(error)") }
  }

  private func compare(
    _ found: [Int64: (row: KeyedBatch.Row, isVisible: Bool)], _ log: Log, _ compactedUpTo: Int64?
  ) throws(SimulationFailure) {
    let view = model.view()
    let stable = log.stableOffset().value
    for (offset, record) in found {
      guard let row = view.rows[offset], row.row == record.row else {
        throw failure("at \(offset) there is another record than was appended")
      }
      guard offset >= stable || record.isVisible == row.isCommitted else {
        throw failure(
          "the record at \(offset) is \(record.isVisible ? "" : "not ")shown, committed: \(row.isCommitted)")
      }
    }
    for (offset, row) in view.rows where offset >= stable && offset >= log.startOffset.value {
      guard found[offset] != nil else { throw failure("the record at \(offset), \(row.row), is gone") }
    }
    let retention = settings.compaction?.deleteRetentionMilliseconds ?? 0
    for (key, offsets) in view.visible(below: stable) {
      guard let last = offsets.last, last >= log.startOffset.value else { continue }
      let older = offsets.dropLast().filter { found[$0] != nil }
      if found[last] == nil {
        let isTombstone = view.rows[last]?.row.value == nil
        let mayGo = model.firstCompaction(of: last).map { $0 + retention <= time.milliseconds } ?? false
        guard isTombstone, mayGo else { throw failure("the last record of key \(key), at \(last), is gone") }
        guard older.isEmpty else { throw failure("key \(key), deleted at \(last), is back from \(older)") }
      }
      if let compactedUpTo, last < compactedUpTo, !older.isEmpty {
        throw failure("key \(key) has \(older) besides \(last) after a compaction up to \(compactedUpTo)")
      }
    }
  }

  /// What the log remembers of senders must be what was sent.
  private func compareSenders(_ log: Log) throws(SimulationFailure) {
    let found = Dictionary(uniqueKeysWithValues: log.producers.map { ($0.id, $0) })
    for (id, due) in model.senders.states.sorted(by: { $0.key < $1.key }) {
      guard let state = found[id], state.lastSequence == due.lastSequence, state.lastOffset == due.lastOffset,
        state.openSince == due.openSince, state.epoch == due.epoch
      else { throw failure("of sender \(id) the log knows \(found[id].map { "\($0)" } ?? "nothing"), not \(due)") }
    }
  }
}
