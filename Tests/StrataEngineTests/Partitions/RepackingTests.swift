import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1: topics that say how their batches are packed.
@Suite struct RepackingTests {
  private let id = PartitionID("t", 0)
  private let text = (0..<300).map { "\($0 * $0 % 97) bottles" }.joined(separator: " ")

  private func batch(_ codec: Codec, _ value: String) throws -> [UInt8] {
    var builder = try BatchBuilder(codec: codec)
    try builder.add(key: nil, value: Array(value.utf8), timestamp: Timestamp(milliseconds: 1))
    return [UInt8](copying: try builder.finish().bytes)
  }

  /// Why a batch is not appended; nil if it is.
  private func append(_ bytes: [UInt8], to topic: Topic) throws -> EngineError? {
    let batch = try RecordBatch(checking: bytes.span)
    do throws(EngineError) { try topic.partitions[0].append(batch) } catch { return error }
    return nil
  }

  /// The last batch of a topic.
  private func last(_ topic: Topic) throws -> [UInt8] {
    let log = try topic.partitions[0].log
    let slice = try log.read(from: Offset(log.endOffset().value - 1))
    return [UInt8](copying: slice.bytes)
  }

  private func codec(_ batch: [UInt8]) throws -> Codec? { try BatchHeader(reading: batch.span).attributes.codec }

  @Test("a change of codec or level holds from the next batch on, and a batch of the topic's codec stays to the byte")
  func changes() throws {
    let engine = try Bench().open()
    let topic = try engine.createTopic("t")
    var sizes: [Int] = []
    let types: [[String: SettingChange]] = [
      [:], ["compression.type": .set("zstd")], ["compression.zstd.level": .set("-1000")],
      ["compression.type": .set("gzip")], ["compression.gzip.level": .set("1")],
      ["compression.type": .set("uncompressed")], ["compression.type": .set("snappy")],
      ["compression.type": .remove],
    ]
    let codecs: [Codec] = [.lz4, .zstd, .zstd, .gzip, .gzip, .none, .snappy, .lz4]
    for (change, codec) in zip(types, codecs) {
      try engine.changeTopic("t", change)
      #expect(try append(batch(.lz4, text), to: topic) == nil)
      let kept = try last(topic)
      #expect(try self.codec(kept) == codec)
      sizes.append(kept.count)
      let own = try batch(codec, "x")
      #expect(try append(own, to: topic) == nil)
      #expect(try last(topic).dropFirst(16) == own.dropFirst(16))
    }
    #expect(sizes[1] < sizes[2] && sizes[3] < sizes[4] && sizes[5] > text.utf8.count)
    let values = try topic.partitions[0].read().map(\.valueText)
    #expect(values == (0..<8).flatMap { _ in [text, "x"] })
  }

  @Test("what the broker says counts for topics that say nothing")
  func inherited() throws {
    let engine = try Engine(
      storage: MemoryStorage(), directory: "d", time: HandTime(), random: Seeded(1),
      settings: BrokerConfig(["compression.type": "zstd"]).engine)
    let topic = try engine.createTopic("t")
    #expect(try append(batch(.none, text), to: topic) == nil)
    #expect(try codec(last(topic)) == .zstd)
    let kept = try engine.createTopic("kept", settings: TopicSettings(["compression.type": "producer"]))
    #expect(try append(batch(.none, text), to: kept) == nil)
    #expect(try codec(last(kept)) == Codec.none)
  }

  @Test("what is sent and what is kept of it are held to the limit, and nothing is stored of what is refused")
  func limits() throws {
    let engine = try Bench().open()
    let topic = try engine.createTopic(
      "t", settings: TopicSettings(["compression.type": "gzip", "max.message.bytes": "300"]))
    let long = String(repeating: "x", count: 250)
    let (large, small) = (try batch(.none, long), try batch(.gzip, long))
    #expect(try append(large, to: topic) == .log(partition: id, .batchTooLarge(bytes: large.count, limit: 300)))
    #expect(try append(small, to: topic) == nil)
    try engine.changeTopic("t", ["compression.type": .set("uncompressed")])
    #expect(try append(small, to: topic) == .log(partition: id, .batchTooLarge(bytes: large.count, limit: 300)))
    #expect(try topic.partitions[0].log.endOffset() == Offset(1))
  }

  @Test(
    "records that can't be read are refused as everywhere",
    arguments: [
      (.gzip, 80, 255, .unpacking(.gzip)), (.none, 61, 1, .recordLength), (.none, 22, 5, .unknownCodec(5)),
    ] as [(Codec, Int, UInt8, BatchFlaw.Kind)])
  func unreadable(codec: Codec, at: Int, byte: UInt8, flaw: BatchFlaw.Kind) throws {
    let topic = try Bench().open().createTopic("t", settings: TopicSettings(["compression.type": "lz4"]))
    var bytes = try batch(codec, text)
    bytes[at] = byte
    let sum = RecordBatch.checksum(of: bytes.span)
    for n in 0..<4 { bytes[17 + n] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * n)) }
    let error = try append(bytes, to: topic)
    guard case .log(_, .badBatch(let found))? = error else { return fail("\(String(describing: error))") }
    #expect(found.kind == flaw)
  }
}
