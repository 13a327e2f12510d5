import StrataWire

/// What is done to a broker in each transcript; topics `t` and `u` have two partitions. What Kafka
/// said to it is in Transcripts, a line an answer.
enum GroupScenario: String, CaseIterable, Sendable {
  case joining, refusals, rebalances, statics, staticsBetween, late, leaving, commits, fetches, groups, deletedOffsets
  case topicIDs, goneTopics

  func run(_ walk: GroupWalk) throws {
    switch self {
    case .joining: try Self.joining(walk)
    case .refusals: try Self.refusals(walk)
    case .rebalances: try Self.rebalances(walk)
    case .statics: try Self.statics(walk)
    case .staticsBetween: try Self.staticsBetween(walk)
    case .late: try Self.late(walk)
    case .leaving: try Self.leaving(walk)
    case .commits: try Self.commits(walk)
    case .fetches: try Self.fetches(walk)
    case .groups: try Self.groups(walk)
    case .deletedOffsets: try Self.deletedOffsets(walk)
    case .topicIDs: try Self.topicIDs(walk)
    case .goneTopics: try Self.goneTopics(walk)
    }
  }

  private static func joining(_ walk: GroupWalk) throws {
    for version in JoinGroupRequest.versions {
      let group = "v\(version)"
      var joined = try walk.join("a", group, "join \(group)", version: version)
      if joined.errorCode == .memberIDRequired {
        joined = try walk.join("a", group, "again", version: version, member: joined.memberID)
      }
      let member = joined.memberID
      try walk.sync(
        "a", group, "sync", member, joined.generationID, version: min(version, 5), assignments: [(member, [1])])
      try walk.beat("a", group, "beat", member, joined.generationID, version: min(version, 4))
    }
    try walk.join("a", "x", "session too short", session: 5_999)
    try walk.join("a", "x", "session too long", version: 3, session: 1_800_001)
    try walk.join("a", "", "no group's name")
    try walk.join("a", "", "no group's name", version: 6)
    try walk.join("a", "x", "no protocols", protocols: [])
    try walk.join("a", "x", "no type", type: "")
    try walk.join("a", "none", "a stranger's id", member: "zz")
    try walk.join("a", "none", "a stranger's id and a name", member: "zz", instance: "i")
    let promised = try walk.promise("a", "p")
    try walk.beat("a", "p", "beat of a promised id", promised, 0)
    try walk.describe("p", "promised")
    try walk.leave("a", "p", "leaves", [(promised, nil)])
    try walk.join("a", "p", "joins with it", member: promised)
  }

  private static func refusals(_ walk: GroupWalk) throws {
    let member = try walk.enter("a", "r")
    try walk.sync("a", "r", "sync", member, 1, assignments: [(member, [7])])
    try walk.join("b", "r", "another type", type: "connect")
    try walk.join("b", "r", "another protocol", protocols: [("sticky", [])])
    try walk.join("a", "r", "another protocol of the only member", member: member, protocols: [("sticky", [])])
    try walk.join("b", "r", "a stranger", member: "zz")
    try walk.join("b", "r", "a stranger", version: 3, member: "zz")
    try walk.join("b", "r", "a member under an instance", member: member, instance: "i")
    for (label, id, generation, group) in [
      ("another generation", member, 2, "r"), ("a stranger", "zz", 1, "r"), ("no such group", member, 1, "none"),
      ("no group's name", member, 1, ""),
    ] as [(String, String, Int32, String)] {
      try walk.sync("a", group, "sync: \(label)", id, generation)
      try walk.beat("a", group, "beat: \(label)", id, generation)
      try walk.beat("a", group, "beat: \(label)", id, generation, version: 0)
      try walk.commit(group, "commit: \(label)", id, generation)
      try walk.leave("a", group, "leave: \(label)", [(id == member ? "y" : id, nil), ("", "i")])
      try walk.leave("a", group, "leave: \(label)", [(id == member ? "y" : id, nil)], version: 2)
    }
    try walk.sync("a", "r", "another type", member, 1, type: "x")
    try walk.sync("a", "r", "another name", member, 1, name: "sticky")
    try walk.sync("a", "r", "no names", member, 1, type: nil, name: nil)
    try walk.sync("a", "r", "no names to give", member, 1, version: 3)
    try walk.sync("a", "r", "again, as a leader", member, 1, assignments: [(member, [8])])
    try walk.beat("a", "r", "with an instance", member, 1, instance: "i")
  }

