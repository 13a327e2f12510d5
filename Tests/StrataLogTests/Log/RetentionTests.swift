import Synchronization
import Testing

@testable import StrataLog

/// SPEC §6.2
@Suite struct RetentionTests {
  @Test("a segment that a failed removal left goes before those above it, when no start can be kept")
  func leftByFailure() throws {
    let storage = FaultyStorage()
    let settings = LogSettings.with {
      $0 = RecoveryTests.settings
      $0.retentionBytes = 600
    }
    var log = try Log.open(directory: "p", storage: storage, settings: RecoveryTests.settings)
    for n in 0..<12 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    storage.fail(.directory, logName(0))
    #expect(throws: LogError.self) { try log.deleteRecords(before: Offset(5)) }
    #expect(storage.exists("p/" + logName(0)) && log.startOffset == Offset(5))
    for n in 12..<22 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.change(settings)
    storage.fail(.write, OffsetFile.start.name + ".tmp", code: Errno.full)
    _ = try log.enforceRetention()
    storage.heal()
    #expect(!storage.exists("p/" + logName(0)) && !storage.exists("p/" + logName(5)))
    let end = log.endOffset()
    log = try Log.open(directory: "p", storage: storage, settings: settings)
    #expect(log.startOffset > Offset(5) && log.endOffset() == end && log.recovery.isClean)
  }

  @Test("the first segment's name is synced by an open that finds no frontier: it may have been left without")
  func unsyncedFirst() throws {
    let storage = FaultyStorage()
    storage.fail(.map)
    #expect(throws: LogError.self) { try Log.open(directory: "p", storage: storage) }
    #expect(storage.exists("p/" + logName(0)))
    storage.fail(.sync, "p")
    #expect(throws: LogError.self) { try Log.open(directory: "p", storage: storage) }
  }

