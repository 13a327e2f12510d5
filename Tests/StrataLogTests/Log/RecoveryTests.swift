import Testing

@testable import StrataLog

/// SPEC §6.4: what damage leaves, and what the log says of it.
@Suite struct RecoveryTests {
  static let settings = LogSettings.with {
    $0.segmentBytes = 550
    $0.indexIntervalBytes = 150
  }

  /// Twelve batches of 100 bytes and one record each, at times 0, 10, …: segments 0, 5 and 10. `closed` or as a
  /// killed process leaves it that had drained its tail buffer, which is lost.
  static func filled(_ kind: Place.Kind = .disk, closed: Bool) throws -> Place {
    let place = try Place(kind)
    let log = try place.open(settings)
    for n in 0..<12 { try log.append(RollTests.hundred(Int64(n) * 10)) }
    #expect(try RollTests.bases(place) == [0, 5, 10])
    if closed {
      try log.close()
    } else {
      try log.drain { _ in }
      try place.remove(TailBuffer.name)
    }
    return place
  }

  /// The log serves these offsets, each found by its time too, and takes appends at `end`, also when opened once more.
  static func serves(_ place: Place, _ offsets: [Int64], end: Int64) throws {
    for n in Int64(0)...1 {
      let log = try place.open(settings)
      #expect(log.endOffset() == Offset(end + n))
      #expect(try log.all(from: offsets.first ?? end).map(\.offset) == offsets + (n == 0 ? [] : [end]))
      for offset in offsets {
        #expect(try log.offset(atOrAfter: Timestamp(milliseconds: offset * 10))?.offset == Offset(offset))
      }
      #expect(try log.append(RollTests.hundred(1000)).baseOffset == Offset(end + n))
      try log.close()
    }
  }

  @Test("a killed process's log is whole and clean", arguments: Place.Kind.allCases)
  func killed(kind: Place.Kind) throws {
    let place = try Self.filled(kind, closed: false)
    let log = try place.open(Self.settings)
    #expect(log.recovery == Recovery(scannedBytes: 1200))
    try log.close()
    try Self.serves(place, Array(0..<12), end: 12)
  }

  @Test("a closed log is not read through; finished segments of a killed one are not either")
  func trusted() throws {
    let place = try Self.filled(closed: true)
    #expect(try place.open(Self.settings).recovery == Recovery())
    let other = try Self.filled(closed: false)
    let log = try other.open(Self.settings)
    try log.maintain()
    #expect(try other.open(Self.settings).recovery == Recovery(scannedBytes: 200))
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Damages a killed log.
    var change: @Sendable (Place) throws -> Void
    /// One past the last record that survives.
    var end: Int64
    /// Where the segment is cut, and the bytes kept: a whole batch of these ends with a zero, which is not.
    var cut: (position: Int, bytes: Int)?
    var setAside: [String] = []
  }

  static func changeLog(_ base: Int64, _ change: @escaping @Sendable (inout [UInt8]) -> Void)
    -> @Sendable (Place) throws -> Void
  {
    { place in
      var bytes = try place.bytes(logName(base))
      change(&bytes)
      try place.write(logName(base), bytes)
    }
  }

  static let damages: [Damage] = [
    Damage(
      testDescription: "the last batch one byte short", change: changeLog(10) { $0.removeSubrange(199...) }, end: 11,
      cut: (100, 99)),
    Damage(
      testDescription: "the last batch with its header torn", change: changeLog(10) { $0.removeSubrange(117...) },
      end: 11, cut: (100, 17)),
    Damage(testDescription: "cut at a batch's edge", change: changeLog(10) { $0.removeSubrange(100...) }, end: 11),
    Damage(testDescription: "the last segment empty", change: changeLog(10) { $0 = [] }, end: 10),
    Damage(
      testDescription: "garbage after the end",
      change: changeLog(10) { $0.replaceSubrange(200..., with: [UInt8](repeating: 7, count: 500)) }, end: 12,
      cut: (200, 500)),
    Damage(
      testDescription: "garbage far after the end",
      change: changeLog(10) { $0 += [UInt8](repeating: 0, count: 100) + [1] }, end: 12, cut: (200, 101)),
    Damage(
      testDescription: "a flipped bit in a value", change: changeLog(10) { $0[180] ^= 1 }, end: 11, cut: (100, 99)),
    Damage(
      testDescription: "a flipped bit in a base offset", change: changeLog(10) { $0[107] ^= 1 }, end: 11,
      cut: (100, 99)),
    Damage(
      testDescription: "a hole of zeroes",
      change: changeLog(10) { $0.replaceSubrange(0..<100, with: [UInt8](repeating: 0, count: 100)) }, end: 10,
      cut: (0, 199)),
    Damage(
      testDescription: "a flipped bit before other segments, none finished", change: changeLog(5) { $0[210] ^= 4 },
      end: 7, cut: (200, 299), setAside: ["00000000000000000010.log.cut"]),
    Damage(
      testDescription: "a batch missing before the next segment", change: changeLog(5) { $0.removeSubrange(400...) },
      end: 9, cut: (400, 0), setAside: ["00000000000000000010.log.cut"]),
    Damage(
      testDescription: "the first segment's first bit", change: changeLog(0) { $0[0] ^= 128 }, end: 0, cut: (0, 499),
      setAside: ["00000000000000000005.log.cut", "00000000000000000010.log.cut"]),
    Damage(
      testDescription: "a segment missing", change: { try $0.remove(logName(5)) }, end: 5, cut: (500, 0),
      setAside: ["00000000000000000010.log.cut"]),
  ]

