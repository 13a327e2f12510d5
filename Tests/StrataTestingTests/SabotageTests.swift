import Rigs
import StrataTesting
import Testing

/// The suite judges transports; this judges the suite: who breaks a promise is caught by the check that names it.
@Suite struct SabotageTests {
  /// Short, for a sabotaged transport makes its checks wait until their patience is over.
  static let timing = ConformanceTiming(
    patience: .seconds(1), quiet: .milliseconds(50), prompt: .milliseconds(250), session: .milliseconds(400))

  /// What each sabotage must make fail, by words of the check's name.
  static let table: [(Sabotage, [String])] = [
    (.dropsLastHeader, ["headers keep their order", "compression changes nothing", "after closing and a restart"]),
    (.swapsHeaders, ["headers keep their order"]),
    (.emptiesNil, ["nil and empty keys and values"]),
    (.losesTimestamp, ["a given timestamp is kept", "a timestamp below 1", "the offset at a time", "seek to a time"]),
    (.stampsZero, ["without a timestamp is stamped"]),
    (
      .reorders, ["read in the order they were sent", "at the position that sending it returned", "is split and keeps"]
    ),
    (
      .sendsTwice,
      [
        "read in the order they were sent", "two transports on one store", "every record has a place",
        "sends from several tasks", "closing waits for sends", "without a key are all stored", "a group of 1 shares",
        "first event gives it all",
      ]
    ),
    (.refusesEmptySend, ["sending no records"]),
    (.liesAboutPositions, ["at the position that sending it returned", "a partition that the topic lacks"]),
    (.ignoresKeys, ["a key's partition is the one"]),
    (.ignoresHash, ["placed by a hash"]),
    (.takesAnyPartition, ["a partition that the topic lacks", "an explicit partition"]),
    (.dropsLevelBelow, ["acknowledgement level"]),
    (.cutsLarge, ["a large record arrives", "above the topic's limit"]),
    (.deliversAfterSeek, ["nothing read before a seek", "seek to an offset"]),
    (
      .ignoresSeek,
      [
        "seek and resume from another task", "seek to an offset", "seek to the beginning",
        "the position given at assignment", "moves a paused",
      ]
    ),
    (.clampsSeek, ["an offset outside the partition", "offsets are asked for by position"]),
    (.looksUpSeconds, ["the offset at a time", "seek to a time"]),
    (.wrongNext, ["where to continue"]),
    (.overfillsBatches, ["no batch delivered is larger", "a backlog many times"]),
    (
      .startsAtEnd,
      [
        "starts where the options say", "a resumed partition continues", "next within zero",
        "what a silent member did not commit",
      ]
    ),
    (
      .ignoresPause,
      ["a paused partition delivers nothing", "holds back what was read ahead", "paused at its assignment"]
    ),
    (.resumesAtSeek, ["moves a paused partition"]),
    (.takesAnyPartitionCall, ["need a partition that is held"]),
    (.polls, ["an append wakes"]),
    (.waitsTooLong, ["answers nil when its time"]),
    (.losesOnCancel, ["cancelling at any moment"]),
    (.hidesCancel, ["a cancelled next throws"]),
    (
      .sharesNothing,
      ["a group of 2 shares", "a group of 3 shares", "gone for too long", "a joining member", "a member too many"]
    ),
    (
      .losesCommits,
      [
        "what the group reads back", "without a group", "(seed 1)", "(seed 2)", "(seed 3)", "continues at its commit",
        "outlive members",
      ]
    ),
    (.acceptsLateCommits, ["late commit is fenced", "another member's partition is fenced"]),
    (.dropsCommitsWhileRevoked, ["a joining member continues", "while partitions are being revoked"]),
    (.staysAtClose, ["a leaving member's partitions", "closing a consumer ends", "a member too many waits"]),
    (.hidesLoss, ["learns that it lost"]),
    (.stopsAfterLoss, ["learns that it lost"]),
    (.leavesWhenStatic, ["closes and returns", "second member of one instance"]),
    (.assignsUnnamedTopics, ["only partitions of topics it named"]),
    (.sharesOffsets, ["groups read independently", "a consumer of nothing"]),
    (.showsOpen, ["is seen whole, and nothing before", "is never seen, and readers get on", "wait where the oldest"]),
    (.commitsOffsetsAtOnce, ["offsets hold when", "waits for offsets of it"]),
    (.sharesNames, ["a newer producer of the same name"]),
    (.neverTimesOut, ["a transaction that takes too long"]),
    (.endsAsItLikes, ["commit and abort at random", "is never seen, and readers get on"]),
    (.commitsWhatFailed, ["after a failed send"]),
    (.takesAnyTurn, ["calls out of turn"]),
    (.abandonsAtClose, ["aborts what is open"]),
    (.blurryErrors, ["an unknown topic", "an error says what"]),
    (.acceptsNames, ["a topic name that is none", "partition counts and settings", "a topic that exists"]),
    (.forgetsAtRestart, ["after closing and a restart", "commits outlive", "a commit outlives a restart"]),
    (.answersNilWhenClosed, ["says so, and closing again"]),
    (.staysOpen, ["says so, and closing again", "closing a transport ends"]),
    (.listsInternal, ["a topic is listed"]),
    (.keepsOffsets, ["a topic is listed", "made again under its name"]),
  ]

  static let cases = table.flatMap { sabotage, names in names.map { (sabotage, $0) } }

  static func check(_ name: String) throws -> ConformanceCheck {
    try #require(TransportConformance.checks.first { $0.name.contains(name) }, "no check is named \(name)")
  }

  @Test("a broken promise is caught by the check that names it", arguments: cases)
  func caught(sabotage: Sabotage, name: String) async throws {
    let (inner, spare) = (try InProcessRig(.memory, timing: Self.timing), try InProcessRig(.memory))
    defer {
      inner.remove()
      spare.remove()
    }
    let rig = SabotagedRig(sabotage, inner, spare: spare)
    let check = try Self.check(name)
    await #expect(throws: (any Error).self, "\(sabotage) must fail: \(check)") { try await check.run(on: rig) }
  }

  @Test("a wrapper that breaks nothing passes every check")
  func control() async throws {
    for check in TransportConformance.checks {
      let inner = try InProcessRig(.memory)
      defer { inner.remove() }
      try await check.run(on: SabotagedRig(.nothing, inner, spare: inner))
    }
  }

  @Test("every sabotage is in the table, and every check catches one")
  func complete() {
    #expect(Set(Self.table.map(\.0)) == Set(Sabotage.allCases).subtracting([.nothing]))
    let caught = Self.cases.compactMap { try? Self.check($0.1).name }
    #expect(Set(TransportConformance.checks.map(\.name)).subtracting(caught).isEmpty)
  }
}
