/// Shares partitions among a group's members (SPEC §7.3.4): as even as the subscriptions allow, moving as little as
/// that takes, and in two rounds: what must move is first left out, and given to the new owner once the old one let go.
struct StickyAssignor {
  struct Member: Hashable {
    var id: String
    var subscription: ConsumerSubscription
  }

  private let members: [Member]
  private let topics: [Set<String>]
  private var shares: [[PartitionID]]

  /// Everyone's partitions by member id. `partitionCount` is nil for a topic that does not exist.
  static func assign(_ members: [Member], partitionCount: (String) -> Int32?) -> [String: [PartitionID]] {
    var assignor = StickyAssignor(members)
    var homeless: [PartitionID] = []
    let claims = assignor.claims()
    for topic in Set(assignor.topics.joined()).sorted() {
      for index in 0..<(partitionCount(topic) ?? 0) {
        let partition = PartitionID(topic, index)
        if let owner = claims[partition] {
          assignor.shares[owner].append(partition)
        } else {
          homeless.append(partition)
        }
      }
    }
    for partition in homeless { assignor.house(partition) }
    while assignor.moveOne() {}
    return assignor.withoutMoving()
  }

  private init(_ members: [Member]) {
    self.members = members.sorted { $0.id < $1.id }
    topics = self.members.map { Set($0.subscription.topics) }
    shares = Array(repeating: [], count: members.count)
  }

  /// Who holds what. Of two who claim a partition the one of the newer generation has it.
  private func claims() -> [PartitionID: Int] {
    var claims: [PartitionID: Int] = [:]
    for (index, member) in members.enumerated() {
      for partition in member.subscription.owned where topics[index].contains(partition.topic) {
        if let other = claims[partition],
          members[other].subscription.generation >= member.subscription.generation
        {
          continue
        }
        claims[partition] = index
      }
    }
    return claims
  }

  /// Gives a partition to the subscriber that has least.
  private mutating func house(_ partition: PartitionID) {
    let candidates = members.indices.filter { topics[$0].contains(partition.topic) }
    guard let poorest = candidates.min(by: { shares[$0].count < shares[$1].count }) else { return }
    shares[poorest].append(partition)
  }

  /// Moves a partition from a member to one that has at least two fewer; false when there is no such move. Each move
  /// makes the sum of squares smaller, so they come to an end.
  private mutating func moveOne() -> Bool {
    let byCount = members.indices.sorted { shares[$0].count < shares[$1].count }
    for rich in byCount.reversed() {
      for poor in byCount {
        guard shares[poor].count + 1 < shares[rich].count else { break }
        if let at = shares[rich].lastIndex(where: { topics[poor].contains($0.topic) }) {
          shares[poor].append(shares[rich].remove(at: at))
          return true
        }
      }
    }
    return false
  }

  /// What each may have now: not what another still holds.
  private func withoutMoving() -> [String: [PartitionID]] {
    var holders: [PartitionID: Set<Int>] = [:]
    for (index, member) in members.enumerated() {
      for partition in member.subscription.owned { holders[partition, default: []].insert(index) }
    }
    var assignment: [String: [PartitionID]] = [:]
    for (index, member) in members.enumerated() {
      assignment[member.id] = shares[index].filter { holders[$0].map { $0.contains(index) } ?? true }.sorted()
    }
    return assignment
  }
}
