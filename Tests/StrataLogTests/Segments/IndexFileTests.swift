import Testing

@testable import StrataLog

/// SPEC §4.2
@Suite struct OffsetIndexTests {
  static let index = {
    var index = OffsetIndex(base: Offset(100))
    for (offset, position) in [(104, 4100), (109, 8300), (117, 12_400)] as [(Int64, Int)] {
      index.append(lastOffset: Offset(offset), position: position)
    }
    return index
  }()

  @Test(
    "a search begins at the last entry at or below the offset",
    arguments: [
      (0, nil), (100, nil), (103, nil), (104, 4100), (108, 4100), (109, 8300), (5_000, 12_400),
    ] as [(Int64, Int32?)])
  func search(offset: Int64, position: Int32?) {
    #expect(Self.index.entry(atOrBelow: Offset(offset))?.position.value == position)
  }

  @Test(
    "a search by position begins at the last batch at or before it",
    arguments: [(0, nil), (4099, nil), (4100, 4100), (8299, 4100), (99_999, 12_400)] as [(Int32, Int32?)])
  func searchByPosition(position: Int32, found: Int32?) {
    #expect(Self.index.entry(atOrBelow: FilePosition(position))?.position.value == found)
  }

  @Test("what is further than four bytes can say gets no entry")
  func far() {
    var index = Self.index
    index.append(lastOffset: Offset(100 + (1 << 31)), position: 13_000)
    index.append(lastOffset: Offset(200), position: 1 << 31)
    #expect(index.count == 3)
    index.append(lastOffset: Offset(99 + (1 << 31)), position: (1 << 31) - 1)
    #expect(index.count == 4)
  }

  @Test("the file is offset less base and position, both in four bytes, high ones first")
  func bytes() throws {
    let file = Self.index.encoded()
    #expect(file == [0, 0, 0, 4, 0, 0, 16, 4, 0, 0, 0, 9, 0, 0, 32, 108, 0, 0, 0, 17, 0, 0, 48, 112])
    let read = try OffsetIndex(base: Offset(100), reading: file.span)
    #expect((0..<3).map { read[$0] } == (0..<3).map { Self.index[$0] })
  }

  @Test(
    "an unfit file is refused with its first flaw",
    arguments: [
      ([0, 0, 0, 4, 0, 0], IndexFlaw.torn(bytes: 6)),
      ([0, 0, 0, 4, 0, 0, 16, 4, 0, 0, 0, 4, 0, 0, 32, 0], .notRising(entry: 1)),
      ([0, 0, 0, 4, 0, 0, 16, 4, 0, 0, 0, 5, 0, 0, 16, 4], .notRising(entry: 1)),
      ([255, 255, 255, 255, 0, 0, 16, 4], .belowBase(entry: 0)),
      ([0, 0, 0, 0, 255, 0, 16, 4], .belowBase(entry: 0)),
      ([0, 0, 0, 0, 0, 0, 0, 0], .notRising(entry: 0)),
    ] as [([UInt8], IndexFlaw)])
  func flaws(file: [UInt8], flaw: IndexFlaw) {
    #expect(throws: flaw) { try OffsetIndex(base: Offset(100), reading: file.span) }
  }
}

/// SPEC §4.3
@Suite struct TimeIndexTests {
  static let index = {
    var index = TimeIndex(base: Offset(100))
    for (time, offset) in [(1000, 104), (1000, 109), (999, 112), (1002, 117)] as [(Int64, Int64)] {
      index.appendIfLater(.init(timestamp: Timestamp(milliseconds: time), offset: Offset(offset)))
    }
    return index
  }()

  @Test(
    "a search begins at the last entry not later than the time",
    arguments: [(999, nil), (1000, 104), (1001, 104), (1002, 117), (.max, 117)] as [(Int64, Int64?)])
  func search(time: Int64, offset: Int64?) {
    #expect(Self.index.entry(atOrBefore: Timestamp(milliseconds: time))?.offset.value == offset)
  }

  @Test("only later times get an entry; the file is time in eight bytes and offset less base in four")
  func bytes() throws {
    let file = Self.index.encoded()
    #expect(file == [0, 0, 0, 0, 0, 0, 3, 232, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 3, 234, 0, 0, 0, 17])
    let read = try TimeIndex(base: Offset(100), reading: file.span)
    #expect((0..<2).map { read[$0] } == (0..<2).map { Self.index[$0] })
  }

