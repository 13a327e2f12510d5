import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: records that a topic's settings refuse, and times that it gives.
@Suite struct AppendRulesTests {
  private func append(
    _ records: [(key: String?, time: Int64)], _ given: [String: String], bench: Bench = Bench()
  ) throws -> EngineError? {
    let topic = try bench.open().createTopic("t", settings: TopicSettings(given))
    var builder = try BatchBuilder()
    for (key, time) in records {
      try builder.add(key: key.map { Array($0.utf8) }, value: [1], timestamp: Timestamp(milliseconds: time))
    }
    let partition = topic.partitions[0]
    do throws(LogError) {
      let batch = try builder.finish()
      do throws(EngineError) { try partition.append(batch) } catch { return error }
    } catch { Issue.record("\(error)") }
    return nil
  }

  private let id = PartitionID("t", 0)
  private let now: Int64 = 1_000_000

  @Test("a compacted topic refuses the records without a key, and stores nothing of their batch")
  func keyless() throws {
    let bench = Bench()
    let records: [(key: String?, time: Int64)] = [("a", now), (nil, now), ("", now), (nil, now)]
    let error = try append(records, ["cleanup.policy": "compact,delete"], bench: bench)
    #expect(error == .refusedRecords(id, .keyless, records: [1, 3]))
    #expect(try append([("a", now), ("", now)], ["cleanup.policy": "compact"]) == nil)
    #expect(try append([(nil, now)], ["cleanup.policy": "delete"]) == nil)
  }

  @Test(
    "a time too far from the engine's is refused, none at all is not",
    arguments: [
      ([1_000_000, 4_600_000], [:], []), ([1_000_000, 4_600_001, 5_000_000], [:], [1, 2]), ([-1], [:], []),
      ([4_600_001], ["message.timestamp.after.max.ms": "9223372036854775807"], []),
      ([999_990], ["message.timestamp.before.max.ms": "10"], []),
      ([1_000_000, 999_989], ["message.timestamp.before.max.ms": "10"], [1]),
      ([0, 99_999_999], ["message.timestamp.type": "LogAppendTime", "message.timestamp.before.max.ms": "10"], []),
    ] as [([Int64], [String: String], [Int32])])
  func times(times: [Int64], given: [String: String], refused: [Int32]) throws {
    let error = try append(times.map { ("k", $0) }, given)
    #expect(error == (refused.isEmpty ? nil : .refusedRecords(id, .timestamp, records: refused)))
  }

  @Test("an hour's head start is counted from the time of the append, not of an earlier one")
  func timePasses() throws {
    let bench = Bench()
    let topic = try bench.open().createTopic("t")
    try topic.partitions[0].append(key: nil, value: [1], timestamp: Timestamp(milliseconds: now))
    bench.time.pass(10)
    try topic.partitions[0].append(key: nil, value: [1], timestamp: Timestamp(milliseconds: now + 3_600_010))
    #expect(throws: EngineError.refusedRecords(id, .timestamp, records: [0])) {
      try topic.partitions[0].append(key: nil, value: [1], timestamp: Timestamp(milliseconds: now + 3_600_011))
    }
  }
}
