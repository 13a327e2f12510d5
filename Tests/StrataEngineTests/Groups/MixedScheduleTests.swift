import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.3.4, §7.3.6
@Suite struct MixedScheduleTests {
  @Test(
    "random schedules on the wire and in the process: one owner a partition, one answer a call, and all come to rest",
    arguments: [2, 3, 10])
  func schedules(members: Int) throws {
    var commits = 0
    for seed in 0..<300 as Range<UInt64> {
      let bench = Bench()
      let engine = try bench.open()
      try engine.createTopic("t", partitions: 4)
      let schedule = MixedSchedule(seed: seed, members: members, bench, engine)
      if let failure = try schedule.run() { return fail("seed \(seed), \(members) members: \(failure)") }
      commits += schedule.commits
    }
    #expect(commits > 1_000, "the schedules hardly commit")
  }
}
