import Testing

@testable import StrataEngine

/// SPEC §7.3
@Suite struct GroupScheduleTests {
  @Test("2,000 random schedules keep one owner a partition, refuse the stale and come to rest")
  func schedules() {
    var commits = 0
    var stableSteps = 0
    for seed in 0..<2_000 as Range<UInt64> {
      var schedule = GroupSchedule(seed: seed)
      schedule.run(steps: 90)
      commits += schedule.commits
      stableSteps += schedule.stableSteps
      if let failure = schedule.failure {
        Issue.record("seed \(seed): \(failure)")
        return
      }
    }
    #expect(commits > 2_000, "the schedules hardly commit")
    #expect(stableSteps > 10_000, "the schedules are hardly ever stable")
  }
}
