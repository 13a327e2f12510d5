import Testing

@testable import StrataLog

/// SPEC §4.4, §5.2
@Suite struct ReadTests {
  static let small = LogSettings.with {
    $0.segmentBytes = 600
    $0.indexIntervalBytes = 150
  }

  /// Twenty batches of three records, in several segments.
  static func filled(_ kind: Place.Kind = .memory) throws -> (Place, Log) {
    let place = try Place(kind)
    let log = try place.open(small)
    for n in 0..<20 { try log.append((0..<3).map { Entry("\(3 * n + $0)", time: Int64(n)) }) }
    #expect(log.segmentCount > 3)
    return (place, log)
  }

  @Test("from every offset and for every number of bytes the records come in order, none missing, none twice")
  func everyOffset() throws {
    let (_, log) = try Self.filled()
    for from in Int64(0)...60 {
      for maxBytes in [0, 1, 80, 250, 1 << 20] {
        let found = try log.all(from: from, maxBytes: maxBytes)
        #expect(found.map(\.offset) == Array(from..<60))
        #expect(found.map(\.entry) == (from..<60).map { Entry("\($0)", time: $0 / 3) })
      }
    }
  }

  @Test("a read gives at least one batch, whole ones, and no more bytes than allowed beyond that")
  func bytes() throws {
    let (_, log) = try Self.filled()
    let one = try log.read(from: Offset(4), maxBytes: 1)
    #expect(one.baseOffset == Offset(3) && one.nextOffset == Offset(6))
    let two = try log.read(from: Offset(3), maxBytes: 2 * one.byteCount + 1)
    #expect(two.byteCount <= 2 * one.byteCount + 1 && two.nextOffset == Offset(9))
    let negative = try log.read(from: Offset(4), maxBytes: -5)
    #expect(negative.byteCount == one.byteCount)
  }

  @Test("the end is empty, what is past it or below the start is out of range and says the range")
  func range() throws {
    let (_, log) = try Self.filled()
    let atEnd = try log.read(from: Offset(60))
    #expect(atEnd.isEmpty && atEnd.nextOffset == Offset(60) && atEnd.bytes.isEmpty)
    #expect(throws: LogError.outOfRange(offset: Offset(61), start: Offset(0), end: Offset(60))) {
      try log.read(from: Offset(61))
    }
    try log.deleteRecords(before: Offset(7))
    #expect(throws: LogError.outOfRange(offset: Offset(6), start: Offset(7), end: Offset(60))) {
      try log.read(from: Offset(6))
    }
    #expect(try log.all().map(\.offset) == Array(7..<60))
  }

  @Test("an empty log has nothing, at its end", arguments: Place.Kind.allCases)
  func empty(kind: Place.Kind) throws {
    let log = try Place(kind).open()
    #expect(try log.read(from: Offset(0)).isEmpty)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 0)) == nil)
    #expect(try log.latest() == nil)
  }

  @Test("at the level synced only what was synced is seen", arguments: Place.Kind.allCases)
  func synced(kind: Place.Kind) throws {
    let place = try Place(kind)
    let log = try place.open(Self.small)
    for n in 0..<10 { try log.append([Entry("\(n)")]) }
    #expect(log.endOffset(.synced) == Offset(0))
    #expect(try log.all(upTo: .synced).isEmpty)
    #expect(throws: LogError.outOfRange(offset: Offset(1), start: Offset(0), end: Offset(0))) {
      try log.read(from: Offset(1), upTo: .synced)
    }
    let appended = try log.append([Entry("10")], durability: .synced)
    #expect(appended.durability == .synced)
    try log.append([Entry("11")])
    #expect(log.endOffset(.synced) == Offset(11) && log.endOffset() == Offset(12))
    #expect(try log.all(upTo: .synced).map(\.offset) == Array(0..<11))
    try log.sync()
    #expect(try log.all(upTo: .synced).map(\.offset) == Array(0..<12))
  }

  @Test("a slice stays what it is when the log is cut, closed and gone", arguments: Place.Kind.allCases)
  func retained(kind: Place.Kind) throws {
    func slice() throws -> (Place, LogSlice) {
      let (place, log) = try Self.filled(kind)
      let slice = try log.read(from: Offset(0))
      try log.deleteRecords(before: Offset(60))
      try log.close()
      return (place, slice)
    }
    let (_, slice) = try slice()
    var count = 0
    try slice.forEachBatch { batch in try batch.forEachRecord { _ in count += 1 } }
    #expect(count == Int(slice.nextOffset.value))
  }

  @Test("a closed log takes no call")
  func closed() throws {
    let (_, log) = try Self.filled()
    try log.close()
    try log.close()
    #expect(throws: LogError.closed) { try log.append([Entry("x")]) }
    #expect(throws: LogError.closed) { try log.read(from: Offset(0)) }
    #expect(throws: LogError.closed) { try log.offset(atOrAfter: Timestamp(milliseconds: 0)) }
    #expect(throws: LogError.closed) { try log.sync() }
    #expect(throws: LogError.closed) { try log.maintain() }
    #expect(throws: LogError.closed) { try log.enforceRetention() }
  }
}