  @Test("what a kill left below the start goes when the name of the start's file is on disk, not before")
  func orderOfLeftovers() throws {
    let storage = FaultyStorage()
    var log = try Log.open(directory: "p", storage: storage, settings: RecoveryTests.settings)
    for n in 0..<12 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.close()
    log = try Log.open(directory: "p", storage: storage, settings: RecoveryTests.settings)
    try OffsetFile.start.write(Offset(6), "p", storage)
    storage.fail(.sync, "p")
    #expect(throws: LogError.self) {
      try Log.open(directory: "p", storage: storage, settings: RecoveryTests.settings)
    }
    #expect(storage.exists("p/" + logName(0)))
    storage.heal()
    log = try Log.open(directory: "p", storage: storage, settings: RecoveryTests.settings)
    #expect(log.startOffset == Offset(6) && !storage.exists("p/" + logName(0)))
  }

  @Test(
    "a directory whose name a killed process may not have synced is synced by the next open, until there is a frontier")
  func unsyncedName() throws {
    let storage = FaultyStorage()
    try storage.makeDirectory("d/p")
    storage.fail(.sync, "d")
    #expect(throws: LogError.self) { try Log.open(directory: "d/p", storage: storage) }
    storage.heal()
    let log = try Log.open(directory: "d/p", storage: storage)
    try log.append(RollTests.hundred(0))
    try log.close()
    storage.fail(.sync, "d")
    #expect(try Log.open(directory: "d/p", storage: storage).endOffset() == Offset(1))
  }

  /// Segments of three 100-byte batches, the nth record at time n × 10.
  static func filled(
    _ place: Place, _ time: SetTime, records: Int = 10, _ change: (inout LogSettings) -> Void
  ) throws -> Log {
    let log = try place.open(
      .with {
        $0.segmentBytes = 300
        change(&$0)
      }, time: time)
    for n in 0..<records { try log.append(RollTests.hundred(Int64(n) * 10)) }
    return log
  }

  @Test(
    "segments go while the rest still has the bytes to keep, never the active one",
    arguments: [(1000, 0, 0), (701, 0, 0), (700, 1, 3), (401, 1, 3), (400, 2, 6), (99, 3, 9), (0, 3, 9)])
  func bytes(keep: Int, removed: Int, start: Int64) throws {
    let place = try Place(.memory)
    let log = try Self.filled(place, SetTime(0)) { $0.retentionBytes = keep }
    #expect(try log.enforceRetention() == removed)
    #expect(log.startOffset == Offset(start))
    #expect(try log.all().map(\.offset) == Array(start..<10))
    #expect(try RollTests.bases(place).first == start)
    #expect(try log.enforceRetention() == 0)
  }

  @Test(
    "segments go when their newest record is older than the time to keep; an active one is rolled first",
    arguments: [(120, 0, 0), (121, 1, 3), (151, 2, 6), (181, 3, 9), (190, 3, 9), (191, 4, 10)] as [(Int64, Int, Int64)])
  func time(now: Int64, removed: Int, start: Int64) throws {
    let place = try Place(.memory)
    let time = SetTime(0)
    let log = try Self.filled(place, time) { $0.retentionMilliseconds = 100 }
    time.set(now)
    #expect(try log.enforceRetention() == removed)
    #expect(log.startOffset == Offset(start))
    #expect(log.endOffset() == Offset(10))
    #expect(try log.append(RollTests.hundred(now)).baseOffset == Offset(10))
    try log.close()
    let again = try place.open()
    #expect(again.startOffset == Offset(start) && again.endOffset() == Offset(11))
  }

  @Test("a timestamp in the future does not keep a segment for longer than its append")
  func future() throws {
    let place = try Place(.disk)
    let time = SetTime(SystemTime().now().milliseconds)
    let log = try place.open(
      .with {
        $0.segmentBytes = 300
        $0.retentionMilliseconds = 1_000_000
      }, time: time)
    for _ in 0..<4 { try log.append(RollTests.hundred(.max)) }
    #expect(try log.enforceRetention() == 0)
    time.set(SystemTime().now().milliseconds + 1_000_001)
    #expect(try log.enforceRetention() == 1)
  }

  @Test("records below an offset are forgotten, also after close and crash", arguments: Place.Kind.allCases)
  func deleteRecords(kind: Place.Kind) throws {
    let place = try Place(kind)
    var log = try Self.filled(place, SetTime(0)) { _ in }
    #expect(try log.deleteRecords(before: Offset(4)) == Offset(4))
    #expect(try log.deleteRecords(before: Offset(2)) == Offset(4))
    #expect(try RollTests.bases(place) == [3, 6, 9])
    #expect(throws: LogError.outOfRange(offset: Offset(11), start: Offset(4), end: Offset(10))) {
      try log.deleteRecords(before: Offset(11))
    }
    // Not closed: as after a crash.
    log = try place.open(.with { $0.segmentBytes = 300 })
    #expect(log.startOffset == Offset(4))
    #expect(try log.all().map(\.offset) == Array(4..<10))
    #expect(try log.deleteRecords(before: Offset(10)) == Offset(10))
    #expect(try log.all().isEmpty)
    try log.close()
    log = try place.open()
    #expect(log.startOffset == Offset(10) && log.endOffset() == Offset(10))
    #expect(try log.append(RollTests.hundred()).baseOffset == Offset(10))
  }

  @Test("a segment below the start that a crash left is removed at open; a lost end begins anew at the start")
  func leftovers() throws {
    let place = try Place(.memory)
    let log = try Self.filled(place, SetTime(0)) { _ in }
    try log.close()
    let first = try place.bytes(logName(0))
    try OffsetFile.start.write(Offset(5), place.directory, place.storage)
    var again = try place.open()
    #expect(try RollTests.bases(place) == [3, 6, 9])
    try again.close()
    #expect(first.count == 300)
    try OffsetFile.start.write(Offset(50), place.directory, place.storage)
    again = try place.open()
    #expect(again.startOffset == Offset(50) && again.endOffset() == Offset(50))
    #expect(try again.append(RollTests.hundred()).baseOffset == Offset(50))
    #expect(try RollTests.bases(place) == [50])
  }

  @Test("a read that is overtaken by the removal of its segment is told the new range")
  func overtaken() throws {
    let storage = FaultyStorage()
    let settings = LogSettings.with { $0.segmentBytes = 300 }
    let first = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
    for n in 0..<10 { try first.append(RollTests.hundred(Int64(n))) }
    try first.close()
    for readsTime in [false, true] {
      let log = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
      let base = log.startOffset.value
      storage.before.withLock { hook in
        hook = { call, path in
          guard call == .open, path.hasSuffix(logName(base)) else { return }
          do { try log.deleteRecords(before: Offset(base + 3)) } catch { Issue.record(error) }
        }
      }
      if readsTime {
        #expect(try log.offset(atOrAfter: Timestamp(milliseconds: base))?.offset == Offset(base + 3))
      } else {
        #expect(throws: LogError.outOfRange(offset: Offset(base), start: Offset(base + 3), end: Offset(10))) {
          try log.read(from: Offset(base))
        }
      }
      storage.before.withLock { $0 = nil }
      try log.close()
    }
  }

  @Test("on a full disk retention still makes room")
  func fullDisk() throws {
    let storage = FaultyStorage()
    let settings = LogSettings.with {
      $0.segmentBytes = 300
      $0.retentionBytes = 400
    }
    let log = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
    for _ in 0..<10 { try log.append(RollTests.hundred()) }
    storage.fail(.write, code: Errno.full)
    let error = #expect(throws: LogError.self) { try log.enforceRetention() }
    guard case .storage(let failure)? = error, failure.isFull else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(log.startOffset == Offset(6))
    #expect(try storage.list("p").filter { $0.hasSuffix(".log") }.count == 2)
    storage.heal()
    try log.enforceRetention()
    try log.close()
    let again = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
    #expect(try again.all().map(\.offset) == [6, 7, 8, 9])
  }

  @Test("a sync of the directory that fails under retention leaves the log read-only: names may be lost by then")
  func failedSync() throws {
    let storage = FaultyStorage()
    let log = try Log.open(
      directory: "p", storage: storage, time: SetTime(0), settings: .with { $0.segmentBytes = 300 })
    for _ in 0..<10 { try log.append(RollTests.hundred()) }
    storage.fail(.sync, "p")
    #expect(throws: LogError.self) { try log.deleteRecords(before: Offset(5)) }
    storage.heal()
    let error = #expect(throws: LogError.self) { try log.sync() }
    #expect(error.map { if case .poisoned = $0 { true } else { false } } == true, "\(String(describing: error))")
  }

  @Test("a start offset file with any byte changed says what it said; one with both copies damaged is passed over")
  func damagedStart() throws {
    let place = try Place(.memory)
    let log = try place.open()
    try log.append(RollTests.hundred())
    try log.append(RollTests.hundred())
    try log.deleteRecords(before: Offset(1))
    try log.close()
    let whole = try place.bytes(OffsetFile.start.name)
    #expect(String(decoding: whole, as: UTF8.self).hasPrefix("1\n1\n"))
    for n in 0..<whole.count - 4096 {
      var changed = whole
      changed[n] ^= 1
      try place.write(OffsetFile.start.name, changed)
      #expect(try place.open().startOffset == Offset(1))
      #expect(try place.bytes(OffsetFile.start.name) == whole, "one copy is written anew from the other")
      changed[n + 4096] ^= 2
      try place.write(OffsetFile.start.name, changed)
      let again = try place.open()
      #expect(again.recovery.passedOver == [place.path(OffsetFile.start.name)] && again.startOffset == Offset(0))
      try again.close()
    }
  }

  @Test(
    "a whole start offset file of another version, or of an offset that no log comes to, is refused by name",
    arguments: ["2\n5\n", "1\n\(Int64.max)\n", "1\n-1\n"])
  func unreadable(lines: String) throws {
    let place = try Place(.memory)
    try place.open().close()
    let sum = String(crc32c(Array(lines.utf8).span), radix: 16)
    try place.write(
      OffsetFile.start.name, Array("\(lines)\(String(repeating: "0", count: 8 - sum.count))\(sum)\n".utf8))
    let error = #expect(throws: LogError.self) { try place.open() }
    guard case .unreadable(place.path(OffsetFile.start.name), _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
