import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.3.4
@Suite struct GroupMemberTests {
  let bench = Bench()
  let engine: Engine

  init() throws {
    engine = try bench.open()
    try engine.createTopic("t", partitions: 4)
  }

  static let all = (0..<4).map { PartitionID("t", $0) }

  func member(_ topics: [String] = ["t"], instance: String? = nil) throws -> GroupMember {
    try engine.member(of: "g", topics: topics, instance: instance, sessionTimeout: 1_000, signal: Signal())
  }

  /// One call for an event, as a transport makes it.
  func next(_ member: GroupMember) throws -> MemberEvent? {
    try member.enter()
    defer { member.leave() }
    return try member.event()
  }

  func refusal(_ body: () throws(EngineError) -> Void) -> EngineError? { Engine.refusal(body) }

  @Test("nothing that one member does waits for another, except a partition for its holder to let go")
  func handOver() throws {
    let (a, b) = (try member(), try member())
    #expect(try next(a) == .assigned(Self.all))
    #expect(try next(b) == nil)
    guard case .revoked(let gone) = try next(a) else { return fail("nothing was revoked") }
    #expect(gone.count == 2)
    #expect(try next(b) == nil)
    try a.commit([gone[0]: 9])
    #expect(try next(a) == nil)
    #expect(try next(b) == .assigned(gone))
    #expect(b.committed(gone) == [gone[0]: 9])
    #expect(refusal { () throws(EngineError) in try a.commit([gone[0]: 10]) } == .notHeld(gone[0], group: "g"))
    b.close()
    #expect(try next(a) == .assigned(gone))
  }

  @Test("a member silent for its session is out: others have its partitions, its commits are refused, it hears of it")
  func silence() throws {
    let (a, b) = (try member(), try member())
    #expect(try next(a) == .assigned(Self.all))
    #expect(try next(b) == nil)
    #expect(engine.advance(to: bench.time.now()) == Timestamp(milliseconds: 1_001_000))
    bench.time.pass(600)
    #expect(try next(b) == nil)
    bench.time.pass(400)
    #expect(engine.advance(to: bench.time.now()) == Timestamp(milliseconds: 1_001_600), "b was seen later")
    #expect(refusal { () throws(EngineError) in try a.commit([Self.all[0]: 1]) } == .notHeld(Self.all[0], group: "g"))
    #expect(try next(b) == .assigned(Self.all))
    #expect(try next(a) == .lost(Self.all))
    #expect(try next(a) == nil)
    guard case .revoked(let gone) = try next(b) else { return fail("nothing was revoked") }
    #expect(try next(b) == nil)
    #expect(try next(a) == .assigned(gone))
  }

  @Test("a session that is over is over, though nobody has told the engine the time")
  func exactExpiry() throws {
    let a = try member()
    #expect(try next(a) == .assigned(Self.all))
    bench.time.pass(999)
    try a.commit([Self.all[0]: 1])
    bench.time.pass(1)
    #expect(refusal { () throws(EngineError) in try a.commit([Self.all[0]: 2]) } == .notHeld(Self.all[0], group: "g"))
    #expect(try next(a) == .lost(Self.all))
  }

