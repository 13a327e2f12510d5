import BenchmarkTable
import Glibc
import Strata
import Synchronization

/// Appends that come at an even rate while another thread syncs without pause: how long each takes, and what goes to
/// the disk.
struct PacedRows {
  /// What is appended, how fast, and whether somebody syncs meanwhile.
  private struct Load {
    var name: String
    var what: String
    var records: Workload
    var batchesPerSecond: Double
    var partitions: Int32 = 1
    var isSyncing = true
  }

  /// One round.
  private struct Round {
    var latencies: [Double] = []
    var bytes = 0.0
    var onDisk = 0.0
    var syncs = 0.0
  }

  let scratch: Scratch
  private let seconds = 0.8
  private let rounds = 3

  func rows() throws -> [Row] {
    try rows(
      .init(name: "syncing", what: "1 KiB at 100 k/s, syncing", records: .init(size: 1024), batchesPerSecond: 100_000))
      + rows(
        .init(
          name: "quiet", what: "1 KiB at 100 k/s, no syncs", records: .init(size: 1024), batchesPerSecond: 100_000,
          isSyncing: false))
      + rows(
        .init(
          name: "partitions", what: "1 KiB at 100 k/s, 64 partitions, syncing", records: .init(size: 1024),
          batchesPerSecond: 100_000, partitions: 64))
      + rows(
        .init(
          name: "large", what: "200 KiB at 500/s, syncing", records: .init(size: 1024, perBatch: 200),
          batchesPerSecond: 500))
  }

  private func rows(_ load: Load) throws -> [Row] {
    var ours: [Round] = []
    var peers: [Round] = []
    for _ in 0..<rounds {
      ours.append(try round(load))
      peers.append(try rawRound(load))
    }
    func row(
      _ name: String, _ unit: String, _ bar: Row.Bar?, isLessBetter: Bool = true, _ figure: (Round) -> Double
    ) -> Row {
      var series = Series()
      (series.ours, series.peers) = (ours.map(figure), peers.map(figure))
      return series.row(
        "paced.\(load.name).\(name)", "\(load.what): \(name)", unit: unit,
        peer: load.isSyncing ? "write(2), fdatasync(2) beside" : "write(2)", bar: bar, lessIsBetter: isLessBetter)
    }
    // The bars are those of single records while somebody syncs.
    let isBarred = load.isSyncing && load.partitions == 1 && load.records.perBatch == 1
    var rows = [("p50", 50), ("p99", 99), ("p99.9", 99.9), ("max", 100)].map { name, percent in
      let most: Double? = isBarred ? ["p99": 2, "p99.9": 10][name] : nil
      return row(name, "µs", most.map { .atMost($0) }) { percentile(percent, $0.latencies) }
    }
    if load.isSyncing {
      rows.append(row("disk bytes a byte", "×", isBarred ? .atMost(1.3) : nil) { $0.onDisk / $0.bytes })
      rows.append(row("syncs", "/s", nil, isLessBetter: false) { $0.syncs / seconds })
    }
    return rows
  }

  private func round(_ load: Load) throws -> Round {
    try scratch.withTopic(partitions: load.partitions) { topic in
      var builder = try BatchBuilder()
      let time = SystemTime().now()
      let partitions = topic.partitions
      return try round(load) { number in
        try load.records.batch(&builder, time) { _ = try partitions[number % partitions.count].append($0) }
      } sync: { number in
        let log = try partitions[number % partitions.count].log
        let before = log.endOffset(.synced)
        try log.sync()
        return log.endOffset(.synced) > before
      }
    }
  }

  private func rawRound(_ load: Load) throws -> Round {
    let encoded = try load.records.encoded()
    let files = try (0..<Int(load.partitions)).map { try SharedRawFile(scratch.path + "/raw\($0)") }
    defer { for number in files.indices { _ = unsafe unlink(scratch.path + "/raw\(number)") } }
    return try round(load) { number in
      try files[number % files.count].file.write(encoded)
    } sync: { number in
      fdatasync(files[number % files.count].file.descriptor) == 0
    }
  }

  /// Appends one after the other, each when it is due and not before; what is measured is the time within the call.
  private func round(
    _ load: Load, append: (Int) throws -> Void, sync: @escaping @Sendable (Int) throws -> Bool
  ) throws -> Round {
    let count = Int(seconds * load.batchesPerSecond)
    var round = Round(bytes: try Double(count * load.records.encoded().count))
    round.latencies.reserveCapacity(count)
    // What a new file costs is no part of it.
    for number in 0..<(64 * Int(load.partitions)) { try append(number) }
    let state = SyncState()
    let traffic = DiskTraffic(of: scratch.path)
    if load.isSyncing { for number in 0..<Int(load.partitions) { _ = try sync(number) } }
    let before = traffic.written()
    let syncer =
      load.isSyncing
      ? try Worker {
        var number = 0
        while !state.isOver.load(ordering: .relaxed) {
          // One that found nothing to do does not count, and leaves the processor to others for a moment.
          if try sync(number) { state.syncs.add(1, ordering: .relaxed) } else { usleep(10) }
          number += 1
        }
      } : nil
    let start = nanoseconds()
    for number in 0..<count {
      spin(until: start + UInt64(Double(number) * 1e9 / load.batchesPerSecond))
      let before = nanoseconds()
      try append(number)
      round.latencies.append(Double(nanoseconds() - before) / 1e3)
    }
    state.isOver.store(true, ordering: .relaxed)
    try syncer?.join()
    // What was appended last belongs to it, too.
    if load.isSyncing { for number in 0..<Int(load.partitions) { _ = try sync(number) } }
    round.onDisk = traffic.since(before)
    round.syncs = Double(state.syncs.load(ordering: .relaxed))
    return round
  }
}

/// What the two threads of a round tell each other.
private final class SyncState: Sendable {
  let isOver = Atomic(false)
  let syncs = Atomic(0)
}
