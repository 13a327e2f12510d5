public import StrataLog

/// One partition of a topic: a log that stores a retried batch once and wakes who waits for records (SPEC §7.2, §7.4).
public final class Partition: Sendable {
  struct State: Sendable {
    var signals: [Signal] = []
    var rules: AppendRules
    /// A time that has been: most batches are seen not to be ahead of it without asking for the time again.
    var seen = Timestamp.none
    /// How the log works, or will once it is opened.
    var settings: LogSettings
    var isClosed = false
    var mended: [MendedFile] = []
  }

  /// Its topic's name and its number.
  public let id: PartitionID
  let place: PartitionPlace
  let time: any TimeSource
  let state: Guarded<State>
  let opened = LateLog()

  /// A partition whose log is opened when it is first asked for.
  init(
    id: PartitionID, in place: PartitionPlace, time: any TimeSource, settings: LogSettings, rules: AppendRules
  ) {
    self.id = id
    self.place = place
    self.time = time
    state = Guarded(State(rules: rules, settings: settings))
  }

  /// Appends a batch and wakes who waits. A batch of a numbered producer that is stored already is not stored again:
  /// the answer is the original's place. What is returned has survived what `durability` says, and readers see it.
  ///
  /// Throws ``EngineError/refusedRecords(_:_:records:)`` for records that the topic's settings rule out,
  /// ``EngineError/outOfOrderSequence(_:producer:expected:got:)`` and
  /// ``EngineError/fencedProducer(_:producer:current:got:)`` by Kafka's rules, and
  /// ``EngineError/log(partition:_:)`` as the log does: with nothing stored, unless it is the sync that failed.
  @discardableResult
  public func append(
    _ batch: borrowing RecordBatch, durability: Durability = .written
  ) throws(EngineError) -> Appended {
    let (appended, signals) = try store(batch)
    for signal in signals { signal.raise() }
    guard durability == .synced else { return appended }
    try sync()
    var synced = appended
    synced.durability = .synced
    return synced
  }

  /// All that was appended before the call is on disk on return; holds the thread until then, and callers at once share
  /// one sync. When it fails, the partition takes no more: see ``LogError/poisoned(_:)``.
  public func sync() throws(EngineError) {
    let log = try log
    do throws(LogError) { try log.sync() } catch { throw .log(partition: id, error) }
  }

  /// Judges and appends in one step, so that no batch of the same producer comes between.
  private func store(_ batch: borrowing RecordBatch) throws(EngineError) -> (Appended, [Signal]) {
    // Before the lock, which opening takes.
    if !opened.isOpen { _ = try log }
    let batch = copy batch
    return try state.withLock { state throws(EngineError) in
      if state.rules.mustRead(batch.header, seen: state.seen) {
        return (try appendReading(batch, &state), state.signals)
      }
      return (try append(batch), state.signals.isEmpty ? [] : state.signals)
    }
  }

  /// Appends to the log, which was opened before.
  @inline(__always)
  private func append(_ batch: RecordBatch) throws(EngineError) -> Appended {
    do throws(LogError) {
      if let appended = try opened.withLog({ log throws(LogError) in try log.append(batch) }) { return appended }
    } catch { throw refused(error) }
    throw .closed
  }

  /// Appends a batch whose head does not show that it can go into the log as it is.
  @inline(never)
  private func appendReading(_ batch: RecordBatch, _ state: inout State) throws(EngineError) -> Appended {
    // What was sent is held to the limit here, and what is kept of it by the log.
    let (size, limit) = (batch.header.byteCount, state.settings.maxBatchBytes)
    guard size <= limit else { throw .log(partition: id, .batchTooLarge(bytes: size, limit: limit)) }
    state.seen = time.now()
    let verdict: AppendRules.Verdict
    do throws(BatchFlaw) {
      verdict = try state.rules.read(batch, now: state.seen)
    } catch { throw .log(partition: id, .badBatch(error)) }
    switch consume verdict {
    case .asItIs: return try append(batch)
    case .repacked(let repacked): return try append(repacked.batch)
    case .refused(let refusal, let records): throw .refusedRecords(id, refusal, records: records)
    }
  }

  /// Goes on with other settings of its topic.
  func change(_ settings: TopicSettings) throws(EngineError) {
    let (ways, log) = state.withLock { state in
      var ways = settings.log
      ways.onDamage = state.settings.onDamage
      (state.rules, state.settings) = (settings.rules, ways)
      return (ways, opened.load())
    }
    do throws(LogError) { try log?.change(ways) } catch { throw .log(partition: id, error) }
  }

  /// What the log refused, in the engine's words.
  func refused(_ error: LogError) -> EngineError {
    switch error {
    case .producer(.outOfOrder(let producer, let expected, let got)):
      .outOfOrderSequence(id, producer: producer, expected: expected, got: got)
    case .producer(.fenced(let producer, let current, let got)):
      .fencedProducer(id, producer: producer, current: current, got: got)
    default: .log(partition: id, error)
    }
  }

  /// From now on the signal is raised after each append, until ``forget(_:)``. Who looks for records after this call
  /// misses none; a partition that nobody waits for pays nothing.
  public func notify(_ signal: Signal) {
    state.withLock { state in
      if !state.signals.contains(where: { $0 === signal }) { state.signals.append(signal) }
    }
  }

  /// The signal is not raised any more.
  public func forget(_ signal: Signal) { state.withLock { $0.signals.removeAll { $0 === signal } } }

  /// Raises the signals of all who wait, for something else than records happened here.
  func wakeAll() {
    for signal in state.withLock({ $0.signals }) { signal.raise() }
  }

  /// The producers that are remembered, by id.
  package var producers: [ProducerSnapshot.Producer] {
    get throws(EngineError) { try log.producers }
  }

  /// Forgets producers that wrote nothing since `time`.
  func forgetProducers(silentSince time: Timestamp) { openedLog?.forgetProducers(silentSince: time) }
}
