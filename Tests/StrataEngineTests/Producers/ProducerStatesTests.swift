import Testing

@testable import StrataEngine

/// SPEC §7.2
@Suite struct ProducerStatesTests {
  /// Producer 7, epoch 3, wrote seven batches of ten from sequence 0 at offsets 100, 110 …
  static let seven = {
    var states = ProducerStates()
    for number in 0..<7 as Range<Int32> {
      states.appended(
        ProducerClaim(producerID: 7, epoch: 3, sequence: number * 10, count: 10),
        baseOffset: 100 + Int64(number) * 10, timestamp: Int64(number))
    }
    return states
  }()

  enum Outcome: Hashable {
    case append
    case duplicate(at: Int64)
    case refused(SequenceFlaw)
  }

  static func judge(_ states: ProducerStates, _ claim: ProducerClaim) -> Outcome {
    do throws(SequenceFlaw) {
      switch try states.judge(claim) {
      case .append: return .append
      case .duplicate(let entry): return .duplicate(at: entry.baseOffset)
      }
    } catch { return .refused(error) }
  }

  @Test(
    "a batch is next, a repeat of one of the last five, or refused",
    arguments: [
      (7, 3, 70, 10, .append),
      (7, 3, 60, 10, .duplicate(at: 160)),
      (7, 3, 20, 10, .duplicate(at: 120)),
      (7, 3, 10, 10, .refused(.outOfOrder(expected: 70, got: 10))),
      (7, 3, 60, 9, .refused(.outOfOrder(expected: 70, got: 60))),
      (7, 3, 71, 10, .refused(.outOfOrder(expected: 70, got: 71))),
      (7, 2, 70, 10, .refused(.fenced(current: 3, got: 2))),
      (7, 4, 0, 10, .append),
      (7, 4, 70, 10, .refused(.outOfOrder(expected: 0, got: 70))),
      (8, 0, 123, 10, .append),
    ] as [(Int64, Int16, Int32, Int32, Outcome)])
  func verdicts(producer: Int64, epoch: Int16, sequence: Int32, count: Int32, outcome: Outcome) {
    let claim = ProducerClaim(producerID: producer, epoch: epoch, sequence: sequence, count: count)
    #expect(Self.judge(Self.seven, claim) == outcome)
  }

  @Test("sequence numbers begin anew after 2^31-1, within a batch and between batches")
  func wraps() {
    var states = ProducerStates()
    let across = ProducerClaim(producerID: 1, epoch: 0, sequence: .max - 1, count: 4)
    #expect(across.lastSequence == 1)
    states.appended(across, baseOffset: 0, timestamp: 0)
    #expect(Self.judge(states, across) == .duplicate(at: 0))
    #expect(Self.judge(states, ProducerClaim(producerID: 1, epoch: 0, sequence: 2, count: 1)) == .append)
    states.appended(
      ProducerClaim(producerID: 2, epoch: 0, sequence: .max, count: 1), baseOffset: 4, timestamp: 0)
    #expect(Self.judge(states, ProducerClaim(producerID: 2, epoch: 0, sequence: 0, count: 1)) == .append)
  }

  @Test("a new epoch forgets the old one's batches and fences it")
  func newEpoch() {
    var states = Self.seven
    states.appended(ProducerClaim(producerID: 7, epoch: 4, sequence: 0, count: 1), baseOffset: 170, timestamp: 9)
    #expect(
      Self.judge(states, ProducerClaim(producerID: 7, epoch: 4, sequence: 60, count: 10))
        == .refused(.outOfOrder(expected: 1, got: 60)))
    #expect(
      Self.judge(states, ProducerClaim(producerID: 7, epoch: 3, sequence: 70, count: 10))
        == .refused(.fenced(current: 4, got: 3)))
  }

  @Test("a producer silent for long is forgotten, and may then begin anywhere")
  func forgets() {
    var states = Self.seven
    states.forget(silentSince: 6)
    #expect(states.count == 1)
    states.forget(silentSince: 7)
    #expect(states.count == 0)
    #expect(Self.judge(states, ProducerClaim(producerID: 7, epoch: 0, sequence: 5, count: 1)) == .append)
  }
}