  @Test("a member that is asking is never silent, and rebalances don't count as asking")
  func attendance() throws {
    let (a, b) = (try member(), try member())
    #expect(try next(a) == .assigned(Self.all))
    try b.enter()
    bench.time.pass(999)
    #expect(try next(try member()) == nil, "a third has everyone join again")
    bench.time.pass(1)
    _ = engine.advance(to: bench.time.now())
    #expect(
      refusal { () throws(EngineError) in try a.commit([Self.all[0]: 1]) } == .notHeld(Self.all[0], group: "g"),
      "it was silent for its session, whatever it joined meanwhile")
    bench.time.pass(1_000_000)
    _ = engine.advance(to: bench.time.now())
    guard case .assigned = try b.event() else { return fail("the one that asks was expired") }
  }

  @Test("an earlier deadline raises the signal that the host of the timers waits on", .timeLimit(.minutes(5)))
  func deadlines() async throws {
    #expect(engine.advance(to: bench.time.now()) == nil)
    let a = try member()
    _ = try next(a)
    try await engine.deadlineChanged.wait()
    #expect(engine.advance(to: bench.time.now()) == Timestamp(milliseconds: 1_001_000))
  }

  @Test("a static member that closes and is back has its partitions again; the others hear nothing of it")
  func staticMember() throws {
    let (a, b) = (try member(instance: "a"), try member(instance: "b"))
    #expect(try next(a) == .assigned(Self.all))
    #expect(try next(b) == nil)
    guard case .revoked(let gone) = try next(a) else { return fail("nothing was revoked") }
    _ = try next(a)
    #expect(try next(b) == .assigned(gone))
    b.close()
    bench.time.pass(900)
    _ = engine.advance(to: bench.time.now())
    #expect(try next(a) == nil)
    let again = try member(instance: "b")
    #expect(try next(again) == .assigned(gone))
    #expect(try next(a) == nil)
    let usurper = try member(instance: "b")
    #expect(try next(usurper) == .assigned(gone))
    #expect(refusal { () throws(EngineError) in try again.commit([gone[0]: 1]) } == .group("g", .fencedInstance))
    #expect(refusal { () throws(EngineError) in try again.enter() } == .group("g", .fencedInstance))
    usurper.close()
    bench.time.pass(500)
    _ = try next(a)
    bench.time.pass(500)
    _ = engine.advance(to: bench.time.now())
    #expect(try next(a) == .assigned(gone), "it did not come back in time")
  }

  @Test("topics that come and go are shared anew")
  func topicsChange() throws {
    let a = try member(["t", "later"])
    #expect(try next(a) == .assigned(Self.all))
    try engine.createTopic("later", partitions: 2)
    #expect(try next(a) == .assigned([PartitionID("later", 0), PartitionID("later", 1)]))
    try engine.deleteTopic("t")
    #expect(try next(a) == .revoked(Self.all))
    #expect(try next(a) == nil)
  }

  @Test("what can't be committed is refused as a whole")
  func commitRefusals() throws {
    let a = try member()
    _ = try next(a)
    #expect(
      refusal { () throws(EngineError) in try a.commit([Self.all[0]: 1, PartitionID("t", 9): 1]) }
        == .notHeld(PartitionID("t", 9), group: "g"))
    guard case .invalid = refusal({ () throws(EngineError) in try a.commit([Self.all[0]: 1, Self.all[1]: -1]) }) else {
      return fail("a negative offset was taken")
    }
    #expect(a.committed(Self.all) == [:])
  }

  @Test("300 random schedules: no partition is ever held by two, and everyone comes to rest with a share")
  func schedules() throws {
    for seed in 0..<300 as Range<UInt64> {
      if let failure = try MemberSchedule(seed: seed, bench, engine).run() { return fail("seed \(seed): \(failure)") }
    }
  }
}

/// Members that ask, leave, fall silent and come at random.
private final class MemberSchedule {
  private var random: Seeded
  private let bench: Bench
  private let engine: Engine
  private let group: String
  private var members: [(member: GroupMember, held: Set<PartitionID>)] = []
  private var committed: [PartitionID: Int64] = [:]

  init(seed: UInt64, _ bench: Bench, _ engine: Engine) {
    random = Seeded(seed)
    self.bench = bench
    self.engine = engine
    group = "g\(seed)"
  }

  func run() throws -> String? {
    for _ in 0..<60 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<2 where members.count < 5:
        try come()
      case 2 where !members.isEmpty: members.remove(at: Int.random(in: members.indices, using: &random)).member.close()
      case 3..<5:
        bench.time.pass(Int64.random(in: 1...700, using: &random))
        _ = engine.advance(to: bench.time.now())
      case 5..<8: try commit()
      default: if let index = members.indices.randomElement(using: &random) { try ask(index) }
      }
      if let failure = check() { return failure }
    }
    for _ in 0..<8 { for index in members.indices { try ask(index) } }
    let shares = members.map(\.held.count).sorted()
    guard members.isEmpty || shares.reduce(0, +) == 4 && shares[shares.count - 1] - shares[0] <= 1 else {
      return "they come to rest with \(shares)"
    }
    defer { for (member, _) in members { member.close() } }
    return check()
  }

  private func come() throws {
    members.append(
      (try engine.member(of: group, topics: ["t"], instance: nil, sessionTimeout: 1_000, signal: Signal()), []))
  }

  private func ask(_ index: Int) throws {
    try members[index].member.enter()
    defer { members[index].member.leave() }
    switch try members[index].member.event() {
    case .assigned(let partitions): members[index].held.formUnion(partitions)
    case .revoked(let partitions), .lost(let partitions): members[index].held.subtract(partitions)
    case nil: break
    }
  }

  private func commit() throws {
    guard let index = members.indices.randomElement(using: &random),
      let partition = members[index].held.sorted().randomElement(using: &random)
    else { return }
    let offset = (committed[partition] ?? 0) + 1
    let refusal = Engine.refusal { () throws(EngineError) in try members[index].member.commit([partition: offset]) }
    if refusal == nil { committed[partition] = offset }
  }

  /// Whoever may commit a partition's offset holds it; a member that was lost may not know yet, but it can't commit.
  private func check() -> String? {
    let partition = PartitionID("t", Int32.random(in: 0..<4, using: &random))
    let offset = committed[partition] ?? 0
    let holders = members.filter { member, _ in
      Engine.refusal { () throws(EngineError) in try member.commit([partition: offset]) } == nil
    }
    if !holders.isEmpty { committed[partition] = offset }
    if holders.count > 1 { return "\(partition) has \(holders.count) holders" }
    guard let member = members.first?.member else { return nil }
    return member.committed(Array(committed.keys)) == committed ? nil : "commits were lost"
  }
}
