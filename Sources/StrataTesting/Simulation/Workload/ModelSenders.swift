import StrataLog

/// Who sent a batch, as its head must say.
struct ModelSender {
  var id: Int64
  var epoch: Int16
  var sequence: Int32
  var isTransactional: Bool
  /// The batch ends the sender's transaction.
  var marker: TransactionMarker?
}

/// What the log must remember of those who number their batches (SPEC §7.2), reckoned from all batches.
struct ModelSenders {
  struct State: Equatable {
    var epoch: Int16
    var lastSequence: Int32 = -1
    var lastOffset: Int64 = -1
    var openSince: Int64 = -1
    var coordinatorEpoch: Int32 = -1

    /// What the next batch begins with.
    var nextSequence: Int32 { lastSequence == .max ? 0 : lastSequence + 1 }
  }

  private(set) var states: [Int64: State] = [:]
  /// Transactions that were aborted, in the order of their markers.
  private(set) var aborted: [AbortedTransaction] = []

  /// Where readers of committed records must stop, if a transaction is open.
  var firstOpen: Int64? { states.values.map(\.openSince).filter { $0 >= 0 }.min() }

  mutating func append(_ batch: ModelBatch) {
    guard let sender = batch.sender else { return }
    var state = states[sender.id] ?? State(epoch: sender.epoch)
    if state.epoch != sender.epoch { (state.epoch, state.lastSequence, state.lastOffset) = (sender.epoch, -1, -1) }
    guard let marker = sender.marker else {
      state.lastSequence = Int32((Int64(sender.sequence) + Int64(batch.times.count) - 1) % (1 << 31))
      state.lastOffset = batch.next - 1
      if sender.isTransactional, state.openSince < 0 { state.openSince = batch.base }
      return states[sender.id] = state
    }
    let since = state.openSince
    state.openSince = -1
    state.coordinatorEpoch = marker.coordinatorEpoch
    states[sender.id] = state
    guard since >= 0, marker.kind == .abort else { return }
    aborted.append(
      AbortedTransaction(
        producerID: sender.id, firstOffset: Offset(since), lastOffset: Offset(batch.base),
        lastStableOffset: Offset(firstOpen ?? batch.next)))
  }
}

/// Senders that number their batches, and their transactions.
extension Simulation {
  /// Who sends the next batch, if it is somebody who numbers them.
  func nextSender() -> ModelSender? {
    guard chance.one(in: 3), !model.isUnsureOfSenders else { return nil }
    let id = Int64(chance.below(5))
    let known = model.senders.states[id]
    return ModelSender(
      id: id, epoch: known?.epoch ?? 0, sequence: known?.nextSequence ?? chance.pick([0, 0, 7, .max - 1]),
      isTransactional: known.map { $0.openSince >= 0 } ?? false || chance.one(in: 3))
  }

  /// Ends somebody's transaction, if there is one.
  func endTransaction() throws(SimulationFailure) {
    let open = model.senders.states.filter { $0.value.openSince >= 0 }.sorted { $0.key < $1.key }
    guard let log, !model.isUnsureOfSenders, !open.isEmpty else { return }
    let (id, state) = chance.pick(open)
    let marker = TransactionMarker(
      producerID: id, producerEpoch: state.epoch + (chance.one(in: 2) ? 1 : 0), kind: chance.pick([.abort, .commit]),
      coordinatorEpoch: max(0, state.coordinatorEpoch) + Int32(chance.below(2)))
    let durability = chance.pick(Durability.allCases)
    try append(control(marker), durability, 0, "end of \(id)'s transaction: \(marker.kind), \(durability)") {
      () throws(LogError) in try log.end(marker, durability: durability)
    }
  }

