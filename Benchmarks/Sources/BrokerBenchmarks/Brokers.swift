import BenchmarkTable
import CLoader
import Glibc
import Programs

/// A broker that can be started, measured and stopped.
struct Candidate {
  /// How the table calls it.
  let name: String
  let port: Int
  private let program: String
  private let arguments: [String]
  private let directory: String
  private let isStartedByScript: Bool

  /// `strata serve` of this file, with its data on disk.
  static func strata(_ file: String, port: Int, in scratch: String) -> Candidate {
    let directory = scratch + "/strata"
    return Candidate(
      name: "strata", port: port, program: file,
      arguments: ["serve", "--listen", "127.0.0.1:\(port)", "--data", directory + "/data", "--auto-create"],
      directory: directory, isStartedByScript: false)
  }

  /// Apache Kafka by its script.
  static func kafka(_ home: String, port: Int, in scratch: String) -> Candidate {
    let directory = scratch + "/kafka"
    return Candidate(
      name: "kafka", port: port, program: home + "/server",
      arguments: ["--port", "\(port)", "--dir", directory + "/data"], directory: directory, isStartedByScript: true)
  }

  /// Starts it and waits for its first answer, which `seconds` is the time to.
  func start() throws -> (broker: RunningBroker, seconds: Double) {
    _ = unsafe mkdir(directory, 0o755)
    var running: Program?
    let seconds = try seconds {
      let program = try Program(program, arguments, log: directory + "/log")
      guard strata_first_answer(Int32(port), 30_000) == 0 else {
        throw BenchmarkError("\(name) did not answer on port \(port):\n\(program.lastWords)")
      }
      running = program
    }
    guard let program = running else { throw BenchmarkError("\(name) was not started") }
    let own = Resources(id: program.id)
    let resources = isStartedByScript ? own.child.map { Resources(id: $0) } ?? own : own
    return (RunningBroker(candidate: self, program: program, resources: resources), seconds)
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return start.duration(to: .now) / .seconds(1)
  }
}

/// A broker under way; it ends with this value's last holder.
final class RunningBroker {
  let candidate: Candidate
  let resources: Resources
  private let program: Program

  init(candidate: Candidate, program: Program, resources: Resources) {
    self.candidate = candidate
    self.program = program
    self.resources = resources
  }

  var address: String { "127.0.0.1:\(candidate.port)" }

  func stop() { program.stop() }

  /// What `body` answers, and the processor time that the broker spent meanwhile.
  func processorSeconds<Answer>(of body: () throws -> Answer) throws -> (answer: Answer, seconds: Double) {
    let before = try resources.processorSeconds()
    let answer = try body()
    return (answer, try resources.processorSeconds() - before)
  }
}
