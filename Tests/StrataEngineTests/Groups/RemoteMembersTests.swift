import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.3.6: members on the wire, and beside members in this process.
@Suite struct RemoteMembersTests {
  let bench = Bench()
  let engine: Engine

  init() throws {
    engine = try bench.open()
    try engine.createTopic("t", partitions: 4)
  }

  static let all = (0..<4).map { PartitionID("t", $0) }

  func local(instance: String? = nil) throws -> GroupMember {
    try engine.member(of: "g", topics: ["t"], instance: instance, sessionTimeout: 6_000, signal: Signal())
  }

  /// One call for an event, as a transport makes it.
  func next(_ member: GroupMember) throws -> MemberEvent? {
    try member.enter()
    defer { member.leave() }
    return try member.event()
  }

  @Test("a member on the wire that joins one in the process gets its part when that has let go of all it had")
  func wireJoinsLocal() throws {
    let a = try local()
    let b = WireMember(engine)
    #expect(try next(a) == .assigned(Self.all))
    b.join()
    #expect(b.joined() == nil, "a has not let go yet")
    try a.commit([Self.all[0]: 1])
    #expect(try next(a) == .revoked(Self.all), "the new generation shares by range: all come with empty hands")
    #expect(b.joined() == nil)
    guard case .assigned(let kept) = try next(a) else { return fail("nothing was assigned") }
    let answer = try #require(try b.joined()?.get())
    #expect(answer.protocolName == "range" && answer.leader != b.id)
    b.sync()
    let mine = try #require(b.partitions())
    #expect(mine.count == 2 && Set(mine + kept) == Set(Self.all))
    #expect(try b.commit(mine[0], 7) == nil)
    #expect(a.committed([mine[0]]) == [mine[0]: 7])
    #expect(Engine.refusal { () throws(EngineError) in try a.commit([mine[0]: 8]) } == .notHeld(mine[0], group: "g"))

    b.leave()
    #expect(try next(a) == .assigned(mine), "alone again it keeps what it holds and gets the rest")
  }

  @Test("a member in the process that joins a leader on the wire does as it is told")
  func localJoinsWire() throws {
    let a = WireMember(engine, protocols: ["roundrobin", "own"])
    a.join()
    #expect(try a.joined()?.get().leader == a.id)
    a.sync([a.id: Self.all])
    #expect(a.partitions() == Self.all)
    let b = try local()
    #expect(try next(b) == nil)
    #expect(a.beat() == .rebalanceInProgress)
    a.join()
    let answer = try #require(try a.joined()?.get())
    #expect(answer.protocolName == "roundrobin" && answer.members.count == 2)
    let other = try #require(answer.members.first { $0.id != a.id })
    #expect(ConsumerSubscription(other.metadata)?.topics == ["t"])
    a.sync([a.id: [Self.all[0]], other.id: Array(Self.all[1...])])
    #expect(a.partitions() == [Self.all[0]])
    #expect(try next(b) == .assigned(Array(Self.all[1...])))
    b.close()
    #expect(a.beat() == .rebalanceInProgress)
  }

  @Test("among members that insist on cooperative-sticky, those in the process keep what they hold")
  func cooperative() throws {
    let a = try local()
    let b = WireMember(engine, protocols: [ConsumerSubscription.cooperative])
    #expect(try next(a) == .assigned(Self.all))
    b.join()
    #expect(try b.joined()?.get().protocolName == ConsumerSubscription.cooperative, "nobody waits for a")
    b.sync()
    #expect(b.partitions() == [], "what a holds is not given")
    guard case .revoked(let gone) = try next(a) else { return fail("nothing was revoked") }
    #expect(gone.count == 2)
    #expect(try next(a) == nil)
    #expect(b.beat() == .rebalanceInProgress, "the second round")
    b.join()
    b.sync()
    #expect(b.partitions() == gone)
  }

