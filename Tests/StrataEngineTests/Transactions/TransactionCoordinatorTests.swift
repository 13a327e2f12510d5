import Testing

@testable import StrataEngine

/// SPEC §7.8: transcripts, action by action.
@Suite struct TransactionCoordinatorTests {
  static let (a, b) = (TransactionShell.a, TransactionShell.b)
  static let request = InitProducerRequest(timeout: 1_000)

  /// What is stored of producer 9.
  static func state(
    _ phase: TransactionState.Phase, epoch: Int16, lastEpoch: Int16? = nil, _ partitions: Set<PartitionID> = [],
    from startedAt: Int64? = nil, at updatedAt: Int64, _ version: TransactionVersion = .v2
  ) -> TransactionState {
    var state = TransactionState(producer: producer(9, epoch), timeout: 1_000, updatedAt: updatedAt)
    state.phase = phase
    state.previousID = 9
    state.lastEpoch = lastEpoch
    state.partitions = partitions
    state.startedAt = startedAt
    state.version = version
    return state
  }

  /// A coordinator whose producer 9 of epoch 0 writes to `a` and `b` since 20.
  static func ongoing(_ version: TransactionVersion = .v2) -> TransactionCoordinator {
    var coordinator = TransactionCoordinator(epoch: 5)
    _ = coordinator.loaded(state(.ongoing, epoch: 0, [a, b], from: 20, at: 20, version), now: 20)
    return coordinator
  }

  static func marker(epoch: Int16, commits: Bool) -> Marking {
    Marking(producer: producer(9, epoch), commits: commits, coordinatorEpoch: 5, partitions: [a, b])
  }

