import Testing

@testable import StrataTesting

/// SPEC §15.2–§15.4: simulations repeat, and they see.
@Suite struct SimulationTests {
  static func run(_ seeds: Range<UInt64>, _ planted: PlantedBug? = nil) -> SimulationRun {
    let pool = SimulatedMemoryPool()
    var run = SimulationRun()
    for seed in seeds { run.add(seed: seed, planted: planted, pool) }
    return run
  }

  @Test("the same seeds make the same calls and get the same answers")
  func repeats() {
    let first = Self.run(0..<40)
    #expect(first.digest == Self.run(0..<40).digest)
    #expect(first.digest != Self.run(1..<41).digest)
  }

  @Test("a log keeps its promises whatever its process, disk and power do")
  func seeds() {
    let pool = SimulatedMemoryPool()
    for seed in 0..<500 as Range<UInt64> {
      let simulation = Simulation(seed: seed, planted: nil, pool: pool, recording: false)
      do throws(SimulationFailure) { try simulation.run() } catch { Issue.record(error) }
    }
  }

  @Test("a planted bug is found", arguments: PlantedBug.allCases)
  func canary(planted: PlantedBug) {
    let pool = SimulatedMemoryPool()
    var run = SimulationRun()
    for seed in 0..<1000 as Range<UInt64> where run.failures.isEmpty {
      run.add(seed: seed, planted: planted, pool)
    }
    #expect(!run.failures.isEmpty)
    #expect(run.firstFailure(planted: planted)?.story.isEmpty == false)
  }

  @Test("the table has a row for each call site and a column for each fault")
  func coverage() {
    let run = Self.run(0..<20)
    let lines = run.coverage.table.split(separator: "\n")
    #expect(lines.count == run.coverage.rows.count + 1)
    #expect(lines.first?.hasPrefix("call site") == true)
    #expect(run.coverage.rows.allSatisfy { $0.met.count == SimulatedFault.allCases.count })
    #expect(run.coverage.percent > 0 && run.coverage.percent <= 100)
  }
}
