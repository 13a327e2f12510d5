import Testing

@testable import StrataEngine

/// SPEC §7.3.4
@Suite struct StickyAssignorTests {
  typealias Member = StickyAssignor.Member

  static func member(
    _ id: String, _ topics: [String], owning: [PartitionID] = [], generation: Int32 = 1
  ) -> Member {
    Member(id: id, subscription: ConsumerSubscription(topics: topics, owned: owning, generation: generation))
  }

  static func partitions(_ topic: String, _ range: Range<Int32>) -> [PartitionID] {
    range.map { PartitionID(topic, $0) }
  }

  static func assign(_ members: [Member], _ counts: [String: Int32]) -> [String: [PartitionID]] {
    StickyAssignor.assign(members) { counts[$0] }
  }

  @Test("newcomers share evenly, each topic only among those who named it, unknown topics not at all")
  func fresh() {
    let shares = Self.assign(
      [Self.member("a", ["x", "y"]), Self.member("b", ["x"]), Self.member("c", ["y", "none"])], ["x": 4, "y": 4])
    #expect(shares.values.map(\.count).sorted() == [2, 3, 3])
    #expect(shares["b"]?.allSatisfy { $0.topic == "x" } == true)
    #expect(shares["c"]?.allSatisfy { $0.topic == "y" } == true)
    #expect(Set(shares.values.joined()).count == 8)
  }

  @Test("a newcomer gets its part in the second round, once the owner has let go, and nothing else moves")
  func twoRounds() {
    let all = Self.partitions("x", 0..<4)
    let first = Self.assign([Self.member("a", ["x"], owning: all), Self.member("b", ["x"])], ["x": 4])
    #expect(first["a"]?.count == 2 && first["b"] == [])
    let kept = first["a"] ?? []
    let second = Self.assign([Self.member("a", ["x"], owning: kept), Self.member("b", ["x"])], ["x": 4])
    #expect(second["a"] == kept && Set(second["b"] ?? []) == Set(all).subtracting(kept))
  }

  @Test("of two who claim a partition, the one of the newer generation keeps it")
  func staleClaims() {
    let one = Self.partitions("x", 0..<1)
    let shares = Self.assign(
      [Self.member("a", ["x"], owning: one, generation: 1), Self.member("b", ["x"], owning: one, generation: 2)],
      ["x": 1])
    #expect(shares == ["a": [], "b": one])
  }

  @Test("2,000 random groups: rounds come to rest, even, complete, and keep what need not move")
  func random() {
    for seed in 0..<2_000 as Range<UInt64> {
      var random = Seeded(seed)
      let partitions = ["x": Int32.random(in: 0...9, using: &random), "y": Int32.random(in: 0...9, using: &random)]
      let named = Bool.random(using: &random) ? [["x", "y"]] : [["x", "y"], ["x"], ["y"]]
      var topics: [String: [String]] = [:]
      var owned: [String: [PartitionID]] = [:]
      for _ in 0..<4 {
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          let id = "m\(Int.random(in: 0...9, using: &random))"
          if topics.removeValue(forKey: id) == nil { topics[id] = named.randomElement(using: &random) ?? [] }
        }
        owned = owned.filter { topics[$0.key] != nil }
        // Where all name the same topics, what moves is given up in one round and taken in the next.
        let most = named.count == 1 ? 3 : 5
        var rounds = 0
        while rounds < most {
          let members = topics.map { Self.member($0.key, $0.value, owning: owned[$0.key] ?? []) }
          let shares = Self.assign(members, partitions)
          let all = shares.values.joined()
          guard Set(all).count == all.count else { return fail("seed \(seed): two owners") }
          if shares == owned { break }
          for (id, share) in shares {
            let others = owned.filter { $0.key != id }.values.joined()
            if !Set(share).isDisjoint(with: others) { return fail("seed \(seed): taken, not given up") }
          }
          owned = shares
          rounds += 1
        }
        let wanted = Set(topics.values.joined()).map { Int(partitions[$0] ?? 0) }.reduce(0, +)
        #expect(rounds < most && owned.values.joined().count == wanted, "seed \(seed): \(owned) of \(partitions)")
        let counts = owned.values.map(\.count)
        if named.count == 1, let largest = counts.max(), let least = counts.min() {
          #expect(largest - least <= 1, "seed \(seed): \(owned)")
        }
      }
    }
  }
}

/// SPEC §7.3.4
@Suite struct ConsumerProtocolTests {
  static let subscription = ConsumerSubscription(
    topics: ["a", "b"], owned: [PartitionID("a", 1), PartitionID("a", 0), PartitionID("b", 2)], generation: 7)

  @Test("a subscription has Kafka's bytes of version 3")
  func subscriptionBytes() {
    let bytes: [UInt8] = [
      0, 3, 0, 0, 0, 2, 0, 1, 97, 0, 1, 98, 255, 255, 255, 255,
      0, 0, 0, 2, 0, 1, 97, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 98, 0, 0, 0, 1, 0, 0, 0, 2,
      0, 0, 0, 7, 255, 255,
    ]
    #expect(Self.subscription.bytes == bytes)
    let read = ConsumerSubscription(bytes)
    #expect(read?.topics == ["a", "b"] && read?.generation == 7)
    #expect(read?.owned == [PartitionID("a", 0), PartitionID("a", 1), PartitionID("b", 2)])
    #expect(
      ConsumerSubscription([0, 0, 0, 0, 0, 1, 0, 1, 97, 0, 0, 0, 0])?.topics == ["a"], "version 0, as old clients")
  }

  @Test("an assignment has Kafka's bytes, and no bytes are no partitions")
  func assignmentBytes() {
    let bytes = ConsumerAssignment.bytes([PartitionID("a", 1)])
    #expect(bytes == [0, 0, 0, 0, 0, 1, 0, 1, 97, 0, 0, 0, 1, 0, 0, 0, 1, 255, 255, 255, 255])
    #expect(ConsumerAssignment.partitions(bytes) == [PartitionID("a", 1)])
    #expect(ConsumerAssignment.partitions([]) == [])
  }

  @Test("bytes cut short, and counts that can't be, are no subscription and no assignment")
  func cut() {
    let bytes = Self.subscription.bytes
    for count in 0..<bytes.count - 2 { #expect(ConsumerSubscription(Array(bytes[..<count])) == nil) }
    let huge: [UInt8] = [0, 3, 127, 255, 255, 255]
    #expect(ConsumerSubscription(huge) == nil && ConsumerAssignment.partitions(huge) == nil)
  }
}