  @Test("a transaction of version 2, from the first call to the last record: each is answered when it is stored")
  func version2() {
    var it = TransactionCoordinator(epoch: 5)
    let r = RequestID(1)
    #expect(it.initProducer(Self.request, as: r, now: 10) == [.takeProducerID])
    let empty = Self.state(.empty, epoch: 0, at: 10, .v1)
    #expect(it.tookProducerID(9, now: 10) == [.persist(empty)])
    #expect(it.state == nil, "nothing holds before it is stored")
    #expect(it.written(now: 11) == [.initProducer(r, .success(producer(9, 0)))])
    #expect(it.state == empty)

    let ongoing = Self.state(.ongoing, epoch: 0, [Self.a, Self.b], from: 20, at: 20)
    #expect(
      it.addPartitions([Self.b, Self.a], by: producer(9, 0), version: .v2, as: r, now: 20) == [.persist(ongoing)])
    #expect(it.written(now: 21) == [.add(r, nil)])
    #expect(
      it.addPartitions([Self.a], by: producer(9, 0), version: .v2, as: r, now: 22) == [.add(r, nil)],
      "what is in it is not stored again")

    let committing = Self.state(.committing, epoch: 1, lastEpoch: 0, [Self.a, Self.b], from: 20, at: 30)
    #expect(it.end(EndRequest(producer(9, 0), commits: true), as: r, now: 30) == [.persist(committing)])
    #expect(
      it.written(now: 31) == [
        .end(r, .success(producer(9, 1))), .mark(Self.marker(epoch: 1, commits: true)),
      ], "the markers have the next epoch")
    #expect(it.marked(Self.b, now: 40) == [])
    let committed = Self.state(.committed, epoch: 1, lastEpoch: 0, from: 20, at: 31)
    #expect(it.marked(Self.a, now: 41) == [.persist(committed)])
    #expect(it.state?.phase == .committing)
    #expect(it.written(now: 42) == [])
    #expect(it.state == committed)
  }

  @Test("a transaction of version 1 keeps its epoch", arguments: [true, false])
  func version1(commits: Bool) {
    var it = Self.ongoing(.v1)
    let r = RequestID(1)
    let prepared = Self.state(commits ? .committing : .aborting, epoch: 0, [Self.a, Self.b], from: 20, at: 30, .v1)
    #expect(it.end(EndRequest(producer(9, 0), commits: commits, version: .v1), as: r, now: 30) == [.persist(prepared)])
    #expect(
      it.written(now: 31) == [
        .end(r, .success(producer(9, 0))), .mark(Self.marker(epoch: 0, commits: commits)),
      ])
    _ = it.marked(Self.a, now: 32)
    let ended = Self.state(commits ? .committed : .aborted, epoch: 0, from: 20, at: 31, .v1)
    #expect(it.marked(Self.b, now: 32) == [.persist(ended)])
  }

  @Test("offsets add the partition that keeps them, and its marker settles them")
  func offsets() {
    var it = Self.ongoing()
    let offsets = PartitionID("__consumer_offsets", 0)
    #expect(
      it.addOffsets(by: producer(9, 0), version: .v2, as: RequestID(1), now: 25) == [
        .persist(Self.state(.ongoing, epoch: 0, [offsets, Self.a, Self.b], from: 20, at: 25))
      ])
    _ = it.written(now: 25)
    _ = it.end(EndRequest(producer(9, 0), commits: true), as: RequestID(2), now: 26)
    guard case .mark(let marker) = it.written(now: 26).last else { return fail("no marker") }
    #expect(marker.partitions == [offsets, Self.a, Self.b])
  }

  @Test("an abort with nothing open has no marker, and gives the next epoch")
  func emptyAbort() {
    var it = TransactionCoordinator()
    _ = it.loaded(Self.state(.empty, epoch: 3, at: 10), now: 20)
    let r = RequestID(1)
    let aborting = Self.state(.aborting, epoch: 4, lastEpoch: 3, from: 30, at: 30)
    #expect(it.end(EndRequest(producer(9, 3), commits: false), as: r, now: 30) == [.persist(aborting)])
    #expect(
      it.written(now: 31) == [
        .end(r, .success(producer(9, 4))),
        .persist(Self.state(.aborted, epoch: 4, lastEpoch: 3, from: 30, at: 31)),
      ])
  }

  @Test("an init ends the transaction under way first, and its producer asks until that is done")
  func initWhileOngoing() {
    var it = Self.ongoing()
    let r = RequestID(1)
    let aborting = Self.state(.aborting, epoch: 1, lastEpoch: 0, [Self.a, Self.b], from: 20, at: 30)
    #expect(it.initProducer(Self.request, as: r, now: 30) == [.persist(aborting)])
    let refused: [TransactionCoordinator.Action] = [.initProducer(r, .failure(.concurrentTransactions))]
    #expect(it.initProducer(Self.request, as: r, now: 30) == refused, "while it is stored")
    #expect(it.written(now: 31) == refused + [.mark(Self.marker(epoch: 1, commits: false))])
    #expect(it.initProducer(Self.request, as: r, now: 32) == refused, "while markers are written")
    _ = it.marked(Self.a, now: 33)
    _ = it.marked(Self.b, now: 33)
    #expect(it.initProducer(Self.request, as: r, now: 34) == refused, "while the end is stored")
    _ = it.written(now: 35)
    #expect(it.initProducer(Self.request, as: r, now: 36) == [.persist(Self.state(.empty, epoch: 2, at: 36))])
    #expect(it.written(now: 37) == [.initProducer(r, .success(producer(9, 2)))])
  }

  @Test("a start goes on where the newest record ends", arguments: [true, false])
  func loads(commits: Bool) {
    var it = TransactionCoordinator(epoch: 5)
    let prepared = Self.state(commits ? .committing : .aborting, epoch: 1, [Self.a, Self.b], from: 20, at: 30)
    #expect(it.loaded(prepared, now: 50) == [.mark(Self.marker(epoch: 1, commits: commits))])
    _ = it.marked(Self.a, now: 51)
    let ended = Self.state(commits ? .committed : .aborted, epoch: 1, from: 20, at: 50)
    #expect(it.marked(Self.b, now: 51) == [.persist(ended)])

    for phase in [.empty, .ongoing, .committed, .aborted] as [TransactionState.Phase] {
      #expect(it.loaded(Self.state(phase, epoch: 1, at: 30), now: 50) == [])
    }
  }

  @Test("a transaction that takes longer than its timeout is aborted, whatever its client speaks, and its owner fenced")
  func tooLate() {
    for version in [.v1, .v2] as [TransactionVersion] {
      var it = Self.ongoing(version)
      #expect(it.nextDeadline == 1_021)
      #expect(it.advance(to: 1_020) == [])
      let aborting = Self.state(.aborting, epoch: 1, lastEpoch: 0, [Self.a, Self.b], from: 20, at: 1_021)
      #expect(it.advance(to: 1_021) == [.persist(aborting)])
      #expect(it.nextDeadline == nil)
      #expect(it.written(now: 1_022) == [.mark(Self.marker(epoch: 1, commits: false))])
      #expect(it.nextDeadline == nil)
    }
  }

  @Test("an id that nobody used for its time is forgotten, and is new afterwards")
  func expires() {
    let week: Int64 = 7 * 24 * 3_600_000
    for phase in [.empty, .committed, .aborted] as [TransactionState.Phase] {
      var it = TransactionCoordinator()
      _ = it.loaded(Self.state(phase, epoch: 4, at: 30), now: 50)
      #expect(it.nextDeadline == 30 + week)
      #expect(it.advance(to: 29 + week) == [])
      #expect(it.advance(to: 30 + week) == [.persist(nil)])
      let r = RequestID(1)
      #expect(it.initProducer(Self.request, as: r, now: 0) == [.initProducer(r, .failure(.concurrentTransactions))])
      #expect(!it.isGone && it.written(now: 31 + week) == [] && it.isGone && it.nextDeadline == nil)
      #expect(
        it.addPartitions([Self.a], by: producer(9, 4), version: .v2, as: r, now: 0)
          == [.add(r, .invalidProducerIDMapping)])
      #expect(it.initProducer(Self.request, as: r, now: 0) == [.takeProducerID])
    }
  }

  @Test("times from a file that can't be are no reason to stop")
  func absurdTimes() {
    var it = TransactionCoordinator()
    var state = Self.state(.ongoing, epoch: .max, [Self.a], from: .max, at: .max)
    state.timeout = .max
    _ = it.loaded(state, now: 0)
    #expect(it.nextDeadline == .max)
    #expect(it.advance(to: .max) == [.takeProducerID])
    #expect(it.tookProducerID(nil, now: .max) == [] && it.nextDeadline == .max)
  }
}
