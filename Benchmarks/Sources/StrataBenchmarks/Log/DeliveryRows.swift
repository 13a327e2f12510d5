import BenchmarkTable
import Glibc
import Strata
import Synchronization

/// From before an append to the record in the hands of who waits for it on another thread, by ``Signal``; against a
/// byte through a pipe.
struct DeliveryRows {
  /// Who waits for what, and how often something comes.
  private struct Case {
    var name: String
    var what: String
    /// Nanoseconds between two appends.
    var pause: UInt64
    var count: Int
    var waiters = 1
    var partitions: Int32 = 1
    var isBarred = true
  }

  let scratch: Scratch
  private let rounds = 3

  func rows() async throws -> [Row] {
    var rows: [Row] = []
    rows += try await self.rows(.init(name: "50", what: "an append each 50 µs", pause: 50_000, count: 10_000))
    rows += try await self.rows(.init(name: "500", what: "an append each 500 µs", pause: 500_000, count: 2_000))
    rows += try await self.rows(
      .init(
        name: "each", what: "1,000 waiters, each on its partition", pause: 500_000, count: 2_000, waiters: 1_000,
        partitions: 1_000))
    rows += try await self.rows(
      .init(
        name: "all", what: "1,000 waiters on one partition", pause: 10_000_000, count: 50, waiters: 1_000,
        isBarred: false))
    rows.append(try await idle())
    return rows
  }

  private func rows(_ wanted: Case) async throws -> [Row] {
    var series = (Series(), Series())
    for _ in 0..<rounds {
      let ours = try await delivered(wanted)
      let pipe = wanted.isBarred ? try PipeWake.latencies(wanted.count, pause: wanted.pause) : []
      series.0.ours.append(percentile(50, ours))
      series.1.ours.append(percentile(99, ours))
      if !pipe.isEmpty {
        series.0.peers.append(percentile(50, pipe))
        series.1.peers.append(percentile(99, pipe))
      }
    }
    return [("p50", 10.0, series.0), ("p99", 50, series.1)].map { name, most, series in
      series.row(
        "delivery.\(wanted.name).\(name)", "append to delivered, \(wanted.what): \(name)", unit: "µs",
        peer: "a byte through a pipe", bar: wanted.isBarred ? .atMost(most) : nil, lessIsBetter: true)
    }
  }

  /// Microseconds of every delivery.
  private func delivered(_ wanted: Case) async throws -> [Double] {
    // A thousand partitions are made in memory: what is measured is the waking, not the disk.
    scratch.remove("log")
    let engine = wanted.partitions > 1 ? try Engine.inMemory() : try Engine.open(scratch.path + "/log")
    let partitions = try engine.createTopic("bench", partitions: wanted.partitions).partitions
    let board = Board(waiters: wanted.waiters)
    let expected = wanted.partitions > 1 ? wanted.count / wanted.waiters : wanted.count
    let sent = try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<wanted.waiters {
        let partition = partitions[number % partitions.count]
        group.addTask { try await Self.follow(partition, number, expected, board) }
      }
      let sent = try await Self.append(wanted, partitions, board)
      try await group.waitForAll()
      return sent
    }
    try engine.close()
    scratch.remove("log")
    return board.arrivals.withLock { arrivals in
      arrivals.enumerated().flatMap { number, times in
        times.enumerated().map { index, time in
          microseconds(sent[wanted.partitions > 1 ? index * wanted.waiters + number : index], time)
        }
      }
    }
  }

  /// Appends from a thread of its own, once all wait.
  private static func append(_ wanted: Case, _ partitions: [Partition], _ board: Board) async throws -> [UInt64] {
    try await withCheckedThrowingContinuation { continuation in
      do {
        _ = try Worker {
          continuation.resume(
            with: Result {
              while board.ready.load(ordering: .acquiring) < wanted.waiters { usleep(100) }
              // Ready is said before the wait itself.
              usleep(20_000)
              let load = Workload(size: 512)
              var builder = try BatchBuilder()
              var number = 0
              return try everySo(wanted.count, wanted.pause) {
                try load.batch(&builder, Timestamp(milliseconds: 1)) {
                  _ = try partitions[number % partitions.count].append($0)
                }
                number += 1
              }
            })
        }
      } catch { continuation.resume(throwing: error) }
    }
  }

  /// Waits for records and notes when each came.
  @concurrent
  private static func follow(_ partition: Partition, _ number: Int, _ count: Int, _ board: Board) async throws {
    let signal = Signal()
    partition.notify(signal)
    defer { partition.forget(signal) }
    var next = try partition.log.startOffset
    var arrived: [UInt64] = []
    arrived.reserveCapacity(count)
    board.ready.add(1, ordering: .releasing)
    while arrived.count < count {
      signal.lower()
      let records = try take(partition, &next)
      if records == 0 {
        try await signal.wait()
      } else {
        let now = nanoseconds()
        for _ in 0..<records { arrived.append(now) }
      }
    }
    let times = arrived
    board.arrivals.withLock { $0[number] = times }
  }

  /// Looks at what there is; how many records it was.
  private static func take(_ partition: Partition, _ next: inout Offset) throws -> Int {
    let slice = try partition.log.read(from: next, maxBytes: 1 << 16, upTo: .written)
    var count = 0
    var batches = slice.batches()
    while try batches.next() {
      var records = try batches.batch.records()
      while try records.next() { count += 1 }
    }
    next = slice.nextOffset
    return count
  }

  /// Processor time that a thousand waiters take while nothing comes.
  private func idle() async throws -> Row {
    let engine = try Engine.inMemory()
    let partition = try engine.createTopic("bench").partition(0)
    let board = Board(waiters: 1_000)
    let milliseconds = try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<1_000 { group.addTask { try await Self.follow(partition, number, 1, board) } }
      while board.ready.load(ordering: .acquiring) < 1_000 { try await Task.sleep(for: .milliseconds(10)) }
      try await Task.sleep(for: .milliseconds(50))
      let before = processorMilliseconds()
      sleep(2)
      let after = processorMilliseconds()
      try partition.append(key: nil, value: [1])
      try await group.waitForAll()
      return after - before
    }
    try engine.close()
    // The call that sleeps is itself some microseconds.
    return Row(
      name: "delivery.idle", what: "processor time of 1,000 waiters while nothing comes, 2 s", unit: "ms",
      value: milliseconds, bar: .judged(isMet: milliseconds < 0.5, "0"))
  }

  private func processorMilliseconds() -> Double {
    var time = timespec()
    // The structure is this function's own.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}

/// What waiters and the appender tell each other.
private final class Board: Sendable {
  let ready = Atomic(0)
  let arrivals: Mutex<[[UInt64]]>
  init(waiters: Int) { arrivals = Mutex(Array(repeating: [], count: waiters)) }
}
