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

  @Test("a kill is due once its point is reached, and each only once")
  func due() {
    let plan = CrashPlan(count: 2, steps: 100, seed: 7)
    #expect(plan.delay(at: plan.points[0] - 1, after: 0) == nil)
    #expect(plan.delay(at: plan.points[0], after: 0) == plan.delays[0])
    #expect(plan.delay(at: 100, after: 1) == plan.delays[1])
    #expect(plan.delay(at: 100, after: 2) == nil)
  }

  @Test("the ways and what goes with them: what can't be is refused, and the way out is named")
  func ways() async {
    let cases: [(line: String, said: [String])] = [
      ("demo --transport kafka", ["needs the brokers' address", "--brokers HOST:PORT"]),
      ("demo --brokers localhost:9092", ["--brokers goes with --transport kafka"]),
      ("demo --transport broker --brokers localhost:9092", ["--brokers goes with --transport kafka"]),
      ("demo --crash-broker 1", ["--crash-broker goes with --transport broker"]),
      ("demo --transport broker --crash-broker -1", ["--crash-broker: -1 is not 0 to 100000"]),
      ("demo --transport tcp", ["'tcp' is not one of in-process, broker, kafka"]),
    ]
    for (line, said) in cases {
      let shown = await Shown.run(line.split(separator: " ").map(String.init))
      #expect(shown.status == .usage, "\(line)")
      for words in said { #expect(shown.err.contains(words), "\(line): \(shown.err)") }
    }
  }

  @Test("the line that says a broker is ready holds its address")
  func ready() throws {
    let address = Endpoint(host: "127.0.0.1", port: 20_600)
    #expect(DemoBroker.address("ready 127.0.0.1:20600 pid 4 data a b") == address)
    #expect(DemoBroker.address(try ServePlan(Serve.parse(["--memory"])).readyLine(port: 20_600)) == address)
    for line in ["", "ready", "ready soon", "listening 127.0.0.1:1"] { #expect(DemoBroker.address(line) == nil) }
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
