import StrataWire
import Testing

@testable import StrataBroker

/// SPEC §12.2
@Suite struct FetchSessionsTests {
  static func target(_ partition: Int32, offset: Int64 = 0) -> FetchTarget {
    FetchTarget(
      key: .init(topic: "t", id: .zero, partition: partition), name: "t", offset: offset, maxBytes: 100,
      leaderEpoch: -1, lastEpoch: -1)
  }

  static func state(_ high: Int64, bytes: Int = 0, code: ErrorCode = .none) -> FetchState {
    FetchState(code: code, highWatermark: high, logStart: 0, byteCount: bytes)
  }

  /// Opens a session of the partitions 0, 1 and 2, each told to end at 0.
  static func opened(_ sessions: inout FetchSessions, now: UInt64 = 0) throws -> Int32 {
    let targets = (0..<3).map { target($0) }
    let (context, read) = try sessions.open(id: 0, epoch: 0, targets, forgetting: [], usesIDs: false, now: now).get()
    #expect(context == .full(usesIDs: false) && read == targets)
    let (id, told) = sessions.close(context, read, read.map { _ in state(0) }, now: now)
    #expect(told == [0, 1, 2])
    return id
  }

  private static func next(
    _ sessions: inout FetchSessions, _ id: Int32, _ epoch: Int32, _ changed: [FetchTarget] = [],
    forgetting: [Int32] = [], _ states: (FetchTarget) -> FetchState
  ) throws -> [Int32] {
    let (context, read) = try sessions.open(
      id: id, epoch: epoch, changed, forgetting: forgetting.map { target($0).key }, usesIDs: false, now: 0
    ).get()
    let (_, told) = sessions.close(context, read, read.map(states), now: 0)
    return told.map { read[$0].key.partition }
  }

  @Test("only news is told: records, a new end, trouble, and that it is over")
  func news() throws {
    var sessions = FetchSessions(slots: 10)
    let id = try Self.opened(&sessions)
    #expect(try Self.next(&sessions, id, 1) { _ in Self.state(0) } == [])
    #expect(try Self.next(&sessions, id, 2) { Self.state($0.key.partition == 1 ? 5 : 0) } == [1])
    #expect(try Self.next(&sessions, id, 3) { Self.state($0.key.partition == 1 ? 5 : 0) } == [])
    let trouble = Self.state(-1, code: .unknownTopicOrPartition)
    #expect(try Self.next(&sessions, id, 4) { $0.key.partition == 1 ? trouble : Self.state(0) } == [1])
    #expect(try Self.next(&sessions, id, 5) { $0.key.partition == 1 ? trouble : Self.state(0) } == [1])
    #expect(try Self.next(&sessions, id, 6) { Self.state($0.key.partition == 1 ? 5 : 0) } == [1])
    #expect(try Self.next(&sessions, id, 7) { Self.state($0.key.partition == 1 ? 5 : 0) } == [])
  }

  @Test("who had records is read last the next time")
  func fairness() throws {
    var sessions = FetchSessions(slots: 10)
    let id = try Self.opened(&sessions)
    #expect(try Self.next(&sessions, id, 1) { Self.state(0, bytes: $0.key.partition == 0 ? 9 : 0) } == [0])
    let order = try sessions.open(id: id, epoch: 2, [], forgetting: [], usesIDs: false, now: 0).get().targets
    #expect(order.map(\.key.partition) == [1, 2, 0])
  }

  @Test("partitions are added, changed and forgotten; with the last the session goes")
  func changes() throws {
    var sessions = FetchSessions(slots: 10)
    let id = try Self.opened(&sessions)
    #expect(try Self.next(&sessions, id, 1, [Self.target(7)], forgetting: [0, 1]) { _ in Self.state(0) } == [7])
    let moved = sessions.open(id: id, epoch: 2, [Self.target(2, offset: 40)], forgetting: [], usesIDs: false, now: 0)
    #expect(try moved.get().targets == [Self.target(2, offset: 40), Self.target(7)])
    let last = sessions.open(
      id: id, epoch: 3, [], forgetting: [Self.target(2).key, Self.target(7).key], usesIDs: false, now: 0)
    #expect(try last.get().context == .sessionless && sessions.count == 0)
  }

  @Test("what is no request of the session is refused and changes nothing")
  func refusals() throws {
    var sessions = FetchSessions(slots: 10)
    let id = try Self.opened(&sessions)
    func refusal(_ id: Int32, _ epoch: Int32, usesIDs: Bool = false) -> ErrorCode? {
      guard
        case .failure(let flaw) = sessions.open(
          id: id, epoch: epoch, [], forgetting: [], usesIDs: usesIDs, now: 0)
      else { return nil }
      return flaw.code
    }
    #expect(refusal(id &+ 1, 1) == .fetchSessionIDNotFound)
    #expect(refusal(id, 2) == .invalidFetchSessionEpoch)
    #expect(refusal(id, 1, usesIDs: true) == .fetchSessionTopicIDError)
    #expect(try Self.next(&sessions, id, 1) { _ in Self.state(0) } == [])
  }

  @Test("epoch 0 begins anew and -1 ends", arguments: [(0, 1), (-1, 0)] as [(Int32, Int)])
  func ends(epoch: Int32, left: Int) throws {
    var sessions = FetchSessions(slots: 10)
    let id = try Self.opened(&sessions)
    let (context, read) = try sessions.open(
      id: id, epoch: epoch, [Self.target(0)], forgetting: [], usesIDs: true, now: 0
    ).get()
    let answer = sessions.close(context, read, [Self.state(0)], now: 0)
    #expect(sessions.count == left && (answer.id != 0) == (left == 1) && answer.id != id)
  }

  @Test("when all slots are taken, only who was silent for two minutes makes room")
  func slots() throws {
    var sessions = FetchSessions(slots: 2)
    #expect(try Self.opened(&sessions, now: 0) != 0)
    #expect(try Self.opened(&sessions, now: 1_000) != 0)
    #expect(try Self.opened(&sessions, now: 120_000) == 0)
    #expect(try Self.opened(&sessions, now: 120_001) != 0)
    #expect(try Self.opened(&sessions, now: 120_002) == 0)
    #expect(sessions.count == 2)
  }

  @Test("epochs go from the highest to 1") func epochs() {
    #expect(FetchSession.next(after: 1) == 2 && FetchSession.next(after: .max) == 1)
  }
}
