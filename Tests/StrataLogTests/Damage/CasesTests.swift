import Glibc
import Synchronization
import Testing

@testable import StrataLog

/// SPEC §15.5: what was seen to cost other engines records or service, where no other suite has it.
@Suite struct CasesTests {
  static let settings = RecoveryTests.settings

  static let tails: [(bytes: [UInt8], isClosed: Bool)] = [true, false].flatMap { isClosed in
    [
      ((0..<500).map { UInt8(truncatingIfNeeded: $0 &* 37 | 1) }, isClosed),
      ([UInt8](repeating: 0, count: 8192), isClosed),
    ]
  }

  @Test("garbage and zeroes behind the last batch, after a close or a kill, cost nothing", arguments: tails)
  func tail(bytes: [UInt8], isClosed: Bool) throws {
    let place = try RecoveryTests.filled(closed: isClosed)
    try place.write(logName(10), place.bytes(logName(10)) + bytes)
    try RecoveryTests.serves(place, Array(0..<12), end: 12)
  }

  @Test("what is appended after the last batch was cut short lies behind no residue", arguments: [1, 50, 99])
  func short(missing: Int) throws {
    let place = try RecoveryTests.filled(closed: true)
    try place.write(logName(10), place.bytes(logName(10)).dropLast(missing))
    let settings = LogSettings.with {
      $0 = Self.settings
      $0.onDamage = .skip
    }
    var log = try place.open(settings)
    #expect(log.endOffset() == Offset(12), "its offset is not given twice")
    for n in 0..<30 as Range<Int64> { #expect(try log.append(RollTests.hundred(n)).baseOffset == Offset(12 + n)) }
    try log.close()
    log = try place.open(settings)
    #expect(try log.all().map(\.offset) == Array(0..<11) + Array(12..<42))
    #expect(log.recovery.damage.isEmpty || log.damage.map(\.from) == [Offset(11)])
  }

  @Test("appends and rolls go on while a sync does not come back", .timeLimit(.minutes(5)))
  func slowSync() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    try log.append(RollTests.hundred())
    let isSyncing = Counter()
    let areAppended = Counter()
    let clock = ContinuousClock()
    storage.before.withLock { hook in
      hook = { call, path in
        guard call == .sync, path.hasSuffix(logName(0)) else { return }
        isSyncing.value.store(1, ordering: .releasing)
        // As long as an append that waited for it would take to be noticed.
        let deadline = clock.now + .seconds(20)
        while areAppended.value.load(ordering: .acquiring) == 0, clock.now < deadline {}
      }
    }
    onThreads(2) { thread in
      do {
        guard thread == 1 else { return try log.sync() }
        while isSyncing.value.load(ordering: .acquiring) == 0 {}
        let start = clock.now
        for n in 1..<20 as Range<Int64> { try log.append(RollTests.hundred(n)) }
        areAppended.value.store(1, ordering: .releasing)
        #expect(clock.now - start < .seconds(20))
      } catch { Issue.record(error) }
    }
    #expect(log.endOffset(.synced) >= Offset(1) && log.segmentCount == 10)
    #expect(try log.all().count == 20)
  }

  @Test(
    "a reader that races calls that fail gets whole batches in order, none of them another's",
    arguments: [
      StorageFailure.Call.open, .read, .write, .reserve, .truncate, .sync, .map,
    ], [Errno.full, Errno.io, Errno.tooManyOpen])
  func racing(call: StorageFailure.Call, code: Int32) throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 550 })
    storage.isFaultOnce.withLock { $0 = true }
    let acknowledged = Mutex<[Int64: Int64]>([:])
    let isDone = Counter()
    onThreads(2) { thread in
      guard thread == 0 else {
        var next = Offset(0)
        while true {
          let wasDone = isDone.value.load(ordering: .acquiring) == 1
          let slice = try? log.read(from: next, maxBytes: 500)
          var last = Int64(-1)
          try? slice?.forEachBatch { batch in
            try batch.forEachRecord { record in
              if record.offset < next || record.timestamp.milliseconds <= last { Issue.record("\(record.offset)") }
              last = record.timestamp.milliseconds
            }
          }
          if let slice { next = slice.nextOffset }
          if wasDone { return }
        }
      }
      for n in 0..<300 as Range<Int64> {
        storage.fail(call, code: code, after: Int(n % 5))
        if let appended = try? log.append(RollTests.hundred(n)) {
          acknowledged.withLock { $0[appended.baseOffset.value] = n }
        }
        if n % 40 == 0 { try? log.sync() }
        if n % 60 == 0 { try? log.maintain() }
      }
      isDone.value.store(1, ordering: .releasing)
    }
    storage.heal()
    let found = try log.all()
    #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.offset, $0.entry.time) }) == acknowledged.withLock { $0 })
    #expect(found.count > (call == .sync ? 0 : 200), "\(found.count)")
  }

  @Test("a log takes no more of the disk than it begins to use, however large its segments may become")
  func reserved() throws {
    let storage = MemoryStorage(capacity: 110_000)
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 1 << 30 })
    for n in 0..<100 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    #expect(try log.all().count == 100)
  }

  @Test("index files are read, never mapped: of a segment at most its batches are")
  func maps() throws {
    let storage = FaultyStorage()
    var log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    for n in 0..<60 as Range<Int64> { try log.append(RollTests.hundred(n)) }
    try log.close()
    let mapped = Mutex<[String]>([])
    storage.before.withLock { hook in
      hook = { call, path in if call == .map { mapped.withLock { $0.append(path) } } }
    }
    log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    #expect(try log.all().count == 60)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 31))?.offset == Offset(31))
    let paths = mapped.withLock { $0 }
    #expect(paths.allSatisfy { $0.hasSuffix(".log") || $0.hasSuffix(TailBuffer.name) }, "\(paths)")
    #expect(paths.count <= 31, "\(paths)")
  }

  @Test(
    "a child process inherits no file of a log and no lock on its directory",
    .enabled(if: DiskStorage().exists("/proc/self/fd"), "the system does not tell who has which file"))
  func child() throws {
    let place = try Place(.disk)
    let log = try place.open()
    let lock = try place.storage.lock(directory: place.directory)
    try log.append([Entry("a")], durability: .synced)
    #expect(try log.all().count == 1)
    #expect(try Self.openFiles(of: "self").contains { $0.hasPrefix(place.directory) }, "it would be seen")
    guard let pipe = unsafe popen("for f in /proc/self/fd/*; do readlink $f; done", "r") else {
      Issue.record("no child process")
      return
    }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe fread(&buffer, 1, 4096, pipe)
      if count == 0 { break }
      text += buffer[..<count]
    }
    unsafe pclose(pipe)
    let inherited = String(decoding: text, as: UTF8.self)
    #expect(!inherited.isEmpty && !inherited.contains(place.directory), "\(inherited)")
    lock.release()
  }

  /// What a process has open.
  private static func openFiles(of process: String) throws -> [String] {
    try DiskStorage().list("/proc/\(process)/fd").compactMap { name in
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = unsafe readlink("/proc/\(process)/fd/\(name)", &buffer, 4096)
      return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
  }
}