  @Test("a member in the process that does not let go in time has lost all, and its commits are refused")
  func tooSlow() throws {
    let a = try local()
    let b = WireMember(engine)
    #expect(try next(a) == .assigned(Self.all))
    try a.enter()
    b.join()
    bench.time.pass(6_000)
    _ = engine.advance(to: bench.time.now())
    let answer = try #require(try b.joined()?.get())
    #expect(answer.leader == b.id && answer.members.count == 1)
    b.sync([b.id: Self.all])
    #expect(b.partitions() == Self.all)
    #expect(
      Engine.refusal { () throws(EngineError) in try a.commit([Self.all[0]: 8]) } == .notHeld(Self.all[0], group: "g"))
    #expect(try a.event() == .lost(Self.all))
  }

  @Test("a stranger without a protocol in common is refused, whoever was there first")
  func inconsistent() throws {
    let a = try local()
    #expect(try next(a) == .assigned(Self.all))
    let b = WireMember(engine, protocols: ["own"])
    b.join()
    #expect(b.joined() == .failure(.inconsistentProtocol))

    let c = WireMember(engine, "h", protocols: ["own"])
    c.join()
    #expect(try c.joined()?.get().generation == 1)
    let d = try engine.member(of: "h", topics: ["t"], instance: nil, sessionTimeout: 6_000, signal: Signal())
    try d.enter()
    #expect(Engine.refusal { () throws(EngineError) in _ = try d.event() } == .group("h", .inconsistentProtocol))
  }

  @Test("a refusal comes at once, through the closure")
  func refusals() throws {
    let a = WireMember(engine)
    var request = a.request
    request.sessionTimeout = 5_999
    a.join(request)
    #expect(a.joined() == .failure(.invalidSessionTimeout))
    request.sessionTimeout = 1_800_001
    a.join(request)
    #expect(a.joined() == .failure(.invalidSessionTimeout))
    request.sessionTimeout = 6_000
    request.memberID = "zz"
    a.join(request)
    #expect(a.joined() == .failure(.unknownMember))
    #expect(engine.groups.list.isEmpty, "an id makes no group")
    let long = WireMember(engine, String(repeating: "x", count: 32_768))
    long.join()
    #expect(long.joined() == .failure(.invalidGroup))
    #expect(try long.commit(Self.all[0], 1) == .invalidGroup, "no record has room for the name")
    let nameless = WireMember(engine, "")
    nameless.join()
    nameless.sync()
    #expect(nameless.joined() == .failure(.invalidGroup) && nameless.synced() == .failure(.invalidGroup))
    #expect(nameless.beat() == .invalidGroup)
    #expect(engine.groups.leave("", []) == .failure(.invalidGroup))
    #expect(engine.groups.leave("none", [MemberIdentity(id: "x")]) == .success([.unknownMember]))
  }

  @Test("an id says who the client is and can't be guessed")
  func ids() throws {
    let a = WireMember(engine)
    a.join()
    #expect(a.id.hasPrefix("wire-") && a.id.utf8.count == "wire-".utf8.count + 36)
    var request = WireMember(engine, "h").request
    request.instance = "name"
    let b = WireMember(engine, "h")
    b.join(request)
    #expect(b.id.hasPrefix("name-") && b.id.suffix(36) != a.id.suffix(36))
  }

  @Test("a group that is shown, deleted and expired", arguments: [false, true])
  func life(isDeleted: Bool) throws {
    let a = WireMember(engine)
    a.join()
    a.sync([a.id: Self.all])
    #expect(try a.commit(Self.all[0], 3) == nil)
    #expect(engine.groups.list == [GroupListing(name: "g", phase: .stable, protocolType: "consumer")])
    let shown = try #require(engine.groups.describe("g"))
    #expect(shown.protocolName == "range" && shown.members.map(\.client.host) == ["/127.0.0.1"])
    #expect(try engine.groups.delete("g") == .notEmpty)
    #expect(try engine.groups.delete("none") == .unknownGroup)
    a.leave()
    if isDeleted {
      #expect(try engine.groups.delete("g") == nil)
    } else {
      bench.time.pass(GroupSettings().offsetsRetention - 1)
      try engine.maintain()
      #expect(engine.groups.committed("g").count == 1, "not yet")
      bench.time.pass(1)
      try engine.maintain()
    }
    #expect(engine.groups.committed("g").isEmpty && engine.groups.describe("g") == nil)
    #expect(a.beat() == .unknownMember)
    try engine.close()
    let again = try bench.open()
    #expect(again.groups.list.isEmpty && again.groups.committed("g").isEmpty)
  }

  @Test("a deleted group in which a member of this process has a place is a new one for it")
  func deletedUnderLocal() throws {
    let a = try local()
    #expect(try next(a) == .assigned(Self.all))
    #expect(try engine.groups.delete("g") == .notEmpty)
    try a.commit([Self.all[0]: 4])
    bench.time.pass(6_000)
    _ = engine.advance(to: bench.time.now())
    #expect(try engine.groups.delete("g") == nil)
    #expect(a.committed(Self.all) == [:])
    #expect(try next(a) == .lost(Self.all))
    #expect(try next(a) == .assigned(Self.all))
    let b = WireMember(engine)
    b.join()
    #expect(engine.groups.describe("g")?.members.count == 2, "both are in the same group")
  }

  @Test("a group that is full takes nobody, and one more when somebody left")
  func full() throws {
    var settings = EngineSettings()
    settings.groups.maxSize = 1
    let engine = try Engine.inMemory(time: bench.time, settings: settings)
    let (a, b) = (WireMember(engine), WireMember(engine))
    a.join()
    b.join()
    #expect(b.joined() == .failure(.groupFull))
    a.leave()
    b.join()
    #expect(try b.joined()?.get().generation == 3)
  }
}
