import BenchmarkTable
import Glibc
import Programs
import Strata

/// How long an open takes: after a process was killed with much unsynced, and of many partitions closed in good order.
struct OpenRows {
  let scratch: Scratch
  let many: ManyPartitions
  private let rounds = 2

  func rows() throws -> [Row] { [try killed()] + (try manyPartitions()) }

  /// A writer killed with 1.7 GB that no sync has seen. Everything it wrote is there again, or the run fails.
  private func killed() throws -> Row {
    var series = Series()
    for _ in 0..<rounds {
      let directory = scratch.path + "/killed"
      defer { scratch.remove("killed") }
      try KilledWriter.run(in: directory, log: scratch.path + "/writer.log")
      series.ours.append(
        try seconds {
          let engine = try Engine.open(directory)
          let end = try engine.topic("bench").partition(0).log.endOffset()
          guard end.value == KilledWriter.records else {
            throw BenchmarkError("\(end) of \(KilledWriter.records) records were there after the kill")
          }
        })
    }
    return series.row(
      "open.killed", "open after kill -9 with 1.7 GB unsynced", unit: "s", bar: .atMost(0.3), lessIsBetter: true)
  }

  /// Many partitions of 10 segments, closed in good order, opened with the system's caches dropped and again with all
  /// of it in memory.
  private func manyPartitions() throws -> [Row] {
    let directory = scratch.path + "/many"
    defer { scratch.remove("many") }
    try many.make(directory, scratch)
    var cold = Series()
    var warm = Series()
    var howDropped = ""
    for _ in 0..<rounds {
      howDropped = many.dropCaches(directory)
      cold.ours.append(try open(directory))
      warm.ours.append(try open(directory))
    }
    let what = "open \(many.partitions) partitions of \(ManyPartitions.segments) segments"
    return [
      cold.row("open.many.cold", "\(what), \(howDropped)", unit: "s", bar: .atMost(0.05), lessIsBetter: true),
      warm.row("open.many.warm", "\(what), in cache", unit: "s", lessIsBetter: true),
    ]
  }

  /// Seconds to open the directory and ask one partition for its end. It is closed in good order again.
  private func open(_ directory: String) throws -> Double {
    var engine: Engine?
    let taken = try seconds {
      let opened = try Engine.open(directory)
      let end = try opened.topic("bench").partition(many.partitions - 1).log.endOffset()
      guard end.value == ManyPartitions.segments else { throw BenchmarkError("a partition ends at \(end)") }
      engine = opened
    }
    try engine?.close()
    return taken
  }
}