  private static func rebalances(_ walk: GroupWalk) throws {
    let a = try walk.enter("a", "g")
    try walk.sync("a", "g", "a syncs", a, 1, assignments: [(a, [1])])
    try walk.commit("g", "commit when stable", a, 1)
    let b = try walk.promise("b", "g")
    try walk.sendJoin("b", "g", member: b)
    try walk.beatUntilAsked("a", "g", a, 1)
    try walk.beat("a", "g", "beat when preparing", a, 1)
    try walk.commit("g", "commit when preparing", a, 1)
    try walk.commit("g", "commit of another generation", a, 2)
    try walk.sync("a", "g", "sync when preparing", a, 1)
    try walk.describe("g", "preparing")
    try walk.join("a", "g", "a", member: a)
    try walk.joined("b", "b")
    try walk.beat("a", "g", "beat when completing", a, 2)
    try walk.commit("g", "commit when completing", a, 2)
    try walk.commit("g", "bare commit when completing")
    try walk.join("a", "g", "a again, unchanged", member: a)
    try walk.describe("g", "completing")
    try walk.sendSync("b", "g", b, 2)
    try walk.sync("a", "g", "a leads, forgetting b", a, 2, assignments: [(a, [1])])
    try walk.synced("b", "b")
    try walk.sync("b", "g", "b again", b, 2)
    try walk.describe("g", "stable")
    try walk.commit("g", "bare commit when stable")
    try walk.join("b", "g", "b again, unchanged", member: b)

    try walk.sendJoin("b", "g", member: b, protocols: [("range", [110])])
    try walk.beatUntilAsked("a", "g", a, 2)
    try walk.join("a", "g", "a, after b changed", member: a)
    try walk.joined("b", "b")
    try walk.sync("a", "g", "a leads", a, 3, assignments: [(a, [1]), (b, [2])])
    try walk.sync("b", "g", "b", b, 3)

    try walk.sendJoin("a", "g", member: a)
    try walk.beatUntilAsked("b", "g", b, 3)
    try walk.join("b", "g", "b, after the leader came back", member: b, protocols: [("range", [110])])
    try walk.joined("a", "a")
    try walk.sendSync("b", "g", b, 4)
    try walk.sendJoin("c", "g", version: 3)
    try walk.synced("b", "b's sync when c joins")
    try walk.sendJoin("a", "g", member: a)
    try walk.sendJoin("b", "g", member: b)
    try walk.joined("b", "b")
    let c = try walk.joined("c", "c").memberID
    try walk.joined("a", "a")
    try walk.leave("a", "g", "all leave", [(a, nil), (b, nil), (c, nil)])
    try walk.describe("g", "empty")
    try walk.join("a", "g", "a, after it left", member: a)
    try walk.beat("a", "g", "beat after it left", a, 6)
    try walk.sync("a", "g", "sync after it left", a, 6)
  }

