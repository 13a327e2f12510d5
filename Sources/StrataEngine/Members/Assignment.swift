/// How a leader in this process shares partitions (SPEC §7.3.4), by the protocol that the group chose.
enum Assignment {
  /// What members of this process offer, best first; the others are for company that hasn't the first.
  static let protocols = [ConsumerSubscription.cooperative, "range", "roundrobin"]

  /// Everyone's partitions by member id. What a member of this process still holds goes to no other: it is given when
  /// its holder has let go and joins again. `partitionCount` is nil for a topic that does not exist.
  static func share(
    among members: [JoinAnswer.Member], by name: String, held: [(id: String, partitions: Set<PartitionID>)],
    partitionCount: (String) -> Int32?
  ) -> [String: [PartitionID]] {
    let subscribers = members.map {
      Subscriber(
        id: $0.id, instance: $0.instance,
        subscription: ConsumerSubscription($0.metadata) ?? ConsumerSubscription(topics: []))
    }
    var shares: [String: [PartitionID]]
    switch name {
    case "range": shares = range(subscribers, partitionCount)
    case "roundrobin": shares = roundRobin(subscribers, partitionCount)
    default:
      shares = StickyAssignor.assign(
        subscribers.map { StickyAssignor.Member(id: $0.id, subscription: $0.subscription) },
        partitionCount: partitionCount)
    }
    for holder in held {
      for id in shares.keys where id != holder.id { shares[id]?.removeAll { holder.partitions.contains($0) } }
    }
    return shares
  }

  struct Subscriber {
    var id: String
    var instance: String?
    var subscription: ConsumerSubscription

    func reads(_ topic: String) -> Bool { subscription.topics.contains(topic) }

    /// As Kafka's own assignors sort members: static ones by name, before the others by id.
    static func precedes(_ a: Self, _ b: Self) -> Bool {
      switch (a.instance, b.instance) {
      case (let a?, let b?): a < b
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): a.id < b.id
      }
    }
  }

  /// Topic by topic, each member a run of neighbours; the first have one more where it doesn't come out even.
  static func range(_ members: [Subscriber], _ partitionCount: (String) -> Int32?) -> [String: [PartitionID]] {
    var shares = nobodyHasAny(members)
    for topic in topics(of: members) {
      let readers = members.filter { $0.reads(topic) }.sorted(by: Subscriber.precedes)
      let count = Int(partitionCount(topic) ?? 0)
      let (least, rest) = count.quotientAndRemainder(dividingBy: readers.count)
      var next = 0
      for (place, reader) in readers.enumerated() {
        let end = next + least + (place < rest ? 1 : 0)
        shares[reader.id, default: []] += (next..<end).map { PartitionID(topic, Int32($0)) }
        next = end
      }
    }
    return shares
  }

  /// All partitions in order, dealt out to those who read them in turn.
  static func roundRobin(_ members: [Subscriber], _ partitionCount: (String) -> Int32?) -> [String: [PartitionID]] {
    var shares = nobodyHasAny(members)
    let sorted = members.sorted(by: Subscriber.precedes)
    var turn = 0
    for topic in topics(of: members) {
      for index in 0..<(partitionCount(topic) ?? 0) {
        while !sorted[turn % sorted.count].reads(topic) { turn += 1 }
        shares[sorted[turn % sorted.count].id, default: []].append(PartitionID(topic, index))
        turn += 1
      }
    }
    return shares
  }

  private static func nobodyHasAny(_ members: [Subscriber]) -> [String: [PartitionID]] {
    Dictionary(members.map { ($0.id, []) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every topic that someone reads, so that there is always a reader to be found.
  private static func topics(of members: [Subscriber]) -> [String] {
    Set(members.flatMap(\.subscription.topics)).sorted()
  }
}
