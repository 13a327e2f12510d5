import BenchmarkTable
import Strata
import Synchronization

/// What upkeep costs a host that has many topics: a week of retention and compaction as the hosts call them, in a time
/// of the benchmark's own.
struct UpkeepRows {
  private static let topics = 200

  /// A clock that the benchmark moves.
  private final class Clock: TimeSource {
    private let milliseconds = Mutex<Int64>(1_600_000_000_000)
    func now() -> Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func pass(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1_000 } }
  }

  func rows() throws -> [Row] {
    var weeks: [Double] = []
    // The first round warms up.
    for round in 0..<4 {
      let week = try week()
      if round > 0 { weeks.append(week / Double(Self.topics) * 1_000) }
    }
    return [
      Row(
        name: "upkeep.week", what: "a week of upkeep in virtual time, a topic", unit: "ms", value: median(weeks),
        bar: .atMost(10))
    ]
  }

  /// Seconds for a week: a compaction each fifteen seconds, retention each five minutes, and each hour ten records a
  /// topic, which are not counted. Half of the topics are compacted, half keep a day; segments are of six hours.
  private func week() throws -> Double {
    let clock = Clock()
    let engine = try Engine(
      storage: MemoryStorage(), directory: "d", time: clock, random: SystemRandomNumberGenerator())
    var partitions: [Partition] = []
    for n in 0..<Self.topics {
      let own = n % 2 == 0 ? ["cleanup.policy": "compact"] : ["retention.ms": "86400000"]
      let settings = try TopicSettings(own.merging(["segment.ms": "21600000"]) { $1 })
      partitions.append(try engine.createTopic("t\(n)", settings: settings).partition(0))
    }
    var spent = Duration.zero
    for hour in 0..<7 * 24 {
      for partition in partitions { try Self.append(to: partition, hour, clock.now()) }
      let began = ContinuousClock.now
      for quarter in 0..<240 {
        clock.pass(seconds: 15)
        try engine.compact()
        if quarter % 20 == 0 { try engine.maintain() }
      }
      spent += ContinuousClock.now - began
    }
    let left = try partitions.map { try $0.log.byteCount }
    guard left.allSatisfy({ $0 < 20_000 }) else { throw BenchmarkError("records stayed: \(left.max() ?? 0) bytes") }
    try engine.close()
    return spent / .seconds(1)
  }

  private static func append(to partition: Partition, _ hour: Int, _ now: Timestamp) throws {
    var builder = try BatchBuilder()
    for n in 0..<10 { try builder.add(key: [UInt8(n)], value: Array("value of \(hour)".utf8), timestamp: now) }
    try partition.append(builder.finish())
  }
}
