import StrataEngine
import StrataLog
import StrataWire

/// What a fetch found (SPEC §12.2): of each partition its state and a slice of its log, not copied.
struct FetchReading {
  private(set) var states: [FetchState] = []
  /// Of each partition its records, if there are any.
  private(set) var slices: [LogSlice?] = []
  private(set) var byteCount = 0
  /// Something has to be told at once, however few bytes there are.
  private(set) var isUrgent = false
  /// Partitions in which damage was come upon.
  private(set) var damaged: [Partition] = []

  /// Reads partitions in order, at most so many bytes; the first that has records gives at least a batch.
  init(_ targets: [FetchTarget], of engine: Engine, maxBytes: Int, usesIDs: Bool, isCommitted: Bool) {
    states.reserveCapacity(targets.count)
    slices.reserveCapacity(targets.count)
    for target in targets {
      switch FetchReading.partition(target, of: engine, usesIDs: usesIDs) {
      case .failure(let refusal): add(FetchState(code: refusal.code))
      case .success(let partition):
        do throws(EngineError) {
          read(target, try partition.log, maxBytes, isCommitted)
        } catch { add(FetchState(code: error.code)) }
        if states.last?.isDamaged == true { damaged.append(partition) }
      }
    }
  }

  /// The partition that a target means.
  static func partition(
    _ target: FetchTarget, of engine: Engine, usesIDs: Bool
  ) -> Result<Partition, RefusedPartition> {
    guard usesIDs else { return engine.partition(target.key.topic, target.key.partition) }
    if let topic = engine.topic(TopicID(target.key.id)) {
      do throws(EngineError) {
        return .success(try topic.partition(target.key.partition))
      } catch { return .failure(RefusedPartition(code: error.code)) }
    }
    // Of an id never heard of nothing is known; of a topic that was there its name, which another may have by now.
    guard let name = target.name else { return .failure(RefusedPartition(code: .unknownTopicID)) }
    let isMadeAgain = (try? engine.topic(name)) != nil
    return .failure(RefusedPartition(code: isMadeAgain ? .inconsistentTopicID : .unknownTopicOrPartition))
  }

  private mutating func add(_ state: FetchState, _ slice: LogSlice? = nil) {
    if state.code != .none || state.diverging != nil { isUrgent = true }
    states.append(state)
    slices.append(slice)
  }

  private mutating func read(_ target: FetchTarget, _ log: Log, _ maxBytes: Int, _ isCommitted: Bool) {
    if let flaw = LeaderEpochCheck.flaw(target.leaderEpoch, log.leaderEpoch) { return add(FetchState(code: flaw)) }
    // In this order: what is stable is never beyond the end that is told.
    let stable = log.stableOffset()
    let end = log.endOffset()
    var state = FetchState(highWatermark: end.value, lastStable: stable.value, logStart: log.startOffset.value)
    if target.lastEpoch >= 0 {
      guard target.lastEpoch <= log.leaderEpoch else { return add(FetchState(code: .offsetOutOfRange)) }
      if end.value < target.offset {
        state.diverging = end.value
        state.epoch = log.leaderEpoch
        return add(state)
      }
    }
    guard target.offset >= state.logStart, target.offset <= end.value else {
      return add(FetchState(code: .offsetOutOfRange))
    }
    let room = min(Int(target.maxBytes), maxBytes - byteCount)
    guard target.offset < (isCommitted ? stable : end).value, byteCount == 0 || room > 0 else { return add(state) }
    do throws(LogError) {
      let slice = try log.read(from: Offset(target.offset), maxBytes: max(0, room), committed: isCommitted)
      // It was not there, so the log went on behind it.
      state.isDamaged = slice.baseOffset.value > target.offset
      // A log gives at least a batch; only to the first may that be more than there is room for.
      guard !slice.isEmpty, slice.byteCount <= room || byteCount == 0 else { return add(state) }
      state.byteCount = slice.byteCount
      if isCommitted { state.aborted = log.aborted(from: slice.baseOffset, upTo: slice.nextOffset) }
      byteCount += slice.byteCount
      add(state, slice)
    } catch {
      var refused = FetchState(code: error.code)
      if case .damaged = error { refused.isDamaged = true }
      add(refused)
    }
  }
}
