import Testing

@testable import StrataLog

/// SPEC §2.5, §3: what goes into a batch comes out.
@Suite struct RecordsTests {
  static let corners = [
    Entry(key: nil, value: nil, time: 5),
    Entry(key: [], value: [], headers: [RecordHeader("", nil), RecordHeader("", []), RecordHeader("", [0])], time: 5),
    Entry(key: [0], value: nil, headers: [RecordHeader("same", [1]), RecordHeader("same", [2])], time: 4),
    Entry(key: nil, value: [UInt8](repeating: 9, count: 70_000), time: .max),
    Entry(key: [UInt8](repeating: 8, count: 300), value: [1], headers: [RecordHeader("größe", [255])], time: .min),
  ]

  @Test("nil, empty and large keys, values and headers stay what they are", arguments: Codec.allCases)
  func corners(codec: Codec) throws {
    let bytes = try batchBytes(Self.corners, codec: codec)
    let batch = try RecordBatch(checking: bytes.span)
    #expect(batch.header.attributes.codec == codec)
    #expect(batch.header.maxTimestamp.milliseconds == .max)
    var read: [Entry] = []
    try batch.forEachRecord { read.append(Entry($0.copied())) }
    #expect(read == Self.corners)
  }

  @Test("a builder is used again: no batch has anything of the one before", arguments: Codec.allCases)
  func reused(codec: Codec) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    var builder = try BatchBuilder(codec: codec)
    for _ in 0..<60 {
      builder.reset()
      let entries = (0..<Int.random(in: 1...30, using: &numbers)).map { _ in Self.random(&numbers) }
      for entry in entries {
        try builder.add(
          key: entry.key, value: entry.value, headers: entry.headers, timestamp: Timestamp(milliseconds: entry.time))
      }
      let bytes = [UInt8](copying: try builder.finish().bytes)
      #expect(try batchBytes(entries, codec: codec) == bytes, "seed \(seed)")
      var read: [Entry] = []
      try RecordBatch(checking: bytes.span).forEachRecord { read.append(Entry($0.copied())) }
      #expect(read == entries, "seed \(seed)")
    }
  }

  static func random(_ numbers: inout SeededNumbers) -> Entry {
    func bytes() -> [UInt8]? {
      guard Int.random(in: 0..<5, using: &numbers) > 0 else { return nil }
      return (0..<Int.random(in: 0..<200, using: &numbers)).map { _ in UInt8.random(in: 0...9, using: &numbers) }
    }
    let headers = (0..<Int.random(in: 0..<3, using: &numbers)).map { RecordHeader("h\($0)", bytes()) }
    return Entry(
      key: bytes(), value: bytes(), headers: headers, time: Int64.random(in: 0..<1_000_000, using: &numbers))
  }

  @Test("a batch without records is not built")
  func empty() throws {
    #expect(throws: LogError.badBatch(BatchFlaw(.count(records: 0, lastOffsetDelta: -1), at: 57))) {
      var builder = try BatchBuilder()
      _ = try builder.finish()
    }
  }

  @Test(
    "a variable-length integer takes the bytes it needs",
    arguments: [
      (0, [0]), (-1, [1]), (1, [2]), (63, [126]), (64, [128, 1]), (-64, [127]), (-65, [129, 1]),
      (Int64(Int32.max), [254, 255, 255, 255, 15]), (Int64.min, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
    ] as [(Int64, [UInt8])])
  func varint(value: Int64, bytes: [UInt8]) throws {
    #expect(varintSize(value) == bytes.count)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 10, alignment: 1)
    defer { unsafe room.deallocate() }
    var writer = unsafe RecordWriter(at: room)
    writer.put(varlong: value)
    #expect(unsafe Array(room[..<writer.written]) == bytes)
    var reader = RecordReader(bytes.span, from: 0)
    #expect(try reader.varlong() == value)
  }
}
