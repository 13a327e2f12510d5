/// Runs the demo's work in a process of its own, kills it and the broker where the plans of crashes say, and starts
/// what was killed again, until the work ends by itself (SPEC §10.4).
struct CrashedDemo {
  let settings: DemoSettings
  /// When the work is killed.
  let plan: CrashPlan
  /// When the broker is killed, and which.
  let brokerPlan: CrashPlan
  let broker: DemoBroker?

  /// How often the work was killed, and what the process measured that lived to the end.
  func run(_ show: (DemoProgress, _ kills: Int) throws -> Void) throws -> (kills: Int, measures: DemoMeasures) {
    guard let executable = Files.executable else {
      throw CommandError.failed("this system does not say where the program lies", advice: "leave --crash out")
    }
    let clock = ContinuousClock()
    let start = clock.now
    var kills = 0
    var furthest = DemoProgress()
    while true {
      let worker = try ChildProcess(executable, settings.workerLine)
      let output = worker.output
      var measures: DemoMeasures?
      while let line = try output.line() {
        try Task.checkCancellation()
        let text = String(decoding: line, as: UTF8.self)
        if var progress = DemoProgress(line: text) {
          progress.seconds = start.duration(to: clock.now).inSeconds
          // A process that begins again has first to find its place.
          if progress.steps >= furthest.steps { furthest = progress }
          try show(furthest, kills)
          if let delay = plan.delay(at: progress.steps, after: kills) {
            Posix.pause(microseconds: delay)
            worker.kill()
          }
          if let broker, let delay = brokerPlan.delay(at: furthest.steps, after: broker.kills) {
            Posix.pause(microseconds: delay)
            try broker.crash()
          }
        } else if let found = DemoMeasures(line: text) {
          measures = found
        }
      }
      switch (worker.wait(), measures) {
      case (.exited(0), let measures?): return (kills, measures)
      case (.killed(signal: ChildProcess.killSignal), _) where kills < plan.points.count: kills += 1
      case (let end, _): throw CommandError.failed("the demo's work ended on its own: \(end)")
      }
    }
  }
}
