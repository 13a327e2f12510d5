import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.5: what is stored beside an offset, and how long.
@Suite struct OffsetRetentionTests {
  static let day: Int64 = 24 * 3_600_000
  static let (t, u) = (PartitionID("t", 0), PartitionID("u", 0))
  let bench = Bench()

  func open() throws -> Engine {
    let engine = try bench.open()
    for topic in ["t", "u"] { _ = try engine.openTopic(topic) }
    return engine
  }

  func commit(_ engine: Engine, _ offsets: [PartitionID: CommittedOffset]) throws {
    let answer = try engine.groups.commit(
      "g", offsets.map { ($0.key, $0.value) }, by: MemberIdentity(id: ""), generation: -1)
    #expect(answer == .success([]))
  }

  @Test("metadata, leader epoch and expiry outlive the engine")
  func stored() throws {
    var engine = try open()
    let expiry = bench.time.now().milliseconds + 5
    try commit(
      engine,
      [Self.t: CommittedOffset(5, leaderEpoch: 3, metadata: "wörds"), Self.u: CommittedOffset(-7, expiresAt: expiry)])
    try engine.close()
    engine = try open()
    let found = engine.groups.committed("g")
    #expect(found[Self.t]?.leaderEpoch == 3 && found[Self.t]?.metadata == "wörds" && found[Self.t]?.expiresAt == nil)
    #expect(found[Self.u]?.offset == -7 && found[Self.u]?.expiresAt == expiry)
    #expect(engine.groups.list == [GroupListing(name: "g", phase: .empty, protocolType: "")])
  }

  @Test("an offset that said when it expires goes then, others stay")
  func expires() throws {
    let engine = try open()
    let expiry = bench.time.now().milliseconds + 100
    try commit(engine, [Self.t: CommittedOffset(1, expiresAt: expiry), Self.u: CommittedOffset(2)])
    bench.time.pass(99)
    try engine.maintain()
    #expect(engine.groups.committed("g").count == 2)
    bench.time.pass(1)
    try engine.maintain()
    #expect(engine.groups.committed("g").keys.sorted() == [Self.u])
  }

  @Test("after a start the retention begins anew: nobody can tell how long the group was empty")
  func restart() throws {
    var engine = try open()
    try commit(engine, [Self.t: CommittedOffset(1)])
    bench.time.pass(6 * Self.day)
    try engine.close()
    engine = try open()
    bench.time.pass(6 * Self.day)
    try engine.maintain()
    #expect(engine.groups.committed("g").count == 1)
    bench.time.pass(Self.day)
    try engine.maintain()
    #expect(engine.groups.committed("g").isEmpty)
  }

  @Test("a group at work loses only old offsets of topics that none of its members reads")
  func atWork() throws {
    let engine = try open()
    try commit(engine, [Self.t: CommittedOffset(1), Self.u: CommittedOffset(2)])
    let member = try engine.member(of: "g", topics: ["t"], instance: nil, sessionTimeout: 6_000, signal: Signal())
    try member.enter()
    _ = try member.event()
    bench.time.pass(8 * Self.day)
    try engine.maintain()
    #expect(engine.groups.committed("g").keys.sorted() == [Self.t])
  }

  @Test("metadata that is too long is refused for that partition alone")
  func tooLong() throws {
    let engine = try open()
    let answer = try engine.groups.commit(
      "g",
      [
        (Self.t, CommittedOffset(1, metadata: String(repeating: "é", count: 4_097))),
        (Self.u, CommittedOffset(2, metadata: String(repeating: "é", count: 4_096))),
      ], by: MemberIdentity(id: ""), generation: -1)
    #expect(answer == .success([Self.t]))
    #expect(engine.groups.committed("g").keys.sorted() == [Self.u])
  }

  @Test("a commit larger than a batch may be is taken in several")
  func large() throws {
    var engine = try bench.open()
    try engine.createTopic("t", partitions: 300)
    let text = String(repeating: "x", count: 4_096)
    let offsets = (0..<300 as Range<Int32>).map { (PartitionID("t", $0), CommittedOffset(1, metadata: text)) }
    let answer = try engine.groups.commit("g", offsets, by: MemberIdentity(id: ""), generation: -1)
    #expect(answer == .success([]))
    try engine.close()
    engine = try bench.open()
    #expect(engine.groups.committed("g").count == 300)
  }

  @Test(
    "values of every version are read",
    arguments: [
      ([0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 1, 109, 0, 0, 0, 0, 0, 0, 0, 9], nil, nil),
      ([0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 1, 109, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8], nil, 8),
      ([0, 2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 1, 109, 0, 0, 0, 0, 0, 0, 0, 9], nil, nil),
      ([0, 3, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 2, 0, 1, 109, 0, 0, 0, 0, 0, 0, 0, 9], 2, nil),
      ([0, 4, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 2, 2, 109, 0, 0, 0, 0, 0, 0, 0, 9, 0], 2, nil),
    ] as [([UInt8], Int32?, Int64?)])
  func versions(bytes: [UInt8], epoch: Int32?, expiry: Int64?) throws {
    let read = try #require(CommittedOffset(value: bytes))
    #expect(read.offset == 7 && read.metadata == "m" && read.committedAt == 9)
    #expect(read.leaderEpoch == epoch && read.expiresAt == expiry)
  }
}
