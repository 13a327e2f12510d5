import Testing

@testable import StrataEngine

/// SPEC §7.8.1, §7.8.2: what Apache Kafka 4.3.1 answered to the same calls.
@Suite struct TransactionAnswersTests {
  @Test("version 2: an end that is asked for again is told by its epoch")
  func version2() {
    var it = TransactionShell()
    #expect(it.start() == .success(producer(0, 0)))
    #expect(it.commit(producer(0, 0)) == .failure(.invalidState), "nothing is open")
    #expect(it.abort(producer(0, 0)) == .success(producer(0, 1)))
    #expect(it.abort(producer(0, 0)) == .success(producer(0, 1)), "again")
    #expect(it.commit(producer(0, 1)) == .failure(.invalidState))
    #expect(it.commit(producer(0, 0)) == .failure(.invalidState), "it was aborted")
    #expect(it.abort(producer(0, -1)) == .failure(.producerFenced))
    #expect(it.abort(producer(0, 2)) == .failure(.producerFenced))

    #expect(it.add(producer(0, 1)) == .success(nil))
    #expect(it.add(producer(9, 1)) == .failure(.invalidProducerIDMapping))
    #expect(it.add(producer(0, 0)) == .failure(.producerFenced))
    #expect(it.add(producer(0, 2)) == .failure(.producerFenced))
    #expect(
      it.coordinator.missing([PartitionID("t", 0), PartitionID("t", 2)], by: producer(0, 1))
        == .success([PartitionID("t", 2)]))

