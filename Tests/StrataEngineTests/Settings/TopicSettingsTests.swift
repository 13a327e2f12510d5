import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: what a topic's settings take and mean; accepted and refused as Apache Kafka 4.3.1 answered CreateTopics.
@Suite struct TopicSettingsTests {
  @Test("there are the settings that Kafka lists for a topic, in its order, each default taken by its own rule")
  func definitions() throws {
    let names = TopicSettings.definitions.map(\.name)
    #expect(names.count == 33 && names == names.sorted())
    for definition in TopicSettings.definitions {
      let standard = try #require(definition.standard)
      #expect(try definition.normalized(standard) == standard, "\(definition.name)")
      #expect(TopicSettings().value(definition.name) == standard)
    }
    #expect(TopicSettings().value("nosuch") == nil)
  }

  @Test(
    "a value that Kafka takes is kept without spaces and in figures",
    arguments: [
      ("retention.ms", " 5 ", "5"), ("retention.ms", "+5", "5"), ("retention.ms", "007", "7"),
      ("retention.bytes", "-9", "-9"), ("preallocate", "TRUE", "true"), ("preallocate", " true", "true"),
      ("min.cleanable.dirty.ratio", ".25", "0.25"), ("min.cleanable.dirty.ratio", "1e-1", "0.1"),
      ("min.cleanable.dirty.ratio", "1", "1.0"), ("cleanup.policy", "", ""), ("cleanup.policy", " compact", "compact"),
      ("cleanup.policy", "delete, compact", "delete,compact"), ("cleanup.policy", "compact", "compact"),
      ("min.insync.replicas", "3", "3"), ("segment.index.bytes", "4", "4"), ("max.message.bytes", "0", "0"),
      ("follower.replication.throttled.replicas", "*", "*"), ("compression.zstd.level", "-131072", "-131072"),
      ("follower.replication.throttled.replicas", "0:1, 1:1", "0:1,1:1"), ("compression.gzip.level", "-1", "-1"),
      ("internal.segment.bytes", "0", "0"), ("compression.type", "zstd", "zstd"),
      ("message.timestamp.type", "LogAppendTime", "LogAppendTime"),
    ])
  func normalized(name: String, value: String, kept: String) throws {
    #expect(try TopicSettings([name: value]).given == [name: kept])
    #expect(try TopicSettings([name: value]).value(name) == kept)
  }

  @Test(
    "a value that Kafka refuses is refused, saying what is taken",
    arguments: [
      ("retention.ms", "0x10", "a number of type LONG"), ("retention.ms", "", "a number of type LONG"),
      ("retention.ms", "-3", "at least -1"), ("compression.gzip.level", "0", "from 1 to 9, or -1"),
      ("compression.lz4.level", "18", "no more than 17"), ("compression.zstd.level", "-131073", "at least -131072"),
      ("compression.zstd.level", "23", "no more than 22"), ("cleanup.policy", "Delete", "one of: compact, delete"),
      ("cleanup.policy", "compact,", "must not be empty"), ("cleanup.policy", ",compact", "must not be empty"),
      ("compression.type", "GZIP", "one of: uncompressed, zstd, lz4, snappy, gzip, producer"),
      ("compression.type", "", "one of"), ("segment.bytes", "100", "at least 1048576"),
      ("segment.bytes", "2147483648", "a number of type INT"), ("min.insync.replicas", "0", "at least 1"),
      ("min.cleanable.dirty.ratio", "-3", "at least 0"), ("min.cleanable.dirty.ratio", "1.5", "no more than 1"),
      ("min.cleanable.dirty.ratio", "x", "a number of type DOUBLE"), ("preallocate", "1", "either true or false"),
      ("follower.replication.throttled.replicas", "x", "partition:broker"),
      ("leader.replication.throttled.replicas", "1", "partition:broker"),
      ("flush.messages", "0", "at least 1"), ("segment.index.bytes", "3", "at least 4"),
      ("retention.mss", "5", "did you mean retention.ms?"), ("message.format.version", "3.0", "no topic has"),
    ])
  func refused(name: String, value: String, saying: String) {
    let error = Engine.refusal { () throws(EngineError) in _ = try TopicSettings([name: value]) }
    guard case .invalidSetting(name, value, let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains(saying), "\(reason)")
  }

  @Test("records can't have to wait longer for compaction than they may")
  func lags() {
    let error = Engine.refusal { () throws(EngineError) in
      _ = try TopicSettings(["min.compaction.lag.ms": "10", "max.compaction.lag.ms": "5"])
    }
    guard case .invalidSetting("min.compaction.lag.ms", "10", _) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test(
    "only what is to be deleted by age or size is",
    arguments: [
      ("delete", 5, 7), ("compact,delete", 5, 7), ("compact", nil, nil), ("", nil, nil),
    ] as [(String, Int64?, Int?)])
  func policies(policy: String, age: Int64?, size: Int?) throws {
    let settings = try TopicSettings(["cleanup.policy": policy, "retention.ms": "5", "retention.bytes": "7"])
    #expect(settings.log.retentionMilliseconds == age && settings.log.retentionBytes == size)
    #expect(settings.rules.isCompacted == policy.contains("compact"))
  }

  @Test("what a topic does not say is the broker's, and what it says is its own")
  func inherited() throws {
    let broker = ["retention.ms": "77", "message.timestamp.type": "LogAppendTime", "segment.ms": "5"]
    let settings = try TopicSettings(["segment.ms": "9"]).inheriting(broker)
    #expect(settings.given == ["segment.ms": "9"])
    #expect(settings.value("retention.ms") == "77" && settings.value("segment.ms") == "9")
    #expect(settings.log.retentionMilliseconds == 77 && settings.log.segmentMilliseconds == 9)
    #expect(settings.log.stampsAppendTime && settings.rules.mostAhead == .max)
  }

  @Test("a log takes the least that it can work with where Kafka takes anything")
  func least() throws {
    let log = try TopicSettings([
      "internal.segment.bytes": "0", "segment.index.bytes": "4", "max.message.bytes": "0", "retention.bytes": "-3",
    ]).log
    #expect(log.segmentBytes == 1 && log.indexBytes == 24 && log.maxBatchBytes == 61 && log.retentionBytes == nil)
  }
}
