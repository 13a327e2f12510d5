import StrataLog
import Synchronization
import Testing

@testable import StrataEngine

/// SPEC §7.3.6
@Suite struct GroupRaceTests {
  /// How often each call was answered.
  private final class Answers: Sendable {
    private let counts = Mutex<[Int: Int]>([:])
    func add(_ number: Int) { counts.withLock { $0[number, default: 0] += 1 } }
    var all: [Int: Int] { counts.withLock { $0 } }
  }

  @Test(
    "threads that join, leave, delete and tidy the same groups answer each call once and leave none behind",
    .timeLimit(.minutes(5)))
  func races() async throws {
    let time = HandTime()
    let engine = try Engine.inMemory(time: time)
    try engine.createTopic("t")
    let answers = Answers()
    let perThread = 1_500
    await withTaskGroup(of: Void.self) { tasks in
      for thread in 0..<4 {
        tasks.addTask { Self.work(thread, perThread, engine, time, answers) }
      }
    }
    // All who still wait are answered when their time is over.
    for _ in 0..<10 {
      time.pass(100_000)
      _ = engine.advance(to: time.now())
    }
    #expect(answers.all.count == 4 * perThread)
    #expect(answers.all.allSatisfy { $0.value == 1 })
    time.pass(GroupSettings().offsetsRetention + GroupSettings().emptyGroupRetention)
    try engine.maintain()
    #expect(engine.groups.list.isEmpty)
  }

  private static func work(_ thread: Int, _ count: Int, _ engine: Engine, _ time: HandTime, _ answers: Answers) {
    var random = Seeded(UInt64(thread))
    for turn in 0..<count {
      let group = "g\(Int.random(in: 0..<3, using: &random))"
      let number = thread * count + turn
      let request = JoinRequest(
        protocols: [GroupProtocol(name: "range", metadata: [])], sessionTimeout: 6_000, rebalanceTimeout: 1_000,
        client: GroupClient(id: "c", host: ""))
      engine.groups.join(group, request) { answer in
        answers.add(number)
        if case .success(let joined) = answer, number % 3 > 0 {
          _ = engine.groups.leave(group, [MemberIdentity(id: joined.memberID)])
        }
      }
      switch Int.random(in: 0..<8, using: &random) {
      case 0: _ = try? engine.groups.delete(group)
      case 1:
        time.pass(500)
        _ = engine.advance(to: time.now())
      case 2: try? engine.maintain()
      case 3:
        _ = try? engine.groups.commit(
          group, [(PartitionID("t", 0), CommittedOffset(1))], by: MemberIdentity(id: ""), generation: -1)
      case 4:
        let member = try? engine.member(
          of: group, topics: ["t"], instance: nil, sessionTimeout: 6_000, signal: Signal())
        try? member?.enter()
        member?.close()
      default: _ = engine.groups.list
      }
    }
  }
}
