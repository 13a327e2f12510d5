import Testing

@testable import StrataLog

/// SPEC §7.2
@Suite struct ProducersTests {
  /// The head of a batch of so many records.
  static func head(
    _ producer: Int64, epoch: Int16, sequence: Int32, count: Int32, time: Int64 = 0, transactional: Bool = false
  ) -> BatchHeader {
    BatchHeader(
      baseOffset: 0, byteCount: 100, leaderEpoch: 0, checksum: 0,
      attributes: BatchAttributes(bits: transactional ? 16 : 0), lastOffsetDelta: count - 1,
      baseTimestamp: Timestamp(milliseconds: time), maxTimestamp: Timestamp(milliseconds: time),
      producer: BatchProducer(id: producer, epoch: epoch, sequence: sequence), recordCount: count)
  }

  /// Producer 7, epoch 3, wrote seven batches of ten from sequence 0 at offsets 100, 110 …
  static let seven = {
    var producers = Producers()
    for number in 0..<7 as Range<Int32> {
      producers.appended(
        head(7, epoch: 3, sequence: number * 10, count: 10, time: Int64(number)), baseOffset: 100 + Int64(number) * 10)
    }
    return producers
  }()

  enum Outcome: Hashable {
    case append
    case duplicate(at: Int64)
    case refused(ProducerFlaw)
  }

  static func judge(_ producers: Producers, _ header: BatchHeader) -> Outcome {
    do throws(ProducerFlaw) {
      return try producers.judge(header).map { .duplicate(at: $0.baseOffset) } ?? .append
    } catch { return .refused(error) }
  }

  @Test(
    "a batch is next, a repeat of one of the last five, or refused",
    arguments: [
      (7, 3, 70, 10, .append),
      (7, 3, 60, 10, .duplicate(at: 160)),
      (7, 3, 20, 10, .duplicate(at: 120)),
      (7, 3, 10, 10, .refused(.outOfOrder(producer: 7, expected: 70, got: 10))),
      (7, 3, 60, 9, .refused(.outOfOrder(producer: 7, expected: 70, got: 60))),
      (7, 3, 71, 10, .refused(.outOfOrder(producer: 7, expected: 70, got: 71))),
      (7, 2, 70, 10, .refused(.fenced(producer: 7, current: 3, got: 2))),
      (7, 4, 0, 10, .append),
      (7, 4, 70, 10, .refused(.outOfOrder(producer: 7, expected: 0, got: 70))),
      (8, 0, 123, 10, .append),
    ] as [(Int64, Int16, Int32, Int32, Outcome)])
  func verdicts(producer: Int64, epoch: Int16, sequence: Int32, count: Int32, outcome: Outcome) {
    #expect(
      Self.judge(Self.seven, Self.head(producer, epoch: epoch, sequence: sequence, count: count)) == outcome)
  }

  @Test("sequence numbers begin anew after 2^31-1, within a batch and between batches")
  func wraps() {
    var producers = Producers()
    let across = Self.head(1, epoch: 0, sequence: .max - 1, count: 4)
    producers.appended(across, baseOffset: 0)
    #expect(producers.snapshot.producers.map(\.lastSequence) == [1])
    #expect(Self.judge(producers, across) == .duplicate(at: 0))
    #expect(Self.judge(producers, Self.head(1, epoch: 0, sequence: 2, count: 1)) == .append)
    producers.appended(Self.head(2, epoch: 0, sequence: .max, count: 1), baseOffset: 4)
    #expect(Self.judge(producers, Self.head(2, epoch: 0, sequence: 0, count: 1)) == .append)
    // As a snapshot keeps it, too.
    let kept = Producers(producers.snapshot)
    #expect(Self.judge(kept, across) == .duplicate(at: 0))
    #expect(kept == producers)
  }

  @Test("a new epoch forgets the old one's batches and fences it")
  func newEpoch() {
    var producers = Self.seven
    producers.appended(Self.head(7, epoch: 4, sequence: 0, count: 1, time: 9), baseOffset: 170)
    #expect(
      Self.judge(producers, Self.head(7, epoch: 4, sequence: 60, count: 10))
        == .refused(.outOfOrder(producer: 7, expected: 1, got: 60)))
    #expect(
      Self.judge(producers, Self.head(7, epoch: 3, sequence: 70, count: 10))
        == .refused(.fenced(producer: 7, current: 4, got: 3)))
  }

  @Test("a producer silent for long is forgotten, and may then begin anywhere; not one with a transaction open")
  func forgets() {
    var producers = Self.seven
    producers.appended(Self.head(8, epoch: 0, sequence: 0, count: 1, transactional: true), baseOffset: 170)
    producers.forget(silentSince: Timestamp(milliseconds: 6))
    #expect(producers.snapshot.producers.map(\.id) == [7, 8])
    producers.forget(silentSince: Timestamp(milliseconds: 7))
    #expect(producers.snapshot.producers.map(\.id) == [8])
    #expect(Self.judge(producers, Self.head(7, epoch: 0, sequence: 5, count: 1)) == .append)
  }

  @Test("every byte of a snapshot that is flipped, and every end that is cut, is seen")
  func flipped() throws {
    let whole = Self.seven.snapshot.encoded()
    #expect(try ProducerSnapshot(reading: whole.span) == Self.seven.snapshot)
    for n in whole.indices {
      var bytes = whole
      bytes[n] ^= 4
      #expect(throws: SnapshotFlaw.self, "byte \(n)") { try ProducerSnapshot(reading: bytes.span) }
      #expect(throws: SnapshotFlaw.self, "\(n) bytes") { try ProducerSnapshot(reading: whole.span.extracting(..<n)) }
    }
  }
}
