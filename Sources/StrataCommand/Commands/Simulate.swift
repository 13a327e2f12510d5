import StrataTesting

/// `strata simulate`: the log over a storage that fails as disks and power do, by seeds (SPEC §15).
struct Simulate: Command {
  static let name = "simulate"
  static let summary = "Run the log over disks that fail, by seeds, and ask whether it kept its promises"
  static let discussion = """
    Each seed is a log of its own over simulated files: power failures, kills, full and failing disks, damage.
    Everything is drawn from the seed: it fails again with --from SEED --seeds 1, which tells the calls before.
    The status is 1 when a promise was broken. With --canary each bug there is to plant is planted in turn, and the
    status is 1 when one is not found.
    """
  /// Directories that Kafka's tool is shown in one run.
  static let samples = 24

  let seeds: Int
  let first: UInt64
  let jobs: Int
  let canary: Bool
  let coverage: Bool
  let lives: SimulatedLives
  let keepsGoing: Bool
  let dumpTool: String?

  init(_ arguments: inout Arguments) throws(CommandError) {
    seeds = try arguments.option("seeds", "N", default: 20_000 as Positive, "how many seeds").value
    first = try arguments.option("from", "SEED", default: 1 as UInt64, "the first seed")
    jobs = try arguments.option("jobs", "N", default: 2 as Positive, "how many seeds at a time").value
    canary = arguments.flag("canary", "plant bugs that must be found within the seeds")
    coverage = arguments.flag("coverage", "print each call site with the faults it met; 1 unless all were met")
    lives =
      arguments.flag("compaction", "logs that are compacted, instead of those that keep all") ? .compacted : .plain
    keepsGoing = arguments.flag("keep-going", "go on after a broken promise, and list them all")
    dumpTool = try arguments.option(
      "dump-tool", "PROGRAM", completes: .files,
      "let Apache Kafka's dump tool read what some seeds left, as PROGRAM dump-log")
  }

  func run(_ console: Console) async throws -> Outcome {
    guard !canary else { return try await findPlanted(console) }
    let run = try await simulate(nil, console)
    var isFine = run.failures.isEmpty
    if coverage {
      try console.out.line(run.coverage.table)
      try console.out.line("\(Figures.fixed(run.coverage.percent, 1)) % of call sites and faults")
      isFine = isFine && run.coverage.percent == 100
    }
    isFine = try await report(run, console) && isFine
    if let dumpTool {
      let complaints = try DumpTool(program: dumpTool).complaints(about: run.kept)
      for complaint in complaints { try console.out.line("COMPLAINT \(complaint)") }
      try console.out.line("Kafka's dump tool: \(run.kept.count) directories, \(complaints.count) complaints")
      isFine = isFine && complaints.isEmpty
    }
    return isFine ? .ok : .failed
  }

  private func report(_ run: SimulationRun, _ console: Console) async throws -> Bool {
    guard let first = run.failures.first else {
      let digest = String(run.digest, radix: 16)
      try console.out.line("\(run.seeds) seeds: no promise was broken; digest \(digest)")
      return true
    }
    for failure in keepsGoing ? run.failures : [] { try console.out.line("FAILED \(failure)") }
    if !keepsGoing {
      for line in run.firstFailure()?.story ?? [] { try console.out.line(line) }
      try console.out.line("FAILED \(first)")
    }
    try console.out.line("\(run.failures.count) of \(run.seeds) seeds failed; the first again:")
    try console.out.line(
      "  strata simulate --from \(first.seed) --seeds 1\(lives == .compacted ? " --compaction" : "")")
    return false
  }

  private func findPlanted(_ console: Console) async throws -> Outcome {
    var missed = 0
    for planted in PlantedBug.allCases {
      let run = try await simulate(planted, console)
      if let failure = run.failures.first {
        try console.out.line("\(planted.rawValue): found after \(run.seeds) seeds, \(failure)")
      } else {
        missed += 1
        try console.out.line("\(planted.rawValue): NOT FOUND within \(run.seeds) seeds")
      }
    }
    return missed == 0 ? .ok : .failed
  }

  /// Lives through all seeds, or up to a broken promise.
  private func simulate(_ planted: PlantedBug?, _ console: Console) async throws -> SimulationRun {
    let began = ContinuousClock.now
    let share = planted == nil ? 200 : 10
    let sampleEvery = max(1, seeds / Self.samples)
    var told = began
    var next = 0
    return try await withThrowingTaskGroup(of: SimulationRun.self) { group in
      var all = SimulationRun(lives)
      func begin() {
        guard next < seeds, all.failures.isEmpty || keepsGoing else { return }
        let range = next..<min(seeds, next + share)
        next = range.upperBound
        group.addTask { [self] in
          let pool = SimulatedMemoryPool()
          var run = SimulationRun(lives)
          for n in range where run.failures.isEmpty || keepsGoing {
            let keeps = dumpTool != nil && n % sampleEvery == 0
            TrapNote.during(first &+ UInt64(n)) {
              run.add(seed: first &+ UInt64(n), planted: planted, keeps: keeps, pool)
            }
          }
          return run
        }
      }
      for _ in 0..<jobs { begin() }
      while let run = try await group.next() {
        all.add(run)
        begin()
        let now = ContinuousClock.now
        if now - told > .seconds(5) || all.seeds == seeds, planted == nil {
          told = now
          let hourly = Int(Double(all.seeds) * 3600 / max(1e-9, (now - began).inSeconds))
          try console.err.line("\(all.seeds) seeds, \(Figures.grouped(hourly)) an hour")
        }
      }
      return all
    }
  }
}
