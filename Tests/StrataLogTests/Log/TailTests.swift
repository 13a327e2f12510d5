import Testing

@testable import StrataLog

/// SPEC §5.1: what was appended lies in the tail buffer first, and survives its process there.
@Suite struct TailTests {
  /// A log of `count` records of 100 bytes, so many of them drained, as a killed process leaves it.
  static func killed(_ kind: Place.Kind, drained: Int, count: Int) throws -> Place {
    let place = try Place(kind)
    let log = try place.open()
    for n in 0..<count {
      try log.append(RollTests.hundred(Int64(n)))
      if n + 1 == drained { try log.drain { _ in } }
    }
    return place
  }

  @Test("appends don't touch the `.log` until somebody reads the tail", arguments: Place.Kind.allCases)
  func readerDrains(kind: Place.Kind) throws {
    let place = try Place(kind)
    let log = try place.open()
    for n in 0..<5 { try log.append(RollTests.hundred(Int64(n))) }
    #expect(try place.bytes(logName(0)).isEmpty)
    #expect(try log.read(from: Offset(0)).byteCount == 500)
    #expect(try place.bytes(logName(0)).count == 500)
    try log.append(RollTests.hundred(5))
    // One that comes from behind has enough.
    #expect(try log.read(from: Offset(0), maxBytes: 500).nextOffset == Offset(5))
    #expect(try place.bytes(logName(0)).count == 500)
    #expect(try log.read(from: Offset(0), maxBytes: 600).nextOffset == Offset(6))
    #expect(try place.bytes(logName(0)).count == 600)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 5))?.offset == Offset(5))
  }

  @Test("what a killed process had not drained is there, wherever the last drain was", arguments: 0...6)
  func replayed(drained: Int) throws {
    for kind in Place.Kind.allCases {
      let place = try Self.killed(kind, drained: drained, count: 6)
      let log = try place.open()
      #expect(log.recovery.isClean)
      #expect(try log.all().map(\.offset) == Array(0..<6))
      #expect(try !place.names().contains(TailBuffer.name))
      #expect(try log.append(RollTests.hundred(6)).baseOffset == Offset(6))
    }
  }

  @Test("a batch that was torn off the `.log` comes back from the tail buffer")
  func mended() throws {
    let place = try Self.killed(.disk, drained: 6, count: 6)
    var bytes = try place.bytes(logName(0))
    bytes.removeLast(130)
    try place.write(logName(0), bytes)
    let log = try place.open()
    #expect(log.recovery.cuts.map(\.position) == [400])
    #expect(try log.all().map(\.offset) == Array(0..<6))
  }

  @Test(
    "where appends go next begins with no batch: a torn one must not be taken for the one that was drained from there")
  func voided() throws {
    let place = try Place(.memory)
    let log = try place.open()
    for n in 0..<3 as Range<Int64> {
      try log.append(RollTests.hundred(n))
      try log.drain { _ in }
      let tail = try place.bytes(TailBuffer.name)
      for start in [0, TailBuffer.firstHalf] {
        let isNext = (start == 0) == (n % 2 == 1)
        let header = try? BatchHeader(reading: tail.span, at: start)
        #expect(header?.baseOffset == (isNext ? nil : n), "after \(n), at \(start)")
      }
    }
  }

  @Test("a tail buffer with a flipped byte costs the batch it hit and those behind it, nothing else")
  func flipped() throws {
    let whole = try Self.killed(.memory, drained: 2, count: 6)
    let tail = try whole.bytes(TailBuffer.name)
    for n in tail.indices where tail[n] != 0 || n % 1000 == 0 {
      var changed = tail
      changed[n] ^= 255
      try whole.write(TailBuffer.name, changed)
      let other = try Log.open(directory: "q", storage: whole.storage.copied(whole.directory, to: "q"))
      let offsets = try other.all().map(\.offset)
      #expect(offsets == Array(0..<Int64(offsets.count)) && offsets.count >= 2)
      for name in try whole.storage.list("q") { try whole.storage.remove("q/" + name) }
    }
  }

  @Test("large batches go past the buffer, in order with the small", arguments: Place.Kind.allCases)
  func large(kind: Place.Kind) throws {
    let place = try Place(kind)
    let log = try place.open()
    let sizes = [10, 70_000, 10, 20_000, 20_000, 20_000, 20_000, 900_000, 30, 60_000]
    for size in sizes { try log.append([Entry(key: nil, value: [UInt8](repeating: UInt8(size % 251), count: size))]) }
    let killed = try place.open()
    #expect(killed.recovery.isClean)
    #expect(try killed.all().map { $0.entry.value?.count } == sizes)
  }

  @Test("an active segment that retention seals is drained first")
  func retention() throws {
    let place = try Place(.memory)
    let log = try place.open(.with { $0.retentionMilliseconds = 1 }, time: SetTime(1_000_000))
    try log.append(RollTests.hundred(0))
    try log.append(RollTests.hundred(1))
    #expect(try log.enforceRetention() == 1)
    try log.append(RollTests.hundred(2))
    #expect(try log.all(from: 2).map(\.offset) == [2])
  }

  @Test("the buffer grows when it was full, not with each segment")
  func grows() throws {
    let place = try Place(.disk)
    let log = try place.open(.with { $0.segmentBytes = 500 })
    for n in 0..<50 { try log.append(RollTests.hundred(Int64(n))) }
    #expect(try place.bytes(TailBuffer.name).count == 2 * TailBuffer.firstHalf)
    let other = try Place(.disk)
    let large = try other.open()
    for n in 0..<2 * TailBuffer.firstHalf / 100 { try large.append(RollTests.hundred(Int64(n))) }
    #expect(try other.bytes(TailBuffer.name).count == 4 * TailBuffer.firstHalf)
  }

  @Test("a buffer that was about to grow when its process died is read by its old halves and its new ones alike")
  func halfGrown() throws {
    let place = try Self.killed(.memory, drained: 3, count: 6)
    try place.write(TailBuffer.name, place.bytes(TailBuffer.name) + [UInt8](repeating: 0, count: 32 << 10))
    let log = try place.open()
    #expect(try log.all().map(\.offset) == Array(0..<6))
  }

  @Test("a drain that fails loses nothing: it is tried again, and appends go on while there is room")
  func failedDrain() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage)
    try log.append(RollTests.hundred(0))
    storage.fail(.write, logName(0))
    #expect(throws: LogError.self) { try log.read(from: Offset(0)) }
    #expect(throws: LogError.self) { try log.sync() }
    try log.append(RollTests.hundred(1))
    #expect(throws: LogError.self) { for n in 0..<100_000 { try log.append(RollTests.hundred(Int64(n))) } }
    let end = log.endOffset()
    storage.heal()
    #expect(try log.all().count == Int(end.value))
    try log.sync()
    #expect(log.endOffset(.synced) == end)
    try log.close()
  }
}