  /// The batch that a marker must lie in.
  private func control(_ marker: TransactionMarker) throws(SimulationFailure) -> ModelBatch {
    do {
      var builder = try BatchBuilder()
      builder.producer = BatchProducer(id: marker.producerID, epoch: marker.producerEpoch, sequence: -1)
      (builder.isTransactional, builder.isControl) = (true, true)
      let kind: UInt8 = marker.kind == .abort ? 0 : 1
      var value = [UInt8](repeating: 0, count: 6)
      value.put(UInt32(bitPattern: marker.coordinatorEpoch), at: 2)
      try builder.add(key: [0, 0, 0, kind], value: value, timestamp: time.now())
      var bytes = try [UInt8](copying: builder.finish().bytes)
      bytes.put(UInt32(0), at: 12)
      return ModelBatch(
        base: model.end, bytes: bytes, times: [time.milliseconds],
        sender: ModelSender(
          id: marker.producerID, epoch: marker.producerEpoch, sequence: -1, isTransactional: true, marker: marker))
    } catch { throw failure("a marker can't be made: \(error)") }
  }

  /// Sends somebody's last batch again, which must not be stored twice, or one out of turn, which must not be stored.
  func sendAgain() throws(SimulationFailure) {
    let last = model.senders.states.filter { $0.value.lastOffset >= 0 }.sorted { $0.key < $1.key }
    guard let log, poison == .no, !model.isUnsureOfSenders, !last.isEmpty else { return }
    let (_, state) = chance.pick(last)
    guard let n = model.index(of: state.lastOffset), var batch = Optional(model.batches[n]),
      batch.bytes.count <= min(settings.segmentBytes, settings.maxBatchBytes)
    else { return }
    if chance.one(in: 2) {
      batch.bytes.put(UInt32(bitPattern: (state.nextSequence &+ 1) & 0x7fff_ffff), at: 53)
      batch.bytes.sum()
      do throws(LogError) {
        _ = try append(batch, to: log, 0, .written)
      } catch {
        guard case .producer(.outOfOrder) = error else { throw failure("a batch out of turn: \(error)") }
        return
      }
      throw failure("a batch out of turn was taken")
    }
    let again = try attempt("the batch at \(batch.base) again") { () throws(LogError) in
      try append(batch, to: log, 0, .written)
    }
    guard let again, again.baseOffset.value == batch.base, again.lastOffset.value == batch.next - 1,
      log.endOffset().value == model.end
    else { throw failure("the batch at \(batch.base), sent again, is at \(again.map { "\($0)" } ?? "none")") }
  }

  /// What the log remembers of senders and their transactions must be what its batches say.
  func compareSenders(_ log: Log) throws(SimulationFailure) {
    // What lies, or was read from elsewhere, no sum tells of; and on a full disk segments go before all that they say
    // of their senders is kept.
    if plan.capacity < .max || plan.faults.contains(where: { $0 == .lying || $0 == .misread }) {
      model.isUnsureOfSenders = true
    }
    // Nor is anything known from a snapshot that the disk does not give.
    if plan.faults.contains(.io), storage.faultsMet > faultsBefore { model.isUnsureOfSenders = true }
    guard !model.isUnsureOfSenders else { return }
    let found = Dictionary(
      uniqueKeysWithValues: log.producers.map {
        (
          $0.id,
          ModelSenders.State(
            epoch: $0.epoch, lastSequence: $0.lastSequence, lastOffset: $0.lastOffset, openSince: $0.openSince,
            coordinatorEpoch: $0.coordinatorEpoch)
        )
      })
    for id in Set(found.keys).union(model.senders.states.keys).sorted() where found[id] != model.senders.states[id] {
      func text(_ state: ModelSenders.State?) -> String { state.map { "\($0)" } ?? "nothing" }
      throw failure("of sender \(id) the log knows \(text(found[id])), not \(text(model.senders.states[id]))")
    }
    let stable = model.senders.firstOpen ?? model.end
    guard log.stableOffset().value == min(stable, log.endOffset().value) else {
      throw failure("the stable offset is \(log.stableOffset()), not \(stable)")
    }
    let aborted = log.aborted(from: log.startOffset, upTo: log.endOffset())
    let due = model.senders.aborted.filter { $0.lastOffset >= log.startOffset }
    guard aborted == due else { throw failure("aborted transactions are \(aborted), not \(due)") }
  }
}
