import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.5
@Suite struct CommittedOffsetsTests {
  static let place = PartitionID("t", 1)

  @Test("an offset has Kafka's bytes: key version 1, value version 3")
  func bytes() {
    let record = OffsetRecord(group: "g", partition: Self.place)
    #expect(record.key == [0, 1, 0, 1, 103, 0, 1, 116, 0, 0, 0, 1])
    let value: [UInt8] = [0, 3, 0, 0, 0, 0, 0, 0, 1, 2, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]
    var committed = CommittedOffset(258)
    committed.committedAt = 9
    #expect(committed.value == value)
    #expect(OffsetRecord(key: record.key) == record)
    #expect(CommittedOffset(value: value) == committed)
    #expect(OffsetRecord(key: [0, 2, 0, 1, 103]) == nil, "the state of a group is no offset")
    for count in 0..<record.key.count { #expect(OffsetRecord(key: Array(record.key[..<count])) == nil) }
    for count in 0..<value.count { #expect(CommittedOffset(value: Array(value[..<count])) == nil) }
  }

  /// A member that holds the topic's partitions.
  static func member(_ engine: Engine, _ group: String = "g", _ topic: String = "t") throws -> GroupMember {
    let member = try engine.member(
      of: group, topics: [topic], instance: nil, sessionTimeout: 1_000, signal: Signal())
    try member.enter()
    _ = try member.event()
    member.leave()
    return member
  }

  @Test("offsets outlive the engine, one group's are not another's, and a deleted topic takes its own along")
  func replays() throws {
    let bench = Bench()
    var engine = try bench.open()
    try engine.createTopic("t", partitions: 2)
    try engine.createTopic("u")
    try Self.member(engine).commit([Self.place: 7, PartitionID("t", 0): 1])
    try Self.member(engine, "h").commit([Self.place: 8])
    try Self.member(engine, "g", "u").commit([PartitionID("u", 0): 3])
    try engine.close()

    engine = try bench.open()
    #expect(
      try Self.member(engine).committed([Self.place, PartitionID("t", 0)]) == [Self.place: 7, PartitionID("t", 0): 1])
    #expect(try Self.member(engine, "h").committed([Self.place]) == [Self.place: 8])
    #expect(engine.topics.map(\.name) == ["t", "u"], "the engine's own topic is not shown")
    let member = try Self.member(engine)
    try engine.deleteTopic("t")
    #expect(member.committed([Self.place]) == [:])
    try engine.createTopic("t", partitions: 2)
    #expect(try Self.member(engine).committed([Self.place]) == [:])
    try engine.close()

    engine = try bench.open()
    #expect(try Self.member(engine).committed([Self.place]) == [:], "the tombstones were read back")
    #expect(try Self.member(engine, "g", "u").committed([PartitionID("u", 0)]) == [PartitionID("u", 0): 3])
  }

  @Test("a deleted topic's offsets don't come back when the engine dies before they are taken back")
  func diesInDeletion() throws {
    for changes in 0..<60 {
      let bench = Bench()
      do {
        let engine = try bench.open()
        try engine.createTopic("t", partitions: 2)
        try Self.member(engine).commit([Self.place: 7])
      }
      let storage = CrashingStorage(bench.files, changes: changes)
      _ = Engine.refusal { () throws(EngineError) in try bench.open(storage).deleteTopic("t") }
      let engine = try bench.open()
      if engine.topics.isEmpty { try engine.createTopic("t", partitions: 2) } else { continue }
      #expect(try Self.member(engine).committed([Self.place]) == [:], "after \(changes) changes")
    }
  }

  @Test("an engine that is killed, not closed, has every commit that returned")
  func killed() throws {
    let bench = Bench()
    do {
      let engine = try bench.open()
      try engine.createTopic("t", partitions: 2)
      let member = try Self.member(engine)
      for offset in 0..<500 { try member.commit([Self.place: Int64(offset)]) }
    }
    #expect(try Self.member(try bench.open()).committed([Self.place]) == [Self.place: 499])
  }

  @Test("a topic that grew over a segment is written anew, and what is valid is there afterwards")
  func compacts() throws {
    let bench = Bench()
    var engine = try bench.open()
    try engine.createTopic("t", partitions: 2)
    let member = try Self.member(engine)
    for offset in 0..<60_000 { try member.commit([Self.place: Int64(offset)]) }
    try member.commit([PartitionID("t", 0): 5])
    let before = try bench.files.list("d/__consumer_offsets-0").filter { $0.hasSuffix(".log") }.count
    #expect(before > 1)
    try engine.maintain()
    #expect(try bench.files.list("d/__consumer_offsets-0").filter { $0.hasSuffix(".log") }.count == 1)
    try engine.close()
    engine = try bench.open()
    #expect(
      try Self.member(engine).committed([Self.place, PartitionID("t", 0)])
        == [Self.place: 59_999, PartitionID("t", 0): 5])
  }
}