  private static func statics(_ walk: GroupWalk) throws {
    var old = try walk.join("a", "s", "a", instance: "i").memberID
    try walk.sync("a", "s", "sync", old, 1, instance: "i", assignments: [(old, [1])])
    for version in 5...9 as ClosedRange<Int16> {
      let new = try walk.join("b", "s", "back, version \(version)", version: version, instance: "i").memberID
      try walk.beat("a", "s", "the old one beats", old, 1, instance: "i")
      try walk.beat("a", "s", "without its name", old, 1)
      try walk.sync("a", "s", "syncs", old, 1, instance: "i")
      try walk.commit("s", "commits", old, 1, instance: "i")
      try walk.join("a", "s", "joins", member: old, instance: "i")
      try walk.leave("a", "s", "leaves", [(old, "i")])
      try walk.sync("b", "s", "the new one syncs", new, 1, instance: "i")
      old = new
    }
    try walk.beat("b", "s", "a name nobody has", old, 1, instance: "j")
    try walk.beat("b", "s", "no name", old, 1)
    let changed = try walk.join("b", "s", "back with news", instance: "i", protocols: [("range", [110])]).memberID
    try walk.describe("s", "afterwards")
    try walk.leave("a", "s", "taken out by name", [("", "i")])
    try walk.leave("a", "s", "and again", [("", "i")])
    try walk.beat("b", "s", "beat", changed, 2, instance: "i")
  }

  private static func staticsBetween(_ walk: GroupWalk) throws {
    let first = try walk.join("a", "s", "a", instance: "i").memberID
    let second = try walk.join("b", "s", "back before the sync", instance: "i").memberID
    try walk.sync("a", "s", "the old one syncs", first, 1, instance: "i")
    try walk.sync("b", "s", "the new one syncs", second, 2, instance: "i", assignments: [(second, [1])])
    try walk.sendJoin("c", "s", instance: "j")
    try walk.beatUntilAsked("b", "s", second, 2, instance: "i")
    try walk.join("b", "s", "back while c waits", instance: "i")
    try walk.joined("c", "c")
  }

  /// What happens to those who don't come or don't sync, here within a second.
  private static func late(_ walk: GroupWalk) throws {
    let a = try walk.enter("a", "l", rebalance: 1_000)
    try walk.sync("a", "l", "a syncs", a, 1, assignments: [(a, [1])])
    let b = try walk.enter("b", "l", rebalance: 1_000)
    try walk.beat("a", "l", "a, who did not come", a, 1)
    try walk.sync("b", "l", "b leads alone", b, 2, assignments: [(b, [1])])

    let c = try walk.promise("c", "l", rebalance: 1_000)
    try walk.sendJoin("c", "l", member: c, rebalance: 1_000)
    try walk.beatUntilAsked("b", "l", b, 2)
    try walk.join("b", "l", "b", member: b, rebalance: 1_000)
    try walk.joined("c", "c")
    try walk.sync("c", "l", "c, whose leader does not sync", c, 3)
    try walk.beat("b", "l", "b", b, 3)
    try walk.join("c", "l", "c leads", member: c, rebalance: 1_000)
    try walk.sync("c", "l", "c syncs", c, 4, assignments: [(c, [1])])

    let d = try walk.join("d", "m", "static", instance: "i", rebalance: 1_000).memberID
    try walk.sync("d", "m", "it syncs", d, 1, instance: "i", assignments: [(d, [1])])
    let e = try walk.enter("e", "m", rebalance: 1_000)
    try walk.sync("e", "m", "e leads", e, 2, assignments: [(e, [1])])
    try walk.beat("d", "m", "the static one that did not come", d, 2, instance: "i")
    try walk.beatUntilAsked("e", "m", e, 2)
    try walk.beat("d", "m", "it did not sync", d, 2, instance: "i")
  }

  private static func leaving(_ walk: GroupWalk) throws {
    let a = try walk.enter("a", "q")
    try walk.sync("a", "q", "a syncs", a, 1, assignments: [(a, [1])])
    let b = try walk.promise("b", "q")
    try walk.leave("a", "q", "the only one leaves while an id is promised", [(a, nil)])
    try walk.describe("q", "then")
    try walk.join("b", "q", "the promised one", member: b)
    try walk.leave("b", "q", "nobody", [])
    try walk.leave("b", "q", "twice in one request", [(b, nil), (b, nil)])
    try walk.leave("b", "q", "one that left, in version 0", [(b, nil)], version: 0)
  }
}
