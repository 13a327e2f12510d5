import BenchmarkTable
import Glibc

/// Apache Kafka by its script, that says on its output how long it loaded its logs.
package final class KafkaServer {
  private let program: Program
  private let log: String

  /// Starts it on a directory and waits until it answers.
  package init(home: String, port: Int, directory: String, log: String) throws {
    self.log = log
    // Of the broker's log module alone; the script asks for warnings otherwise.
    let loud = "JAVA_TOOL_OPTIONS=-Dorg.slf4j.simpleLogger.log.kafka.log=info"
    program = try Program(
      "/usr/bin/env", [loud, home + "/server", "--port", "\(port)", "--dir", directory], log: log)
    for _ in 0..<600 {
      if said.contains("kafka ready") { return }
      usleep(100_000)
    }
    program.stop()
    throw BenchmarkError("Kafka did not start:\n\(program.lastWords)")
  }

  /// What it printed so far.
  package var said: String { contents(of: log) }

  /// Asks it to end in good order, and waits until it has.
  package func stop() { program.stop() }
}
