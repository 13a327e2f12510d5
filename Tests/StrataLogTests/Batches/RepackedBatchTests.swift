import Testing

@testable import StrataLog

/// SPEC §7.1: a batch packed otherwise is the same batch.
@Suite struct RepackedBatchTests {
  /// The batch packed otherwise.
  static func repacked(_ bytes: [UInt8], _ packing: Packing) throws -> [UInt8] {
    let batch = try RecordBatch(checking: bytes.span)
    var records = try batch.records()
    while try records.next() {}
    let repacked = try RepackedBatch(batch, records: records.plainBytes, packing)
    return [UInt8](copying: repacked.batch.bytes)
  }

  @Test("all but the packing stays, to the byte", arguments: Codec.allCases, Codec.allCases)
  func same(from: Codec, to: Codec) throws {
    var builder = try BatchBuilder(codec: from)
    builder.producer = BatchProducer(id: 77, epoch: 3, sequence: 1_000)
    builder.isTransactional = true
    for entry in RecordsTests.corners {
      try builder.add(
        key: entry.key, value: entry.value, headers: entry.headers, timestamp: Timestamp(milliseconds: entry.time))
    }
    let bytes = [UInt8](copying: try builder.finish().bytes)
    let repacked = try Self.repacked(bytes, Packing(to))
    let batch = try RecordBatch(checking: repacked.span)
    #expect(batch.header.attributes.codec == to && batch.header.attributes.isTransactional)
    #expect(try Self.repacked(repacked, Packing(from)) == bytes)
    var read: [Entry] = []
    try batch.forEachRecord { read.append(Entry($0.copied())) }
    #expect(read == RecordsTests.corners)
  }

  @Test(
    "levels that try harder make batches smaller",
    arguments: [(.gzip, 1, 9), (.lz4, 9, 12), (.lz4, 9, 1), (.zstd, -100, 3), (.zstd, 3, 19)] as [(Codec, Int32, Int32)]
  )
  func levels(codec: Codec, less: Int32, more: Int32) throws {
    var numbers = SeededNumbers(seed: 3)
    let words = (0..<60).map { _ in (0..<9).map { _ in UInt8.random(in: 97...122, using: &numbers) } }
    let text = (0..<4_000).flatMap { _ in words[Int.random(in: 0..<60, using: &numbers)] }
    let bytes = try batchBytes([Entry(key: nil, value: text, time: 5)], codec: .none)
    let (large, small) = (
      try Self.repacked(bytes, Packing(codec, level: less)), try Self.repacked(bytes, Packing(codec, level: more))
    )
    #expect(small.count < large.count)
    #expect(try Self.repacked(large, Packing(.none)) == bytes && Self.repacked(small, Packing(.none)) == bytes)
  }

  @Test(
    "every level that Kafka takes packs",
    arguments: [(.gzip, 1...9), (.lz4, 1...17), (.zstd, -131_072...22)] as [(Codec, ClosedRange<Int32>)])
  func extremes(codec: Codec, levels: ClosedRange<Int32>) throws {
    let bytes = try batchBytes(RecordsTests.corners, codec: .none)
    for level in [levels.lowerBound, levels.upperBound] {
      #expect(try Self.repacked(Self.repacked(bytes, Packing(codec, level: level)), Packing(.none)) == bytes)
    }
  }
}