    it.holdsMarkers = true
    #expect(it.commit(producer(0, 1)) == .success(producer(0, 2)))
    #expect(it.commit(producer(0, 1)) == .failure(.concurrentTransactions))
    #expect(it.abort(producer(0, 1)) == .failure(.concurrentTransactions))
    #expect(it.commit(producer(9, 1)) == .failure(.concurrentTransactions), "whoever asks")
    #expect(it.add(producer(0, 2)) == .failure(.concurrentTransactions))
    #expect(it.coordinator.missing([], by: producer(0, 2)) == .failure(.concurrentTransactions))
    for partition in [TransactionShell.a, TransactionShell.b] {
      it.perform(it.coordinator.marked(partition, now: 0))
    }
    #expect(it.commit(producer(0, 1)) == .success(producer(0, 2)), "again")
    #expect(it.abort(producer(0, 1)) == .failure(.invalidState))
    #expect(it.abort(producer(0, 2)) == .success(producer(0, 3)), "nothing is open")
  }

  @Test("version 1: an end that is asked for again is told by where the id stands")
  func version1() {
    var it = TransactionShell()
    #expect(it.start() == .success(producer(0, 0)))
    let me = producer(0, 0)
    #expect(it.commit(me, .v1) == .failure(.invalidState))
    #expect(it.abort(me, .v1) == .failure(.invalidState))
    #expect(it.add(me, .v1, [TransactionShell.a]) == .success(nil))
    #expect(it.ask { $0.addOffsets(by: me, version: .v1, as: $1, now: $2) } == .success(nil))
    it.holdsMarkers = true
    #expect(it.commit(me, .v1) == .success(me))
    #expect(it.commit(me, .v1) == .failure(.concurrentTransactions))
    #expect(it.abort(me, .v1) == .failure(.concurrentTransactions))
    #expect(it.abort(producer(0, 1), .v1) == .failure(.producerFenced), "who is asked for comes first")
    #expect(it.abort(producer(9, 0), .v1) == .failure(.invalidProducerIDMapping))
    for partition in [PartitionID("__consumer_offsets", 0), TransactionShell.a] {
      it.perform(it.coordinator.marked(partition, now: 0))
    }
    it.holdsMarkers = false
    #expect(it.commit(me, .v1) == .success(me))
    #expect(it.abort(me, .v1) == .failure(.invalidState))
    #expect(it.add(me, .v1) == .success(nil))
    #expect(it.abort(me, .v1) == .success(me))
    #expect(it.abort(me, .v1) == .success(me))
    #expect(it.commit(me, .v1) == .failure(.invalidState))
    #expect(it.abort(me, .v2) == .success(producer(0, 1)), "a client may learn version 2")
    #expect(it.add(me, .v1) == .failure(.producerFenced))
  }

  @Test("an init is refused for what it asks, and to all but the owner for whom it expects")
  func initializes() {
    var it = TransactionShell()
    for timeout in [900_001, 0, -1] as [Int32] { #expect(it.start(timeout: timeout) == .failure(.invalidTimeout)) }
    #expect(it.start(timeout: 900_000, expected: producer(77, 3)) == .success(producer(0, 0)), "nobody is known")
    #expect(it.start(expected: producer(0, 0)) == .success(producer(0, 1)))
    #expect(it.start(expected: producer(0, 0)) == .success(producer(0, 1)), "again")
    #expect(it.start(expected: producer(0, 1)) == .success(producer(0, 2)))
    #expect(it.start(expected: producer(0, 0)) == .failure(.producerFenced))
    #expect(it.start(expected: producer(7, 2)) == .failure(.producerFenced))
    #expect(it.start() == .success(producer(0, 3)))
    #expect(it.start(expected: producer(0, 2)) == .failure(.producerFenced), "another has begun")
    #expect(it.records.count == 5)
  }

  @Test("who is fenced by an init or by time can't add or commit; it may learn that it was aborted")
  func fenced() {
    for isLate in [false, true] {
      var it = TransactionShell()
      #expect(it.start(timeout: 1_000) == .success(producer(0, 0)))
      #expect(it.add(producer(0, 0)) == .success(nil))
      if isLate { it.advance(to: 1_001) } else { #expect(it.start() == .failure(.concurrentTransactions)) }
      #expect(it.phase == .aborted && it.markers.allSatisfy { !$0.commits && $0.producer == producer(0, 1) })
      #expect(it.add(producer(0, 0)) == .failure(.producerFenced))
      #expect(it.commit(producer(0, 0)) == .failure(.invalidState))
      #expect(it.commit(producer(0, 0), .v1) == .failure(.producerFenced))
      #expect(it.abort(producer(0, 0), .v1) == .failure(.producerFenced))
      #expect(it.abort(producer(0, 0)) == .success(producer(0, 1)))
      if isLate {
        #expect(it.start(timeout: 1_000, expected: producer(0, 0)) == .success(producer(0, 1)), "it has the next epoch")
      } else {
        #expect(it.start() == .success(producer(0, 2)))
        #expect(it.abort(producer(0, 0)) == .failure(.producerFenced))
        #expect(it.abort(producer(0, 1)) == .failure(.producerFenced))
      }
    }
  }

  @Test("a producer of version 2 fenced by one of version 1 is not taken for one that asks again, as Kafka takes it")
  func fencedByOther() {
    for commits in [true, false] {
      var it = TransactionShell()
      #expect(it.start() == .success(producer(0, 0)))
      #expect(it.start() == .success(producer(0, 1)))
      #expect(it.add(producer(0, 1), .v1) == .success(nil))
      #expect(it.end(producer(0, 1), commits: commits, .v1) == .success(producer(0, 1)))
      #expect(it.end(producer(0, 0), commits: commits, .v2) == .failure(.producerFenced))
    }
  }

  @Test("an id that nobody has used is nobody's")
  func unknown() {
    var it = TransactionShell()
    #expect(it.add(producer(0, 0)) == .failure(.invalidProducerIDMapping))
    #expect(it.commit(producer(0, 0)) == .failure(.invalidProducerIDMapping))
    #expect(it.commit(producer(0, 0), .v1) == .failure(.invalidProducerIDMapping))
    #expect(it.coordinator.missing([], by: producer(0, 0)) == .failure(.invalidProducerIDMapping))
    #expect(it.records.isEmpty)
  }

  // MARK: - The last epoch

  /// Producer 0 in the last epoch but as many.
  static func nearTheEnd(_ left: Int16 = 0) -> TransactionShell {
    var state = TransactionState(producer: producer(0, 32_766 - left), timeout: 60_000, updatedAt: 0)
    state.previousID = 0
    return TransactionShell(at: state)
  }

  @Test("a producer in its last epoch gets a new id from an init, and again if it asks again")
  func newIDByInit() {
    var it = Self.nearTheEnd(1)
    #expect(it.start(expected: producer(0, 32_765)) == .success(producer(0, 32_766)))
    #expect(it.start(expected: producer(0, 32_765)) == .success(producer(0, 32_766)), "Kafka has no answer here")
    #expect(it.start(expected: producer(0, 32_766)) == .success(producer(1, 0)))
    for epoch in [0, 32_765] as [Int16] {
      #expect(it.start(expected: producer(0, epoch)) == .failure(.producerFenced), "not the last of the old id")
    }
    #expect(it.start(expected: producer(0, 32_766)) == .success(producer(1, 0)))
    #expect(it.start() == .success(producer(1, 1)))
    #expect(it.start(expected: producer(0, 32_766)) == .failure(.producerFenced))
    it = Self.nearTheEnd()
    #expect(it.start() == .success(producer(1, 0)))
    #expect(it.start(expected: producer(0, 32_766)) == .failure(.producerFenced))
  }

  @Test("an end in the last epoch has markers of 32,767, and gives a new id", arguments: [true, false])
  func newIDByEnd(commits: Bool) {
    var it = Self.nearTheEnd()
    let me = producer(0, 32_766)
    #expect(it.add(me) == .success(nil))
    #expect(it.end(me, commits: commits) == .success(producer(1, 0)))
    #expect(it.markers.allSatisfy { $0.producer == producer(0, 32_767) && $0.commits == commits })
    #expect(it.markers.count == 2)
    #expect(it.records.suffix(2).map { $0?.nextID } == [1, nil], "a record says what is next until it is used")
    #expect(it.end(me, commits: commits) == .success(producer(1, 0)), "again")
    #expect(it.end(me, commits: !commits) == .failure(.invalidState))
    #expect(it.add(me) == .failure(.invalidProducerIDMapping))
    #expect(it.add(producer(1, 0)) == .success(nil))
    #expect(it.end(me, commits: commits) == .failure(.invalidProducerIDMapping))
    #expect(it.end(producer(1, 0), commits: commits) == .success(producer(1, 1)))
  }

  @Test("a transaction in the last epoch is aborted by an init, and its owner may go on under the new id")
  func newIDByFence() {
    var it = Self.nearTheEnd()
    #expect(it.add(producer(0, 32_766)) == .success(nil))
    #expect(it.start() == .failure(.concurrentTransactions))
    #expect(it.markers.map(\.producer) == [producer(0, 32_767), producer(0, 32_767)])
    #expect(it.start(expected: producer(0, 32_766)) == .success(producer(1, 0)))
    #expect(it.start() == .success(producer(1, 1)))
  }

  @Test("a version 1 client keeps its last epoch, and the fence has the one left")
  func lastEpochOfVersion1() {
    var it = Self.nearTheEnd()
    let me = producer(0, 32_766)
    for commits in [true, false] {
      #expect(it.add(me, .v1) == .success(nil))
      #expect(it.end(me, commits: commits, .v1) == .success(me))
    }
    #expect(it.add(me, .v1) == .success(nil))
    it.advance(to: 60_001)
    #expect(it.markers.last?.producer == producer(0, 32_767))
    #expect(it.commit(me, .v1) == .failure(.invalidProducerIDMapping))
  }
}