  @Test("what a crash tore is cut, kept aside and reported; what was before it is served", arguments: damages)
  func torn(damage: Damage) throws {
    let place = try Self.filled(closed: false)
    try damage.change(place)
    let before = try RollTests.bases(place).map { try place.bytes(logName($0)) }
    let log = try place.open(Self.settings)
    #expect(log.recovery.cuts.map(\.position) == (damage.cut.map { [$0.position] } ?? []))
    #expect(log.recovery.cuts.map(\.bytes) == (damage.cut.map { [$0.bytes] } ?? []))
    #expect(log.recovery.setAside == damage.setAside.map { place.path($0) })
    #expect(log.recovery.damage.isEmpty)
    for cut in log.recovery.cuts where cut.bytes > 0 {
      let kept = try place.storage.contents(#require(cut.keptIn))
      #expect(before.contains { $0.dropFirst(cut.position).starts(with: kept) })
      #expect(kept.count == cut.bytes)
    }
    for name in damage.setAside { #expect(before.contains(try place.bytes(name))) }
    try log.close()
    try Self.serves(place, Array(0..<damage.end), end: damage.end)
  }

  @Test("a segment cut at the same byte again keeps both cuts")
  func cutAgain() throws {
    let place = try Self.filled(closed: false)
    for (n, garbage) in [UInt8(1), 2].enumerated() {
      try Self.changeLog(10) { $0.replaceSubrange(200..., with: [garbage, garbage]) }(place)
      let log = try place.open(Self.settings)
      #expect(log.recovery.cuts.first?.keptIn == place.path("00000000000000000010.200\(n == 0 ? "" : ".2").cut"))
    }
    #expect(try place.bytes("00000000000000000010.200.cut") == [1, 1])
    #expect(try place.bytes("00000000000000000010.200.2.cut") == [2, 2])
  }

  @Test("rot in a segment before a finished one costs its offsets only, and the file stays as it is")
  func rot() throws {
    let place = try Self.filled(closed: true)
    try Self.changeLog(0) { $0[210] ^= 4 }(place)
    // Trusted: found when it is read.
    var log = try place.open(Self.settings)
    #expect(log.recovery == Recovery() && log.damage.isEmpty)
    let flaw = #expect(throws: LogError.self) { try log.all() }
    guard case .damaged(let damage)? = flaw else {
      Issue.record("\(String(describing: flaw))")
      return
    }
    #expect(damage.segment == place.path(logName(0)) && damage.position == 200 && damage.byteCount == 100)
    #expect(damage.from == Offset(2) && damage.upTo == Offset(3) && log.damage == [damage])
    try log.close()
    // Not trusted: found at open, and every time again.
    try place.remove("00000000000000000000.index")
    let bytes = try place.bytes(logName(0))
    for _ in 0..<2 {
      log = try place.open(Self.settings)
      #expect(log.recovery.damage == [damage] && log.damage == [damage])
      #expect(log.recovery.cuts.isEmpty && log.recovery.setAside.isEmpty)
      #expect(try log.read(from: Offset(0)).nextOffset == Offset(2))
      #expect(throws: LogError.damaged(damage)) { try log.read(from: Offset(2)) }
      #expect(try log.all(from: 3).map(\.offset) == Array(3..<12))
      try log.close()
      #expect(try place.bytes(logName(0)) == bytes)
    }
  }

  struct IndexDamage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var name: String
    /// Nil removes the file.
    var change: (@Sendable (inout [UInt8]) -> Void)?
  }

  static let indexDamages: [IndexDamage] = ["00000000000000000000", "00000000000000000010"].flatMap { base in
    [".index", ".timeindex"].flatMap { suffix in
      let size = suffix == ".index" ? 8 : 12
      let name = base + suffix
      return [
        IndexDamage(testDescription: "\(name) missing", name: name, change: nil),
        IndexDamage(testDescription: "\(name) empty", name: name, change: { $0 = [] }),
        IndexDamage(
          testDescription: "\(name) torn", name: name, change: { $0 = $0.isEmpty ? [1] : $0.dropLast(3) }),
        IndexDamage(
          testDescription: "\(name) of zeroes", name: name, change: { $0 = [UInt8](repeating: 0, count: 4 * size) }),
        IndexDamage(
          testDescription: "\(name) of ones", name: name, change: { $0 = [UInt8](repeating: 255, count: size) }),
        IndexDamage(
          testDescription: "\(name) shifted by 37", name: name,
          change: { for n in $0.indices where n % size == size - 1 { $0[n] &+= 37 } }),
        IndexDamage(
          testDescription: "\(name) past the end", name: name, change: { $0 += [UInt8](repeating: 64, count: size) }),
      ]
    }
  }

  @Test("a missing, torn or lying index loses nothing and misleads nobody", arguments: indexDamages)
  func indexes(damage: IndexDamage) throws {
    let place = try Self.filled(closed: true)
    if let change = damage.change {
      var bytes = try place.bytes(damage.name)
      change(&bytes)
      try place.write(damage.name, bytes)
    } else {
      try place.remove(damage.name)
    }
    try Self.serves(place, Array(0..<12), end: 12)
  }

  @Test("a segment that goes further than its indexes can say is read all the same")
  func far() throws {
    let place = try Place(.memory)
    try place.open().close()
    var log: [UInt8] = []
    for base in [Int64(0), 1 << 31, 2 << 31] {
      var batch = try batchBytes(RollTests.hundred(base))
      for n in 0..<8 { batch[n] = UInt8(truncatingIfNeeded: base >> Int64(56 - 8 * n)) }
      batch.replaceSubrange(23..<27, with: [127, 255, 255, 255])
      BatchFlawTests.sum(&batch)
      log += batch
    }
    try place.write(logName(0), log)
    for suffix in [".index", ".timeindex"] { try place.remove(SegmentFiles.digits(0) + suffix) }
    for _ in 0..<2 {
      let opened = try place.open(.with { $0.indexIntervalBytes = 0 })
      #expect(try opened.all().map(\.offset) == [0, 1 << 31, 2 << 31])
      #expect(try opened.offset(atOrAfter: Timestamp(milliseconds: 5))?.offset == Offset(1 << 31))
      try opened.close()
    }
    let opened = try place.open()
    #expect(try opened.append(RollTests.hundred()).baseOffset == Offset(3 << 31))
    #expect(opened.segmentCount == 2)
  }

  @Test("an index without a log and a half-written file are swept away; what is not ours stays")
  func swept() throws {
    let place = try Self.filled(closed: true)
    for name in ["00000000000000000099.index", "00000000000000000099.timeindex", "00000000000000000000.index.tmp"] {
      try place.write(name, [1])
    }
    // The second is a number that no log comes to.
    let others = [
      "notes.log", "09223372036854775807.log", "partition.metadata", "leader-epoch-checkpoint",
      "00000000000000000010.snapshot",
    ]
    for name in others { try place.write(name, [2]) }
    try Self.serves(place, Array(0..<12), end: 12)
    let names = try place.names()
    #expect(!names.contains { $0.contains("99.") || $0.hasSuffix(".tmp") })
    for name in others { #expect(names.contains(name)) }
  }

  /// A frontier's slot, whatever it says, summed.
  private static func slot(_ number: UInt64, _ base: Int64, _ bytes: Int64, _ offset: Int64) -> [UInt8] {
    var slot = Array("STRF\0\0\0\0".utf8)
    slot.appendBigEndian(number)
    for said in [base, bytes, offset] { slot.appendBigEndian(said) }
    slot.appendBigEndian(crc32c(slot.span))
    return slot
  }

  @Test(
    "a frontier that can't be is passed over",
    arguments: [
      ("an offset that no log comes to", 0, slot(2, 0, 100, .max)),
      ("a number that none can follow", 4096, slot(.max, 0, 100, 1)),
      ("a slot in the other's place", 0, slot(1, 0, 100, 1)),
      ("bytes without a record", 0, slot(2, 10, 100, 10)),
      ("records without a byte", 0, slot(2, 10, 0, 11)),
    ] as [(String, Int, [UInt8])])
  func frontier(what: String, at position: Int, slot: [UInt8]) throws {
    let place = try Self.filled(.memory, closed: false)
    try place.write(FrontierFile.name, [UInt8](repeating: 0, count: position) + slot)
    let log = try place.open(Self.settings)
    #expect(log.recovery.passedOver == [place.path(FrontierFile.name)] && log.recovery.isClean, "\(what)")
    try log.sync()
    #expect(try log.all().map(\.offset) == Array(0..<12), "\(what)")
  }
}
