import Testing

@testable import StrataLog

/// SPEC §6.5: what was on disk and no longer is what was written.
@Suite struct DamageTests {
  static let settings = RecoveryTests.settings
  static let skipping = LogSettings.with {
    $0 = settings
    $0.onDamage = .skip
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Changes the bytes of segment 0, five batches of 100 bytes, of a closed log of twelve.
    var change: @Sendable (inout [UInt8]) -> Void
    var lost: [Int64]
    /// Where the damage begins and its bytes.
    var place: (position: Int, bytes: Int)
  }

  static let cases: [Case] = [
    Case(testDescription: "a bit of a value", change: { $0[280] ^= 1 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a bit of the first batch", change: { $0[80] ^= 1 }, lost: [0], place: (0, 100)),
    Case(testDescription: "a bit of the last batch", change: { $0[480] ^= 1 }, lost: [4], place: (400, 100)),
    Case(testDescription: "a base offset, down", change: { $0[207] = 1 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a base offset, up", change: { $0[207] = 3 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a base offset, far up", change: { $0[203] = 1 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a length, longer", change: { $0[211] += 60 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a length, a batch longer", change: { $0[211] += 100 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a length, shorter", change: { $0[211] -= 20 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a length, negative", change: { $0[208] = 255 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a length, of the whole log", change: { $0[208] = 127 }, lost: [2], place: (200, 100)),
    Case(testDescription: "the record format", change: { $0[216] = 1 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a last offset", change: { $0[226] = 2 }, lost: [2], place: (200, 100)),
    Case(testDescription: "a checksum", change: { $0[220] ^= 64 }, lost: [2], place: (200, 100)),
    Case(
      testDescription: "a hole of zeroes over two batches and a half",
      change: { $0.replaceSubrange(150..<400, with: [UInt8](repeating: 0, count: 250)) }, lost: [1, 2, 3],
      place: (100, 300)),
    Case(
      testDescription: "a hole of zeroes up to the end",
      change: { $0.replaceSubrange(350..., with: [UInt8](repeating: 0, count: 150)) }, lost: [3, 4],
      place: (300, 200)),
    Case(
      testDescription: "all of it", change: { $0 = [UInt8](repeating: 7, count: 500) }, lost: [0, 1, 2, 3, 4],
      place: (0, 500)),
    Case(testDescription: "the file cut", change: { $0.removeSubrange(330...) }, lost: [3, 4], place: (300, 30)),
    Case(
      testDescription: "the file cut at a batch's edge", change: { $0.removeSubrange(300...) }, lost: [3, 4],
      place: (300, 0)),
    Case(testDescription: "the file empty", change: { $0 = [] }, lost: [0, 1, 2, 3, 4], place: (0, 0)),
    Case(
      testDescription: "a batch taken out", change: { $0.removeSubrange(200..<300) }, lost: [2], place: (200, 0)),
    Case(
      testDescription: "bytes put in between", change: { $0.insert(contentsOf: [1, 2, 3, 2, 2, 2], at: 200) },
      lost: [], place: (200, 6)),
    Case(
      testDescription: "a batch written twice", change: { $0.insert(contentsOf: Array($0[100..<200]), at: 200) },
      lost: [], place: (200, 100)),
    Case(
      testDescription: "a batch where another one was", change: { $0.replaceSubrange(200..<300, with: $0[300..<400]) },
      lost: [2], place: (200, 100)),
  ]

  /// A closed log whose first segment was changed.
  static func damaged(_ change: (inout [UInt8]) -> Void) throws -> Place {
    let place = try RecoveryTests.filled(.memory, closed: true)
    var bytes = try place.bytes(logName(0))
    change(&bytes)
    try place.write(logName(0), bytes)
    return place
  }

  @Test(
    "only what was hit is lost, it is named exactly, and the rest is served by offset and by time", arguments: cases)
  func skips(found: Case) throws {
    let place = try Self.damaged(found.change)
    let log = try place.open(Self.skipping)
    #expect(try log.all().map(\.offset) == (0..<12).filter { !found.lost.contains($0) })
    let damage = try #require(log.damage.first)
    #expect(damage.position == found.place.position && damage.byteCount == found.place.bytes, "\(damage)")
    #expect(Array(damage.from.value..<damage.upTo.value) == found.lost && log.damage.count == 1, "\(log.damage)")
    for offset in 0..<12 as Range<Int64> {
      let next = (offset..<12).first { !found.lost.contains($0) }
      #expect(try log.read(from: Offset(offset), maxBytes: 1).baseOffset.value == next)
      #expect(try log.offset(atOrAfter: Timestamp(milliseconds: offset * 10))?.offset.value == next)
    }
    try log.append(RollTests.hundred(1000))
    try log.close()
    #expect(try place.open(Self.skipping).endOffset() == Offset(13))
  }

  @Test("a reader that stops is told where to go on; nothing is kept from one that starts elsewhere", arguments: cases)
  func stops(found: Case) throws {
    let log = try Self.damaged(found.change).open(Self.settings)
    var read: [Int64] = []
    var told: [LogDamage] = []
    var next = log.startOffset
    while next < log.endOffset() {
      do throws(LogError) {
        let slice = try log.read(from: next)
        read += next.value..<slice.nextOffset.value
        next = slice.nextOffset
      } catch {
        guard case .damaged(let damage) = error else { throw error }
        told.append(damage)
        next = damage.upTo
      }
    }
    #expect(read == (0..<12).filter { !found.lost.contains($0) })
    #expect(told == (found.lost.isEmpty ? [] : log.damage))
  }

  @Test("damage is found by an open that reads the segment, or by who reads the batch first", arguments: cases)
  func found(found: Case) throws {
    let place = try Self.damaged(found.change)
    try place.remove("00000000000000000000.index")
    let files = try place.bytes(logName(0))
    let log = try place.open(Self.skipping)
    #expect(log.recovery.damage == log.damage && log.recovery.cuts.isEmpty && log.recovery.setAside.isEmpty)
    #expect(try log.all().map(\.offset) == (0..<12).filter { !found.lost.contains($0) })
    #expect(log.damage.flatMap { $0.from.value..<$0.upTo.value } == found.lost && log.damage.count == 1)
    #expect(try place.bytes(logName(0)) == files, "the bytes are kept")
  }

  @Test("two holes in a segment are two; what lies between is served")
  func two() throws {
    let log = try Self.damaged {
      $0[111] += 30
      $0[380] ^= 1
    }.open(Self.skipping)
    #expect(try log.all().map(\.offset) == [0, 2] + Array(4..<12))
    #expect(log.damage.map(\.position) == [100, 300])
  }

  @Test(
    "three batches between two whose heads are gone are served, though no index knows of them; fewer are not",
    arguments: [(7, [3, 7]), (8, [3, 8]), (6, [3, 4, 5, 6]), (5, [3, 4, 5])] as [(Int, [Int64])])
  func between(second: Int, lost: [Int64]) throws {
    let served = try Self.served {
      for n in [3, second] { $0.replaceSubrange(100 * n..<100 * n + 61, with: [UInt8](repeating: 0, count: 61)) }
    }
    #expect(served == (0..<12).filter { !lost.contains($0) })
  }

  /// What is served of a segment of twelve batches of 100 bytes that was changed, with an index entry for each other
  /// one if it is indexed.
  static func served(indexed: Bool = false, _ change: (inout [UInt8]) -> Void) throws -> [Int64] {
    let place = try Place(.memory)
    let settings = LogSettings.with {
      if indexed { $0.indexIntervalBytes = 150 }
      $0.onDamage = .skip
    }
    let log = try place.open(settings)
    for n in 0..<12 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    if indexed { try log.close() } else { try log.sync() }
    var bytes = try place.bytes(logName(0))
    change(&bytes)
    try place.write(logName(0), bytes)
    return try place.open(settings).all().map(\.offset)
  }

  @Test("a later batch and the next one's head, put where others were, hide nothing up to where they belong")
  func misdirected() throws {
    let served = try Self.served(indexed: true) { $0.replaceSubrange(430..<595, with: $0[800..<965]) }
    #expect(served == [0, 1, 2, 3, 6, 7, 8, 9, 10, 11])
  }

  @Test("of three later batches put where others were and of those that belong behind, the way on are the latter")
  func misdirectedMany() throws {
    let served = try Self.served { $0.replaceSubrange(110..<460, with: $0[700..<1050]) }
    #expect(served == [0, 5, 6, 7, 8, 9, 10, 11])
  }

  @Test("a batch inside a record's value is not taken for one of the log's")
  func embedded() throws {
    let place = try Place(.memory)
    let settings = LogSettings.with {
      $0.segmentMilliseconds = 10
      $0.onDamage = .skip
    }
    var log = try place.open(settings)
    try log.append([Entry("first")])
    // Batches of somebody's that say they are offsets 1 and 2, as a mirror of this very log would hold them.
    for offset in [UInt8(1), 2] {
      var inner = try batchBytes([Entry("not ours")])
      inner[7] = offset
      try log.append([Entry(key: nil, value: inner)])
    }
    try log.append([Entry("last")])
    try log.append([Entry("next segment", time: 100)])
    try log.close()
    let whole = try place.bytes(logName(0))
    let first = try BatchHeader(reading: whole.span).byteCount
    for length in [3, 40, 90] as [UInt8] {
      var bytes = whole
      bytes[first + 11] = length
      try place.write(logName(0), bytes)
      log = try place.open(settings)
      let found = try log.all()
      #expect(found.map(\.offset) == [0, 2, 3, 4])
      #expect(found.map(\.entry.value?.count) == [5, try batchBytes([Entry("not ours")]).count, 4, 12])
      try log.close()
    }
  }

  @Test("the second reader sums nothing; a scrub does, and finds what happened since")
  func onceSummed() throws {
    let place = try RecoveryTests.filled(.memory, closed: true)
    let log = try place.open(Self.settings)
    #expect(try log.all().count == 12)
    let file = try place.storage.open(place.path(logName(5)), create: false)
    // Of the batch at offset 7.
    try file.write([255], at: 280)
    #expect(try log.read(from: Offset(7)).baseOffset == Offset(7))
    let scrubbed = try log.scrub()
    #expect(scrubbed.found.map(\.from) == [Offset(7)] && scrubbed.isThrough && log.damage == scrubbed.found)
    #expect(throws: LogError.damaged(log.damage[0])) { try log.read(from: Offset(7)) }
    #expect(try log.scrub().found.isEmpty)
  }

  @Test("a scrub goes on where the last one ended, a batch at least, and begins anew behind the end")
  func paced() throws {
    let place = try RecoveryTests.filled(.memory, closed: true)
    let log = try place.open(Self.settings)
    var rounds = 0
    for step in 0..<30 {
      let scrubbed = try log.scrub(maxBytes: 1)
      if scrubbed.isThrough { rounds += 1 } else { #expect(scrubbed.byteCount == 100, "\(step)") }
      if rounds == 2 { break }
    }
    #expect(rounds == 2)
    #expect(try log.scrub(maxBytes: 650).byteCount == 700)
    #expect(try log.scrub(maxBytes: 1 << 20) == Scrubbed(byteCount: 500, found: [], isThrough: true))
    #expect(try log.scrub().byteCount == 1200)
  }

  @Test("a sync after a kill takes along what lies behind a hole, and the hole is still reported when all is on disk")
  func syncedBehindHole() throws {
    let storage = FaultyStorage()
    var log = try Log.open(directory: "p", storage: storage, settings: Self.skipping)
    for n in 0..<3 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.sync()
    for n in 3..<7 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.drain { _ in }
    try storage.open("p/" + logName(0), create: false).write([9], at: 116)
    log = try Log.open(directory: "p", storage: storage, settings: Self.skipping)
    #expect(log.damage.map(\.from.value) == [1] && log.endOffset(.synced) == Offset(3))
    storage.fail(.sync, logName(0))
    #expect(throws: LogError.self) { try log.sync() }
    storage.heal()
    for _ in 0..<2 {
      log = try Log.open(directory: "p", storage: storage, settings: Self.skipping)
      #expect(log.recovery.damage.map(\.from.value) == [1])
      #expect(try log.all().map(\.offset) == [0, 2, 3, 4, 5, 6])
      try log.close()
    }
  }

  @Test("a sync that fails while a batch is put back leaves the log read-only, as any other")
  func repairFails() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: Self.skipping)
    for n in 0..<4 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.close()
    let file = try storage.open("p/" + logName(0), create: false)
    let whole = try storage.contents("p/" + logName(0))
    try file.write([UInt8](repeating: 9, count: 30), at: 250)
    let again = try Log.open(directory: "p", storage: storage, settings: Self.skipping)
    #expect(try again.all().map(\.offset) == [0, 1, 3])
    storage.fail(.sync, logName(0))
    let batch = Array(whole[200..<300])
    #expect(throws: LogError.self) { _ = try again.repair(with: RecordBatch(checking: batch.span)) }
    storage.heal()
    let error = #expect(throws: LogError.self) { try again.append(RollTests.hundred(9)) }
    #expect(error.map { if case .poisoned = $0 { true } else { false } } == true, "\(String(describing: error))")
  }

  @Test("a batch from a copy is put back in its place, and only there", arguments: Place.Kind.allCases)
  func repair(kind: Place.Kind) throws {
    let place = try RecoveryTests.filled(kind, closed: true)
    let whole = try place.bytes(logName(0))
    var bytes = whole
    bytes[280] ^= 1
    bytes[311] += 9
    bytes[380] ^= 1
    try place.write(logName(0), bytes)
    let log = try place.open(Self.skipping)
    #expect(try log.all().count == 10)
    #expect(log.damage.map(\.byteCount) == [200])
    for n in [1, 3, 4] {
      #expect(try !log.repair(with: RecordBatch(checking: whole.span.extracting(n * 100..<n * 100 + 100))))
    }
    let other = try batchBytes([Entry("another")])
    #expect(try !log.repair(with: RecordBatch(checking: other.span)))
    for n in [2, 3] {
      #expect(try log.repair(with: RecordBatch(checking: whole.span.extracting(n * 100..<n * 100 + 100))))
    }
    #expect(log.damage.isEmpty)
    #expect(try log.all().map(\.offset) == Array(0..<12))
    #expect(try place.bytes(logName(0)) == whole)
  }

  @Test("appends and readers of the end go on while damage further up in their segment is found")
  func active() throws {
    let place = try Place(.memory)
    var log = try place.open(.with { $0.indexIntervalBytes = 150 })
    for n in 0..<6 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.close()
    log = try place.open(
      .with {
        $0.indexIntervalBytes = 150
        $0.onDamage = .skip
      })
    for n in 6..<9 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    let file = try place.storage.open(place.path(logName(0)), create: false)
    try file.write([255], at: 180)
    #expect(try log.all().map(\.offset) == [0] + Array(2..<9))
    for n in 9..<20 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    #expect(try log.all().map(\.offset) == [0] + Array(2..<20))
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 15))?.offset == Offset(15))
    #expect(log.damage.map(\.from) == [Offset(1)])
  }

  @Test("a batch that takes the next segment's offsets is damage, though it sums up")
  func overlap() throws {
    let place = try RecoveryTests.filled(.memory, closed: true)
    var bytes = try place.bytes(logName(0))
    var batch = Array(bytes[400...])
    (batch[26], batch[60]) = (2, 3)
    BatchFlawTests.sum(&batch)
    bytes.replaceSubrange(400..., with: batch)
    try place.write(logName(0), bytes)
    let log = try place.open(Self.settings)
    let damage = LogDamage(
      segment: place.path(logName(0)), position: 400, byteCount: 100, from: Offset(4), upTo: Offset(5),
      flaw: BatchFlaw(.offset(found: 7, due: 5), at: 23))
    #expect(throws: LogError.damaged(damage)) { try log.read(from: Offset(4)) }
    #expect(try log.all(from: 5).map(\.offset) == Array(5..<12))
  }
}
