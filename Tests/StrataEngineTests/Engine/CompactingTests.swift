import StrataLog
import Synchronization
import Testing

@testable import StrataEngine

/// SPEC §6.6: topics that are compacted.
@Suite struct CompactingTests {
  private static let words = [
    "cleanup.policy": "compact", "segment.bytes": "1048576", "internal.segment.bytes": "2000",
    "min.cleanable.dirty.ratio": "0.3", "delete.retention.ms": "1000",
  ]

  private static func settings(_ more: [String: String] = [:]) throws -> TopicSettings {
    try TopicSettings(words.merging(more) { $1 })
  }

  let bench = Bench()

  /// Writes so many values of four keys.
  private static func fill(_ topic: Topic, _ count: Int) throws {
    for n in 0..<count { try topic.append(key: "key \(n % 4)", value: "value \(n)", to: 0) }
  }

  private static func offsets(_ topic: Topic) throws -> [Int64] { try topic.partition(0).records() }

  @Test("topics say by Kafka's settings whether and when they are compacted")
  func settings() throws {
    var log = try Self.settings(["max.compaction.lag.ms": "5000"]).log
    #expect(log.compaction?.minDirtyRatio == 0.3 && log.compaction?.deleteRetentionMilliseconds == 1_000)
    #expect(log.compaction?.maxLagMilliseconds == 5_000 && log.segmentMilliseconds == 5_000)
    #expect(log.retentionMilliseconds == nil)
    log = try TopicSettings(["cleanup.policy": "compact,delete", "min.compaction.lag.ms": "7"]).log
    #expect(log.compaction?.minLagMilliseconds == 7 && log.compaction?.maxLagMilliseconds == nil)
    #expect(log.retentionMilliseconds == 604_800_000 && log.segmentMilliseconds == 604_800_000)
    #expect(try TopicSettings([:]).log.compaction == nil)
  }

  @Test("those first of which most is new; those that ask for none are left alone, and what it came to is told")
  func order() throws {
    let engine = try bench.open()
    for name in ["a", "b", "c"] { try engine.createTopic(name, partitions: 1, settings: Self.settings()) }
    try engine.createTopic("kept", partitions: 1, settings: TopicSettings(["internal.segment.bytes": "2000"]))
    try Self.fill(engine.topic("a"), 200)
    try engine.compact()
    // Half of it is new now; of the others all.
    try Self.fill(engine.topic("a"), 40)
    for name in ["b", "kept"] { try Self.fill(engine.topic(name), 200) }
    var told: [(PartitionID, Compaction)] = []
    try engine.compact { told.append(($0, $1)) }
    #expect(told.map(\.0.topic) == ["b", "a"])
    #expect(told.allSatisfy { $0.1.bytesReclaimed > 0 && $0.1.keys == 4 })
    for (name, count) in [("a", 240), ("b", 200)] {
      let offsets = try Self.offsets(engine.topic(name))
      #expect(offsets.count < 60 && offsets.last == Int64(count - 1))
    }
    #expect(try Self.offsets(engine.topic("kept")).count == 200)
    told = []
    try engine.compact { told.append(($0, $1)) }
    #expect(told.isEmpty)
  }

  @Test("a log that fails keeps no other from it, and is tried again")
  func failing() throws {
    let storage = FailingStorage(bench.files)
    let engine = try bench.open(storage)
    for name in ["a", "b"] {
      try engine.createTopic(name, partitions: 1, settings: Self.settings())
      try Self.fill(engine.topic(name), name == "a" ? 300 : 200)
    }
    storage.fail(.write, "d/a-0/00000000000000000000.log.cleaned")
    let error = Engine.refusal { () throws(EngineError) in try engine.compact() }
    guard case .log(let partition, .storage)? = error else { return fail("\(String(describing: error))") }
    #expect(partition.topic == "a")
    #expect(try Self.offsets(engine.topic("b")).count < 60)
    #expect(try Self.offsets(engine.topic("a")).count == 300)
    storage.fail(nil)
    try engine.compact()
    #expect(try Self.offsets(engine.topic("a")).count < 60)
  }
}

extension Partition {
  /// The offsets of all its records.
  func records() throws -> [Int64] {
    let log = try log
    var offsets: [Int64] = []
    var next = log.startOffset
    while true {
      let slice = try log.read(from: next)
      if slice.isEmpty { return offsets }
      try slice.forEachBatch { try $0.forEachRecord { offsets.append($0.offset.value) } }
      next = slice.nextOffset
    }
  }
}
