import BenchmarkTable
import Glibc
import Programs
import Strata

/// A process that writes much, syncs nothing and is killed: this program once more, by an argument of its own.
enum KilledWriter {
  static let argument = "--write-and-die"
  /// 1.7 GB in records of 1 KiB.
  static let records: Int64 = 1_640_000
  private static let load = Workload(size: 1024, perBatch: 200)

  /// Runs one that writes the topic `bench` in a new data directory.
  static func run(in directory: String, log: String) throws {
    let writer = try Program("/proc/self/exe", [argument, directory], log: log)
    let status = writer.status()
    guard status == 128 + SIGKILL else { throw BenchmarkError("the writer ended with \(status): \(writer.lastWords)") }
  }

  /// What that process does. It kills itself, which to the system is as good as another's signal.
  static func writeAndDie(_ directory: String) throws {
    let engine = try Engine.open(directory)
    // One segment: none of it is synced by a roll.
    let settings = try TopicSettings(["segment.bytes": "\(Int32.max)"])
    let partition = try engine.createTopic("bench", settings: settings).partition(0)
    _ = try load.fill(partition, Int(records) / load.perBatch)
    kill(getpid(), SIGKILL)
  }
}
