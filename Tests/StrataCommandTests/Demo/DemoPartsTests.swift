import Testing

@testable import StrataCommand

/// SPEC §10.4
@Suite struct DemoPartsTests {
  @Test("crashes follow from the seed, one in each part of the way")
  func crashes() {
    for seed in 0..<50 as Range<UInt64> {
      let plan = CrashPlan(count: 20, steps: 10_000, seed: seed)
      #expect(plan == CrashPlan(count: 20, steps: 10_000, seed: seed))
      #expect(plan.points.enumerated().allSatisfy { $0 * 500 <= $1 && $1 < ($0 + 1) * 500 }, "seed \(seed)")
    }
    #expect(CrashPlan(count: 20, steps: 10_000, seed: 1) != CrashPlan(count: 20, steps: 10_000, seed: 2))
    #expect(CrashPlan(count: 5, steps: 0, seed: 1).points.count == 5)
    #expect(CrashPlan(count: 0, steps: 10, seed: 1).points.isEmpty)
  }

  @Test("progress and measures are told to another process without a loss")
  func lines() {
    var progress = DemoProgress()
    progress.steps = 5
    progress.totalSteps = 10
    progress.minute = Minute(22_616_640)
    progress.changes = 7
    progress.unpublished = 1
    progress.published = 6
    progress.applied = 4
    progress.unapplied = 2
    progress.seconds = 1.5
    #expect(DemoProgress(line: progress.line) == progress)
    #expect(progress.lag == 3)
    let measures = DemoMeasures(load: Percentiles([1, 2, 3]), idle: Percentiles([]))
    #expect(DemoMeasures(line: measures.line) == measures)
    for line in ["", "progress", "progress 1 2 3 4 5 6 7 8 x", "measured 1 2", "hello"] {
      #expect(DemoProgress(line: line) == nil)
      #expect(DemoMeasures(line: line) == nil)
    }
  }

  @Test("the bar is as wide as the terminal at most, and full at the end")
  func bar() {
    var progress = DemoProgress()
    progress.totalSteps = 100
    progress.steps = 100
    for columns in [10, 40, 80, 200] {
      let line = ProgressBar.line(progress, rate: 12_345, note: "killed 3", columns: columns)
      #expect(line.count < columns)
      #expect(!line.contains("░"))
    }
    #expect(ProgressBar.line(progress, rate: 12_345, note: "", columns: nil).contains("12,345 applied/s"))
  }

  @Test("percentiles are values of the sample, nil for none")
  func percentiles() {
    let sample = Percentiles((1...200).map(Double.init).reversed())
    #expect([0, 50, 99, 100].map { sample.value($0) } == [1, 100, 198, 200])
    #expect(Percentiles([]).value(50) == nil)
  }

  @Test("a change is visible at the commit that follows it, not before")
  func latencies() async {
    let latencies = Latencies()
    latencies.written(1)
    latencies.written(2)
    latencies.applying(1)
    latencies.applying(3)
    #expect(latencies.watched == 2)
    latencies.visible()
    #expect(latencies.watched == 1)
    latencies.applying(2)
    latencies.visible()
    await latencies.untilVisible()
    #expect(latencies.take().count == 2)
    #expect(latencies.take().count == 0)
  }

  @Test("a long run's sample stays small and is of the whole run")
  func longRun() {
    let latencies = Latencies()
    let count = 20 * Latencies.capacity
    for flight in 0..<Int64(count) {
      latencies.written(flight)
      latencies.applying(flight)
      latencies.visible()
    }
    let kept = latencies.take().count
    #expect(kept <= Latencies.capacity && kept >= Latencies.capacity / 2)
    #expect(latencies.take().count == 0)
  }
}
