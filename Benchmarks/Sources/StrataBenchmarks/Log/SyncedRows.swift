import BenchmarkTable
import Glibc
import Strata
import Synchronization

/// Appends of 1 KiB that are on the disk when they return, from one thread or many, against a bare loop of pwrite(2) of
/// 4 KiB and fdatasync(2) in the same rounds.
struct SyncedRows {
  /// Who appends, to what.
  struct Writers {
    var count: Int
    var partitions: Int32
    var least: Double?
    var name: String { "\(count) writer\(count == 1 ? "" : "s"), \(partitions) partition\(partitions == 1 ? "" : "s")" }
  }

  let scratch: Scratch
  private let rounds = 5
  private let seconds = 0.3
  private let zeroedBytes = 32 << 20

  func rows() throws -> [Row] {
    let all = [
      Writers(count: 1, partitions: 1, least: 0.8), Writers(count: 8, partitions: 1),
      Writers(count: 64, partitions: 1, least: 15), Writers(count: 64, partitions: 64, least: 5),
    ]
    var rates = all.map { _ in [Double]() }
    var growing: [Double] = []
    var zeroed: [Double] = []
    for _ in 0..<rounds {
      growing.append(try bareLoop(isZeroed: false))
      for (index, writers) in all.enumerated() { rates[index].append(try rate(writers)) }
      zeroed.append(try bareLoop(isZeroed: true))
    }
    return zip(all, rates).flatMap { writers, rates in
      [("growing", growing), ("zero-written", zeroed)].map { name, peers in
        var series = Series()
        (series.ours, series.peers) = (rates, peers)
        return series.row(
          "synced.\(writers.count).\(writers.partitions).\(name)", "synced 1 KiB, \(writers.name)", unit: "appends/s",
          peer: "pwrite 4 KiB + fdatasync, \(name)", bar: writers.least.map { .ratio(atLeast: $0) })
      }
    }
  }

  /// Durable appends a second, of all writers together.
  func rate(_ writers: Writers) throws -> Double {
    try scratch.withTopic(partitions: writers.partitions) { topic in
      let partitions = topic.partitions
      let load = Workload(size: 1024)
      // The first of a partition makes its files.
      for partition in partitions { _ = try load.fill(partition, 1, .synced) }
      let total = Total()
      let start = nanoseconds()
      let end = start + UInt64(seconds * 1e9)
      let workers = try (0..<writers.count).map { number in
        try Worker {
          var builder = try BatchBuilder()
          var count = 0
          while nanoseconds() < end {
            try load.batch(&builder, Timestamp(milliseconds: 1)) {
              _ = try partitions[number % partitions.count].append($0, durability: .synced)
            }
            count += 1
          }
          total.count.add(count, ordering: .relaxed)
        }
      }
      for worker in workers { try worker.join() }
      return Double(total.count.load(ordering: .relaxed)) * 1e9 / Double(nanoseconds() - start)
    }
  }

  /// Syncs a second of one thread that does nothing else.
  private func bareLoop(isZeroed: Bool) throws -> Double {
    let page = [UInt8](repeating: 0x5a, count: 4096)
    let path = scratch.path + "/bare"
    let file = try RawFile(path)
    defer { _ = unsafe unlink(path) }
    if isZeroed {
      let zeroes = [UInt8](repeating: 0, count: 1 << 20)
      for _ in 0..<(zeroedBytes >> 20) { try file.write(zeroes) }
    }
    fdatasync(file.descriptor)
    let start = nanoseconds()
    var now = start
    var count = 0
    while now < start + UInt64(seconds * 1e9) {
      try file.write(page, at: isZeroed ? count * page.count % zeroedBytes : count * page.count)
      fdatasync(file.descriptor)
      count += 1
      now = nanoseconds()
    }
    return Double(count) * 1e9 / Double(now - start)
  }
}

private final class Total: Sendable {
  let count = Atomic(0)
}
