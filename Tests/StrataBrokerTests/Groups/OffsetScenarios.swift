import StrataWire

extension GroupScenario {
  static func commits(_ walk: GroupWalk) throws {
    for version in 2...9 as ClosedRange<Int16> {
      try walk.commit("c\(version)", "version \(version)", version: version)
      try walk.commit("n\(version)", "no such group", "zz", 3, version: version)
      try walk.commit("m\(version)", "an id, no generation", "zz", version: version)
    }
    try walk.commit("c9", "an id in a simple group", "zz")
    try walk.commit("c9", "an instance in a simple group", instance: "i")
    try walk.commit("c9", "a generation in a simple group", "", 0)
    try walk.commit("c9", "no such topic", topic: "none")
    try walk.commit("c9", "some such partitions", at: [(0, 7), (9, 1), (-1, 1), (1, -5)])
    try walk.fetch("c9", "what is there", [("t", [0, 1, 9, -1]), ("none", [0])])
    try walk.commit("c9", "metadata too long", metadata: String(repeating: "x", count: 4_097))
    try walk.commit("c9", "metadata not too long", metadata: String(repeating: "y", count: 4_096))
    try walk.commit("c9", "no metadata, an epoch", at: [(1, 9)], epoch: 3, metadata: nil)
    try walk.fetch("c9", "what is there", [("t", [0, 1])])
    try walk.commit("c9", "twice", at: [(0, 1), (0, 2)])
    try walk.fetch("c9", "the last", [("t", [0])])
    let member = try walk.enter("a", "l")
    try walk.sync("a", "l", "sync", member, 1, assignments: [(member, [1])])
    try walk.commit("l", "bare, in a live group")
    try walk.commit("l", "a member, no generation", member)
    try walk.commit("l", "a generation, no member", "", 1)
    try walk.commit("l", "a member", member, 1)
    try walk.commit("l", "a member under an instance", member, 1, instance: "i")
    try walk.commit("l", "a stranger, no such topic", "zz", 1, topic: "none")
    try walk.commit("l", "nothing", "zz", 1, at: [])
  }

  static func fetches(_ walk: GroupWalk) throws {
    try walk.commit("f", "commit", at: [(0, 5), (1, 6)], epoch: 0)
    for version in 1...9 as ClosedRange<Int16> {
      try walk.fetch("f", "version \(version)", version: version, [("t", [0, 1]), ("none", [0])])
      try walk.fetch("none", "no such group", version: version)
      guard version >= 2 else { continue }
      try walk.fetch("f", "all", version: version, nil)
      try walk.fetch("none", "all of no group", version: version, nil)
    }
    try walk.fetch(
      [
        .init(groupID: walk.group("f"), topics: [.init(name: "t", partitionIndexes: [1])]),
        .init(groupID: walk.group("none"), topics: nil),
        .init(groupID: walk.group("f"), memberID: "zz", memberEpoch: 4, topics: nil),
      ], "three", 9)
    try walk.fetch([], "none", 9)
  }

  static func topicIDs(_ walk: GroupWalk) throws {
    let unknown = WireUUID(high: 1, low: 5)
    let id = try walk.id(of: "t")
    try walk.commit("i", "commit", version: 10, id: id, at: [(0, 5), (7, 1), (1, 6)])
    try walk.commit("i", "no such id", version: 10, id: unknown)
    try walk.commit("i", "no id", version: 10)
    try walk.fetch(
      [
        .init(
          groupID: walk.group("i"),
          topics: [
            .init(topicID: unknown, partitionIndexes: [0]), .init(topicID: id, partitionIndexes: [0, 1, 9]),
            .init(partitionIndexes: [0]),
          ])
      ], "known and not", 10)
    try walk.fetch([.init(groupID: walk.group("i"), topics: nil)], "all", 10)
    try walk.fetch("i", "by name", version: 9, nil)
  }

  /// A topic that is made anew has none of the offsets of the old one.
  static func goneTopics(_ walk: GroupWalk) throws {
    let client = try walk.client("admin")
    let topic = CreateTopicsRequest.Topic(name: walk.group("x"), numPartitions: 1, replicationFactor: 1)
    let make = { _ = try client.call(CreateTopicsRequest(topics: [topic], timeoutMs: 10_000)) }
    try make()
    try walk.waitUntilThere(topic.name)
    try walk.commit("gone", "commit", topic: topic.name)
    try walk.commit("gone", "commit", topic: "t")
    _ = try client.call(DeleteTopicsRequest(topicNames: [topic.name], timeoutMs: 10_000), version: 4)
    try walk.waitUntilGone(topic.name, of: "gone")
    try walk.fetch("gone", "what is left", nil)
    try walk.commit("gone", "no such topic any more", topic: topic.name)
    try make()
    try walk.waitUntilThere(topic.name)
    try walk.fetch("gone", "of the new one", [(topic.name, [0])])
    try walk.describe("gone", "the group")
  }

  static func groups(_ walk: GroupWalk) throws {
    try walk.commit("simple", "commit")
    let member = try walk.enter("a", "live")
    for version in ListGroupsRequest.versions { try walk.list("version \(version)", version: version) }
    try walk.list("empty", states: ["Empty"])
    try walk.list("in any case", states: ["sTABLE", "completingrebalance"])
    try walk.list("no such state", states: ["nonsense"])
    try walk.list("classic", types: ["Classic"])
    try walk.list("consumer", types: ["consumer"])
    for version in DescribeGroupsRequest.versions {
      for group in ["simple", "live", "none"] { try walk.describe(group, "version \(version)", version: version) }
    }
    try walk.deleteGroups(["live", "none", "simple", "simple"], "delete")
    try walk.fetch("simple", "its offsets")
    try walk.describe("simple", "it")
    try walk.leave("a", "live", "leave", [(member, nil)])
    try walk.describe("live", "empty")
    try walk.deleteGroups(["live"], "delete", version: 0)
    try walk.describe("live", "deleted")
    try walk.beat("a", "live", "beat", member, 1)
  }

  /// A subscription to `t`, version 0.
  private static let subscription: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 1, 116, 255, 255, 255, 255]

  static func deletedOffsets(_ walk: GroupWalk) throws {
    try walk.commit("d", "commit", at: [(0, 5), (1, 6)])
    try walk.commit("d", "commit", topic: "u")
    try walk.deleteOffsets("none", "no such group", [("t", [0])])
    try walk.deleteOffsets("", "no group's name", [("t", [0])])
    try walk.deleteOffsets("d", "some", [("none", [0]), ("t", [9, 0]), ("u", [1])])
    try walk.deleteOffsets("d", "again", [("t", [0])])
    try walk.deleteOffsets("d", "nothing", [])
    try walk.fetch("d", "left", nil)
    let member = try walk.enter("a", "l", protocols: [("range", subscription)])
    try walk.deleteOffsets("l", "before the sync", [("t", [0]), ("u", [0])])
    try walk.sync("a", "l", "sync", member, 1, assignments: [(member, [])])
    try walk.commit("l", "commit", member, 1)
    try walk.deleteOffsets("l", "of readers", [("t", [0]), ("u", [0])])
    try walk.fetch("l", "left", nil)
    let other = try walk.enter("b", "o", type: "connect")
    try walk.sync("b", "o", "sync", other, 1, type: "connect", assignments: [(other, [])])
    try walk.deleteOffsets("o", "of others", [("t", [0])])
  }
}