  @Test(
    "an unfit file is refused with its first flaw",
    arguments: [
      ([0, 0, 0], IndexFlaw.torn(bytes: 3)),
      ([UInt8](repeating: 0, count: 24), .notRising(entry: 1)),
      ([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4], .notRising(entry: 1)),
      ([255, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4], .belowBase(entry: 0)),
      ([0, 0, 0, 0, 0, 0, 0, 1, 128, 0, 0, 4], .belowBase(entry: 0)),
    ] as [([UInt8], IndexFlaw)])
  func flaws(file: [UInt8], flaw: IndexFlaw) {
    #expect(throws: flaw) { try TimeIndex(base: Offset(100), reading: file.span) }
  }
}

/// SPEC §4.2, §4.3: which batches get entries.
@Suite struct SegmentIndexesTests {
  /// Entries after batches of these sizes and times, one record each, with an interval of 100.
  static func indexes(_ batches: [(size: Int, time: Int64)], sealed: Bool) -> ([[Int64]], [[Int64]]) {
    var indexes = SegmentIndexes(base: Offset(10))
    var position = 0
    for (n, batch) in batches.enumerated() {
      indexes.add(
        lastOffset: Int64(10 + n), maxTimestamp: Timestamp(milliseconds: batch.time), position: position, interval: 100)
      position += batch.size
    }
    if sealed { indexes.seal() }
    return (
      (0..<indexes.offsets.count).map {
        [indexes.offsets[$0].lastOffset.value, Int64(indexes.offsets[$0].position.value)]
      },
      (0..<indexes.times.count).map { [indexes.times[$0].timestamp.milliseconds, indexes.times[$0].offset.value] }
    )
  }

  @Test("the first batch gets none, the next one more than the interval after the last that did")
  func spacing() {
    let (offsets, times) = Self.indexes([(100, 1), (1, 2), (100, 3), (500, 4), (50, 5)], sealed: false)
    #expect(offsets == [[12, 101], [14, 701]])
    #expect(times == [[3, 12], [5, 14]])
  }

  @Test("sealing adds the latest time, by the batch that brought it; not twice")
  func sealing() {
    #expect(Self.indexes([(500, 9), (10, 3)], sealed: false).1 == [[9, 10]])
    #expect(Self.indexes([(50, 1), (10, 7), (10, 3)], sealed: true).1 == [[7, 11]])
    #expect(Self.indexes([(500, 9), (10, 3)], sealed: true).1 == [[9, 10]])
    #expect(Self.indexes([], sealed: true).1 == [])
  }

  static func segment(_ indexes: SegmentIndexes, map: MappedRange? = nil) -> Segment {
    let files = SegmentFiles(storage: MemoryStorage(), directory: "/log", base: 0)
    return Segment(base: 0, files: files, byteCount: map?.count ?? 0, indexes: indexes, map: map)
  }

  @Test("a segment's are what they would be if each batch were added, and it says when one brings something")
  func ofSegment() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<50 {
      let segment = Self.segment(SegmentIndexes(base: 0))
      var all = SegmentIndexes(base: 0)
      var position = 0
      for n in 0..<40 as Range<Int64> {
        let before = all
        let time = Timestamp(milliseconds: Int64.random(in: -1...20, using: &numbers))
        all.add(lastOffset: n, maxTimestamp: time, position: position, interval: 100)
        let isNew = segment.index(lastOffset: n, time, at: position, interval: 100)
        #expect(isNew || all.offsets.count == before.offsets.count && all.latest == before.latest, "seed \(seed)")
        #expect(segment.indexes.offsets.encoded() == all.offsets.encoded(), "seed \(seed)")
        #expect(segment.indexes.times.encoded() == all.times.encoded(), "seed \(seed)")
        #expect(segment.indexes.latest == all.latest, "seed \(seed)")
        #expect(segment.indexes.firstTimestamp == all.firstTimestamp, "seed \(seed)")
        position += Int.random(in: 61...90, using: &numbers)
      }
    }
  }

  @Test("a time earlier than one that indexes lied about counts once the segment was examined")
  func afterLie() throws {
    let batch = try batchBytes([Entry("a", time: 5)])
    let storage = MemoryStorage()
    try storage.makeDirectory("d")
    let file = try storage.open("d/batches", create: true)
    try file.write(batch.span, at: 0)
    let map = try file.map(batch.count)
    var lying = SegmentIndexes(base: 0)
    lying.add(lastOffset: 0, maxTimestamp: Timestamp(milliseconds: 50), position: 0, interval: 100)
    let segment = Self.segment(lying, map: map)
    try segment.examine(batch.count, next: 1, lying.mark, interval: 100)
    #expect(segment.index(lastOffset: 1, Timestamp(milliseconds: 7), at: batch.count, interval: 100))
    #expect(segment.indexes.latest == TimeIndex.Entry(timestamp: Timestamp(milliseconds: 7), offset: 1))
  }
}
