import Testing

@testable import StrataEngine

/// SPEC §7.8.2: what a crash or a full disk leaves.
@Suite struct TransactionCrashTests {
  /// What a producer does that asks until it is answered.
  struct Script {
    var shell: TransactionShell
    var crashAfter: Int
    var hasCrashed = false

    /// Asks until an answer comes; at the first silence the coordinator comes back.
    mutating func ask(_ call: (inout TransactionShell) -> TransactionShell.Answer?) -> ProducerIdentity? {
      for _ in 0..<3 {
        let answer = call(&shell)
        if case .success(let identity)? = answer { return identity }
        guard comeBack() else {
          fail("refused with \(String(describing: answer)), crash after \(crashAfter)")
          return nil
        }
      }
      return nil
    }

    /// After a crash: the coordinator ends what it had prepared.
    @discardableResult
    mutating func comeBack() -> Bool {
      guard shell.steps < 0 else { return false }
      hasCrashed = true
      shell.steps = .max
      shell.restart()
      return true
    }
  }

  @Test("a producer that asks again after a crash between any two actions has what it asked for, once")
  func everywhere() throws {
    for version in [.v1, .v2] as [TransactionVersion] {
      for epoch in [0, 32_765, 32_766] as [Int16] {
        var crashAfter = 0
        while try !crash(after: crashAfter, version, epoch) { crashAfter += 1 }
        #expect(crashAfter > 20, "the script has hardly any actions")
      }
    }
  }

  /// Answers whether all was over before the crash.
  private func crash(after steps: Int, _ version: TransactionVersion, _ epoch: Int16) throws -> Bool {
    var state = TransactionState(producer: producer(0, epoch), timeout: 60_000, updatedAt: 0)
    state.previousID = 0
    var script = Script(shell: TransactionShell(at: state), crashAfter: steps)
    script.shell.steps = steps
    var me = try #require(script.ask { $0.start() })
    _ = script.ask { $0.add(me, version, [TransactionShell.a]) }
    _ = script.ask { $0.add(me, version, [TransactionShell.b]) }
    me = try #require(script.ask { $0.commit(me, version) })
    script.comeBack()
    let commits = script.shell.markers.count
    _ = script.ask { $0.add(me, version) }
    me = try #require(script.ask { $0.abort(me, version) })
    script.comeBack()

    let markers = script.shell.markers
    #expect(markers[..<commits].allSatisfy(\.commits) && markers[commits...].allSatisfy { !$0.commits })
    for part in [markers[..<commits], markers[commits...]] {
      #expect(Set(part.flatMap(\.partitions)) == [TransactionShell.a, TransactionShell.b])
      #expect(Set(part.map(\.producer)).count == 1)
    }
    #expect(script.shell.phase == .aborted && script.shell.coordinator.state?.producer == me)
    return !script.hasCrashed
  }

  @Test("who is refused because nothing could be stored may ask again, and nothing has changed")
  func fullDisk() {
    var it = TransactionShell()
    func refused(_ call: (inout TransactionShell) -> TransactionShell.Answer?) {
      let (before, records) = (it.coordinator.state, it.records)
      it.canStore = false
      #expect(call(&it) == .failure(.notStored))
      it.canStore = true
      #expect(it.coordinator.state == before && it.records == records)
    }
    refused { $0.start() }
    #expect(it.coordinator.isGone)
    #expect(it.start() == .success(producer(1, 0)))
    refused { $0.start(expected: producer(1, 0)) }
    refused { $0.add(producer(1, 0)) }
    #expect(it.add(producer(1, 0)) == .success(nil))
    refused { $0.commit(producer(1, 0)) }
    refused { $0.start() }
    #expect(it.commit(producer(1, 0)) == .success(producer(1, 1)))
    refused { $0.start() }
    #expect(it.start(timeout: 10) == .success(producer(1, 2)) && it.add(producer(1, 2)) == .success(nil))
    #expect(it.coordinator.nextDeadline == 11, "what was stored since then is not late for it")
  }

  @Test("a producer id that can't be taken is no answer either")
  func noID() {
    var it = TransactionCoordinator()
    let r = RequestID(1)
    _ = it.initProducer(InitProducerRequest(timeout: 1), as: r, now: 0)
    #expect(it.tookProducerID(nil, now: 0) == [.initProducer(r, .failure(.notStored))])
    #expect(it.isGone)
  }

  @Test("what nobody asked for is tried again a second later: a late abort, an expiry, the end of an end")
  func triesAgain() {
    var it = TransactionShell()
    #expect(it.start(timeout: 1_000) == .success(producer(0, 0)))
    #expect(it.add(producer(0, 0)) == .success(nil))
    it.canStore = false
    it.advance(to: 1_001)
    #expect(it.phase == .ongoing && it.coordinator.nextDeadline == 2_001)
    it.advance(to: 2_000)
    #expect(it.records.count == 2)
    it.canStore = true
    it.holdsMarkers = true
    it.advance(to: 2_001)
    #expect(it.phase == .aborting && it.coordinator.nextDeadline == nil)

    it.canStore = false
    for partition in [TransactionShell.a, TransactionShell.b] {
      it.perform(it.coordinator.marked(partition, now: 2_001))
    }
    #expect(it.phase == .aborting && it.coordinator.nextDeadline == 3_001)
    it.canStore = true
    it.advance(to: 3_001)
    #expect(it.phase == .aborted && it.markers.count == 2)

    it.canStore = false
    let week: Int64 = 7 * 24 * 3_600_000
    it.advance(to: 2_001 + week)
    #expect(it.phase == .aborted && it.coordinator.nextDeadline == 3_001 + week)
    it.canStore = true
    it.advance(to: 3_001 + week)
    #expect(it.coordinator.isGone && it.records.last == .some(nil))
  }
}
