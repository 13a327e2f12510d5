import Testing

@testable import StrataEngine

/// SPEC §7.8
@Suite struct TransactionScheduleTests {
  @Test("2,000 random schedules end each transaction once, as it was prepared, and tell nothing before it is stored")
  func schedules() {
    var all = TransactionSchedule.Counts()
    for seed in 0..<2_000 as Range<UInt64> {
      var schedule = TransactionSchedule(seed: seed)
      schedule.run(steps: 250)
      if let failure = schedule.disk.failure {
        Issue.record("seed \(seed): \(failure)")
        return
      }
      all.add(schedule.counts)
    }
    #expect(all.commits > 2_500 && all.aborts > 1_000, "\(all)")
    #expect(all.fenced > 2_500 && all.late > 200 && all.expired > 500, "\(all)")
    #expect(all.newIDs > 1_000 && all.crashesWhilePrepared > 2_500, "\(all)")
  }
}

extension TransactionSchedule.Counts {
  fileprivate mutating func add(_ other: Self) {
    commits += other.commits
    aborts += other.aborts
    fenced += other.fenced
    late += other.late
    expired += other.expired
    newIDs += other.newIDs
    crashesWhilePrepared += other.crashesWhilePrepared
  }
}
