import Testing

@testable import StrataEngine

/// SPEC §7.3: transcripts of Kafka's classic protocol.
@Suite struct GroupCoordinatorTests {
  typealias Action = GroupCoordinator.Action

  /// A group with members `a` (its leader) and `b` in generation 2, stable.
  static func pair() -> GroupCoordinator {
    var group = GroupCoordinator()
    _ = group.join(request(), as: RequestID(1), newMemberID: "a", now: 0)
    _ = group.sync("a", generation: 1, assignments: ["a": [0, 1]], as: RequestID(2), now: 0)
    _ = group.join(request(), as: RequestID(3), newMemberID: "b", now: 0)
    _ = group.join(request("a"), as: RequestID(4), newMemberID: "", now: 0)
    _ = group.sync("b", generation: 2, as: RequestID(5), now: 0)
    _ = group.sync("a", generation: 2, assignments: ["a": [0], "b": [1]], as: RequestID(6), now: 0)
    return group
  }

  static func request(
    _ id: String = "", instance: String? = nil, protocols: [(String, [UInt8])] = [("range", [])],
    wantsIDFirst: Bool = false
  ) -> JoinRequest {
    JoinRequest(
      memberID: id, instance: instance, protocols: protocols.map { GroupProtocol(name: $0.0, metadata: $0.1) },
      sessionTimeout: 1_000, rebalanceTimeout: 5_000, wantsIDFirst: wantsIDFirst)
  }

  static func refused(_ actions: [Action]) -> GroupRefusal? {
    for case .join(_, .failure(let refusal)) in actions { return refusal }
    for case .sync(_, .failure(let refusal)) in actions { return refusal }
    return nil
  }

  static func joined(_ actions: [Action], _ request: UInt64) -> JoinAnswer? {
    for case .join(RequestID(request), .success(let answer)) in actions { return answer }
    return nil
  }

