import Testing

@testable import StrataLog

/// SPEC §4.5
@Suite struct TimeTests {
  @Test(
    "the first record in order of offsets at or after the time is found, whatever the order of times",
    arguments: [Codec.none, .zstd])
  func againstScan(codec: Codec) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<8 {
      let place = try Place(.memory)
      let settings = LogSettings.with {
        $0.segmentBytes = 1200
        $0.indexIntervalBytes = 200
      }
      var log = try place.open(settings)
      var times: [Int64] = []
      for n in 0..<Int.random(in: 1...120, using: &numbers) {
        let batch = (0..<Int.random(in: 1...4, using: &numbers)).map { _ in
          round % 2 == 0
            ? Int64.random(in: 0...200, using: &numbers) : Int64(n * 3) + Int64.random(in: 0...9, using: &numbers)
        }
        try log.append(batch.map { Entry("v", time: $0) }, codec: codec)
        times += batch
      }
      for _ in 0..<2 {
        for time in Int64(-2)...400 {
          let expected = times.firstIndex { $0 >= time }
          let found = try log.offset(atOrAfter: Timestamp(milliseconds: time))
          #expect(found?.offset.value == expected.map(Int64.init), "time \(time), seed \(seed)")
          #expect(found?.timestamp.milliseconds == expected.map { times[$0] }, "time \(time), seed \(seed)")
        }
        let latest = try log.latest()
        #expect(
          latest?.offset.value == times.max().flatMap { times.firstIndex(of: $0) }.map(Int64.init), "seed \(seed)")
        try log.close()
        log = try place.open(settings)
      }
    }
  }

  @Test("records below the start are not found")
  func belowStart() throws {
    let log = try Place(.memory).open()
    try log.append([Entry("a", time: 50), Entry("b", time: 10)])
    try log.append([Entry("c", time: 20)])
    try log.deleteRecords(before: Offset(1))
    let found = try log.offset(atOrAfter: Timestamp(milliseconds: 15))
    #expect(found?.offset == Offset(2))
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 21)) == nil)
  }

  @Test(
    "a time index whose last entry says another time than the batch it means is rebuilt", arguments: [4, 64] as [UInt8])
  func lastEntryLies(bit: UInt8) throws {
    let place = try RecoveryTests.filled(.memory, closed: true)
    let name = SegmentFiles.digits(0) + ".timeindex"
    let whole = try place.bytes(name)
    var bytes = whole
    // The low byte of the time of the segment's last batch, 40.
    bytes[bytes.count - 5] ^= bit
    try place.write(name, bytes)
    let log = try place.open(RecoveryTests.settings)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 40))?.offset == Offset(4))
    #expect(log.recovery.rebuiltIndexes.count == 1 && log.damage.isEmpty)
    try log.close()
    #expect(try place.bytes(name) == whole)
  }

  /// What an index file of a segment can say that is whole in itself.
  enum Misread: CaseIterable, CustomTestStringConvertible {
    /// Of this segment, as it was before later batches came.
    case older
    /// Of a longer segment: it names a batch that is not here.
    case another

    var testDescription: String { self == .older ? "an older one" : "another segment's" }
  }

  @Test("a whole time index that is not this segment's, or not its newest, is rebuilt", arguments: Misread.allCases)
  func wholeButWrong(_ misread: Misread) throws {
    let place = try RecoveryTests.filled(.memory, closed: true)
    let name = SegmentFiles.digits(0) + ".timeindex"
    let whole = try place.bytes(name)
    #expect(whole.count >= 24)
    var bytes = whole
    switch misread {
    case .older: bytes.removeLast(12)
    case .another:
      bytes.removeLast(4)
      bytes.appendBigEndian(Int32(1_000))
    }
    try place.write(name, bytes)
    let log = try place.open(RecoveryTests.settings)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 40))?.offset == Offset(4))
    #expect(log.recovery.rebuiltIndexes.count == 1 && log.damage.isEmpty)
    try log.close()
    #expect(try place.bytes(name) == whole)
  }
}
