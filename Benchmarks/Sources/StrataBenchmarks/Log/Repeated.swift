import BenchmarkTable
import Strata

/// One thing done over and over and nothing else, for a profiler or a counter of instructions
/// (`tools/bench-instructions`).
enum Repeated {
  static let argument = "--repeat"

  /// Appends or reads so many records: `append-SIZE-BATCH`, `log-SIZE-BATCH` without the engine,
  /// `synced-SIZE-BATCH`, `writers-SIZE-THREADS`
  /// of which each syncs, or `read-SIZE-BATCH`,
  /// which reads a log of 10,000 batches as often as needed.
  static func run(_ name: String, _ records: Int, inside parent: String?) throws {
    let words = name.split(separator: "-")
    guard words.count == 3, let size = Int(words[1]), let perBatch = Int(words[2]), size > 0, perBatch > 0 else {
      throw BenchmarkError("\(name) is no work: append-, log-, synced-, writers- or read-SIZE-BATCH")
    }
    let scratch = try Scratch(inside: parent)
    defer { scratch.remove() }
    let load = Workload(size: size, perBatch: perBatch)
    try scratch.withTopic { topic in
      let partition = try topic.partition(0)
      switch words[0] {
      case "append": _ = try load.fill(partition, records / perBatch)
      case "log": _ = try load.fill(partition.log, records / perBatch)
      case "synced": _ = try load.fill(partition, records / perBatch, .synced)
      case "writers":
        let one = Workload(size: size)
        let workers = try (0..<perBatch).map { _ in
          try Worker { _ = try one.fill(partition, records / perBatch, .synced) }
        }
        for worker in workers { try worker.join() }
      case "read":
        _ = try load.fill(partition, 10_000)
        for _ in 0..<max(1, records / (10_000 * perBatch)) { _ = try readAll(partition.log) }
      default: throw BenchmarkError("\(name) is no work")
      }
    }
  }
}