  @Test("the first member leads at once, the second waits until the first has joined again")
  func twoJoin() throws {
    var group = GroupCoordinator()
    let first = try #require(
      Self.joined(group.join(Self.request(), as: RequestID(1), newMemberID: "a", now: 0), 1))
    #expect(first.generation == 1 && first.leader == "a" && first.members.map(\.id) == ["a"])
    #expect(
      group.sync("a", generation: 1, assignments: ["a": [7]], as: RequestID(2), now: 0)
        == [.sync(RequestID(2), .success([7]))])
    #expect(group.join(Self.request(), as: RequestID(3), newMemberID: "b", now: 1) == [])
    #expect(group.phase == .preparing && group.awaitsJoin(of: "a") && !group.awaitsJoin(of: "b"))
    #expect(group.heartbeat("a", generation: 1, now: 2) == .rebalanceInProgress)
    #expect(group.commit("a", generation: 1, now: 2) == nil, "the old generation may still commit")

    let answers = group.join(Self.request("a"), as: RequestID(4), newMemberID: "", now: 3)
    #expect(Self.joined(answers, 4)?.members.map(\.id) == ["a", "b"])
    #expect(Self.joined(answers, 3)?.members == [])
    #expect(group.commit("a", generation: 2, now: 4) == .rebalanceInProgress)
    #expect(group.sync("b", generation: 2, as: RequestID(5), now: 4) == [])
    #expect(
      group.sync("a", generation: 2, assignments: ["a": [0]], as: RequestID(6), now: 5) == [
        .sync(RequestID(6), .success([0])), .sync(RequestID(5), .success([])),
      ], "a member the leader forgot gets an empty assignment")
    #expect(group.phase == .stable)
  }

  @Test("a member that a later leader forgets has nothing, whatever it had before")
  func forgotten() {
    var group = Self.pair()
    _ = group.join(Self.request("a"), as: RequestID(7), newMemberID: "", now: 1)
    _ = group.join(Self.request("b"), as: RequestID(8), newMemberID: "", now: 1)
    _ = group.sync("a", generation: 3, assignments: ["a": [0, 1]], as: RequestID(9), now: 1)
    #expect(
      group.sync("b", generation: 3, as: RequestID(10), now: 1) == [.sync(RequestID(10), .success([]))])
  }

  @Test("a first join waits for company when told to, and is prolonged while more come")
  func initialDelay() {
    var group = GroupCoordinator(initialDelay: 3_000)
    #expect(group.join(Self.request(), as: RequestID(1), newMemberID: "a", now: 0) == [])
    #expect(group.join(Self.request(), as: RequestID(2), newMemberID: "b", now: 2_000) == [])
    #expect(group.nextDeadline == 3_000)
    #expect(group.advance(to: 3_000) == [])
    #expect(group.nextDeadline == 5_000, "2,000 ms of the rebalance timeout were left")
    #expect(group.advance(to: 5_000).count == 2)
    #expect(group.phase == .completing && group.generation == 1)
  }

  @Test("each refusal has Kafka's name")
  func refusals() {
    var group = Self.pair()
    let r = RequestID(9)
    #expect(group.heartbeat("x", generation: 2, now: 1) == .unknownMember)
    #expect(group.heartbeat("a", generation: 1, now: 1) == .illegalGeneration)
    #expect(group.commit("a", generation: 1, now: 1) == .illegalGeneration)
    #expect(group.commit("x", generation: 2, now: 1) == .unknownMember)
    #expect(group.commit("", generation: -1, now: 1) == .unknownMember, "a bare commit on a live group")
    #expect(Self.refused(group.sync("x", generation: 2, as: r, now: 1)) == .unknownMember)
    #expect(Self.refused(group.sync("a", generation: 3, as: r, now: 1)) == .illegalGeneration)
    #expect(
      Self.refused(group.sync("a", generation: 2, protocolName: "sticky", as: r, now: 1)) == .inconsistentProtocol)
    #expect(Self.refused(group.join(Self.request("x"), as: r, newMemberID: "", now: 1)) == .unknownMember)
    #expect(
      Self.refused(group.join(Self.request(protocols: [("sticky", [])]), as: r, newMemberID: "c", now: 1))
        == .inconsistentProtocol)
    #expect(
      Self.refused(group.join(Self.request(wantsIDFirst: true), as: r, newMemberID: "c", now: 1))
        == .memberIDRequired("c"))
    #expect(group.leave("x", now: 1) == [.unknownMember])
    #expect(group.phase == .stable, "a refusal changes nothing")

    var empty = GroupCoordinator()
    #expect(empty.commit("", generation: -1, now: 0) == nil, "anyone may commit while nobody is there")
    #expect(empty.commit("a", generation: 1, now: 0) == .unknownMember)
    #expect(empty.commit("a", generation: -1, now: 0) == nil, "whatever id it gives")
    #expect(
      Self.refused(empty.join(Self.request(protocols: []), as: r, newMemberID: "a", now: 0)) == .inconsistentProtocol)
  }

  @Test("an id that was promised joins once, and is forgotten after a session")
  func promisedIDs() {
    var group = GroupCoordinator()
    _ = group.join(Self.request(wantsIDFirst: true), as: RequestID(1), newMemberID: "a", now: 0)
    let answer = group.join(Self.request("a", wantsIDFirst: true), as: RequestID(2), newMemberID: "z", now: 1)
    #expect(Self.joined(answer, 2)?.memberID == "a")
    _ = group.join(Self.request(wantsIDFirst: true), as: RequestID(3), newMemberID: "b", now: 1)
    _ = group.advance(to: 1_001)
    #expect(
      Self.refused(group.join(Self.request("b"), as: RequestID(4), newMemberID: "z", now: 1_002)) == .unknownMember)
  }

  @Test("no more than a thousand ids are promised: the first one given is forgotten for one more")
  func manyPromises() {
    var group = GroupCoordinator()
    for number in 0...1_000 {
      let id = "m\(1_000 + number)"
      _ = group.join(Self.request(wantsIDFirst: true), as: RequestID(1), newMemberID: id, now: Int64(number / 2))
    }
    let join = { (id: String, group: inout GroupCoordinator) in
      Self.refused(group.join(Self.request(id), as: RequestID(2), newMemberID: "", now: 501))
    }
    #expect(join("m1000", &group) == .unknownMember)
    #expect(join("m1001", &group) == nil)
  }

  @Test("a newcomer whose answer is five minutes late is out: its client has asked anew under another id")
  func newcomersWait() {
    var group = GroupCoordinator(initialDelay: 400_000)
    var request = Self.request()
    request.rebalanceTimeout = 1_000_000
    #expect(group.join(request, as: RequestID(1), newMemberID: "a", now: 0) == [])
    #expect(group.advance(to: 299_999) == [])
    #expect(group.advance(to: 300_000) == [.join(RequestID(1), .failure(.unknownMember))])
    #expect(group.phase == .empty)
  }

  @Test("a static leader that comes back without knowing what skipping means is told that its old id leads")
  func staticReturnOfOld() throws {
    var group = GroupCoordinator()
    var request = Self.request(instance: "i")
    _ = group.join(request, as: RequestID(1), newMemberID: "a", now: 0)
    _ = group.sync("a", instance: "i", generation: 1, assignments: ["a": [7]], as: RequestID(2), now: 0)
    request.knowsSkipping = false
    let answer = try #require(Self.joined(group.join(request, as: RequestID(3), newMemberID: "b", now: 1), 3))
    #expect(answer.leader == "a" && answer.memberID == "b" && answer.members == [] && !answer.skipAssignment)
    #expect(group.leader == "b" && group.phase == .stable)
  }

  @Test("the protocol is one that all have and most prefer")
  func protocolChoice() {
    var group = GroupCoordinator(initialDelay: 10)
    let preferences = [["range", "sticky", "own"], ["sticky", "range"], ["sticky", "range"]]
    for (number, names) in preferences.enumerated() {
      _ = group.join(
        Self.request(protocols: names.map { ($0, [UInt8(number)]) }), as: RequestID(UInt64(number)),
        newMemberID: "m\(number)", now: 0)
    }
    _ = group.advance(to: 10)
    let answers = group.advance(to: 20)
    #expect(Self.joined(answers, 0)?.protocolName == "sticky")
    #expect(Self.joined(answers, 0)?.members.map(\.metadata) == [[0], [1], [2]])
  }

  @Test("the leader, or a member with news, starts a round by joining again; another is told how things stand")
  func rejoinWhenStable() {
    var group = Self.pair()
    let same = group.join(Self.request("b"), as: RequestID(7), newMemberID: "", now: 1)
    #expect(Self.joined(same, 7)?.generation == 2 && group.phase == .stable)
    #expect(group.join(Self.request("b", protocols: [("range", [1])]), as: RequestID(8), newMemberID: "", now: 1) == [])
    #expect(group.phase == .preparing)

    group = Self.pair()
    #expect(group.join(Self.request("a"), as: RequestID(7), newMemberID: "", now: 1) == [])
    #expect(group.phase == .preparing)
  }

  @Test("a member that leaves or is silent for its session makes room; one that is vouched for stays")
  func expiry() {
    var group = Self.pair()
    group.attend("a", true, now: 0)
    #expect(group.nextDeadline == 1_000)
    #expect(group.advance(to: 999) == [] && group.phase == .stable)
    #expect(group.advance(to: 1_000) == [] && group.awaitsJoin(of: "a"))
    #expect(group.members.map(\.id) == ["a"])
    let answer = group.join(Self.request("a"), as: RequestID(7), newMemberID: "", now: 1_000)
    #expect(Self.joined(answer, 7)?.generation == 3)
    #expect(group.commit("b", generation: 2, now: 1_001) == .unknownMember)

    group = Self.pair()
    #expect(group.leave("a", now: 1) == [nil])
    #expect(group.leader == "b" && group.phase == .preparing)
  }

  @Test("a rebalance goes on without members that don't join in time, and without ones that don't sync")
  func timeouts() {
    var group = Self.pair()
    group.attend("a", true, now: 0)
    _ = group.join(Self.request("b", protocols: [("range", [1])]), as: RequestID(7), newMemberID: "", now: 10)
    let answers = group.advance(to: 5_010)
    #expect(Self.joined(answers, 7)?.leader == "b", "a did not come within the rebalance timeout")
    #expect(group.members.map(\.id) == ["b"])
    group.attend("b", true, now: 5_010)
    #expect(group.nextDeadline == 10_010)
    _ = group.advance(to: 10_010)
    #expect(group.phase == .empty, "b never brought the assignment")
  }

  @Test("a static member comes back under a new id to its assignment, without a rebalance, and fences the old id")
  func staticReturn() throws {
    var group = GroupCoordinator(initialDelay: 10)
    for (number, name) in ["i0", "i1"].enumerated() {
      _ = group.join(
        Self.request(instance: name), as: RequestID(UInt64(number)), newMemberID: "m\(number)", now: 0)
    }
    _ = group.advance(to: 10)
    _ = group.advance(to: 20)
    _ = group.sync("m1", instance: "i1", generation: 1, as: RequestID(3), now: 10)
    _ = group.sync(
      "m0", instance: "i0", generation: 1, assignments: ["m0": [0], "m1": [1]], as: RequestID(2), now: 10)

    let back = group.join(Self.request(instance: "i0"), as: RequestID(4), newMemberID: "m2", now: 900)
    let answer = try #require(Self.joined(back, 4))
    #expect(answer.generation == 1 && answer.memberID == "m2" && answer.leader == "m2" && answer.skipAssignment)
    #expect(group.phase == .stable)
    #expect(
      group.sync("m2", instance: "i0", generation: 1, as: RequestID(5), now: 900)
        == [.sync(RequestID(5), .success([0]))])
    #expect(group.heartbeat("m0", instance: "i0", generation: 1, now: 900) == .fencedInstance)
    #expect(group.commit("m0", instance: "i0", generation: 1, now: 900) == .fencedInstance)
    #expect(group.commit("m0", generation: 1, now: 900) == .unknownMember)
    #expect(
      Self.refused(group.join(Self.request("m0", instance: "i0"), as: RequestID(6), newMemberID: "", now: 900))
        == .fencedInstance)
    #expect(group.leave("", instance: "i1", now: 901) == [nil], "taken out by its name")
  }
}

extension GroupCoordinator {
  /// One member leaves; what follows is left to the next call.
  mutating func leave(_ id: String, instance: String? = nil, now: Int64) -> [GroupRefusal?] {
    leave([MemberIdentity(id: id, instance: instance)], now: now).refusals
  }
}
