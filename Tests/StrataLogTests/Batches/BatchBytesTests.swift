import Testing

@testable import StrataLog

/// SPEC §2.1, §2.5: the bytes themselves.
@Suite struct BatchBytesTests {
  /// Two records, written down by hand: a key and a header; a tombstone one millisecond earlier.
  static let bytes: [UInt8] = [
    0, 0, 0, 0, 0, 0, 0, 0,  // base offset
    0, 0, 0, 71,  // length
    255, 255, 255, 255,  // leader epoch
    2,  // magic
    29, 73, 87, 183,  // crc
    0, 0,  // attributes
    0, 0, 0, 1,  // last offset delta
    0, 0, 0, 0, 0, 0, 3, 232,  // base timestamp 1000
    0, 0, 0, 0, 0, 0, 3, 232,  // max timestamp 1000
    0, 0, 0, 0, 0, 0, 0, 7,  // producer id
    0, 3,  // producer epoch
    0, 0, 0, 9,  // base sequence
    0, 0, 0, 2,  // records
    28, 0, 0, 0, 2, 107, 4, 118, 118, 2, 2, 104, 4, 1, 2,  // length 14, Δt 0, Δo 0, "k", "vv", one header "h": 1 2
    12, 0, 1, 2, 0, 1, 0,  // length 6, Δt −1, Δo 1, empty key, nil value, no header
  ]

  static let entries = [
    Entry(key: [107], value: [118, 118], headers: [RecordHeader("h", [1, 2])], time: 1000),
    Entry(key: [], value: nil, time: 999),
  ]

  @Test("a built batch has the bytes written down by hand")
  func built() throws {
    let built = try batchBytes(Self.entries, producer: BatchProducer(id: 7, epoch: 3, sequence: 9))
    #expect(built == Self.bytes)
  }

  @Test("the bytes written down by hand read as the records they were made of")
  func read() throws {
    let batch = try RecordBatch(checking: Self.bytes.span)
    #expect(batch.header.producer == BatchProducer(id: 7, epoch: 3, sequence: 9))
    #expect(batch.header.maxTimestamp == Timestamp(milliseconds: 1000))
    var read: [Entry] = []
    try batch.forEachRecord { read.append(Entry($0.copied())) }
    #expect(read == Self.entries)
  }

  @Test("the log stamps offset and epoch in place, and the checksum still holds")
  func stamped() throws {
    let place = try Place(.memory)
    let log = try place.open()
    try log.append([Entry("before")])
    let bytes = Self.bytes
    try log.append(RecordBatch(checking: bytes.span), leaderEpoch: 5)
    let stored = try log.read(from: Offset(1))
    var stamped = bytes
    stamped.replaceSubrange(0..<8, with: [0, 0, 0, 0, 0, 0, 0, 1])
    stamped.replaceSubrange(12..<16, with: [0, 0, 0, 5])
    #expect([UInt8](copying: stored.bytes) == stamped)
    #expect(try log.all(from: 1).map(\.offset) == [1, 2])
  }
}
