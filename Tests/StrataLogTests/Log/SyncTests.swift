import Synchronization
import Testing

@testable import StrataLog

/// SPEC §5.3, §6.3
@Suite struct SyncTests {
  @Test("callers that wait for a sync share the next one")
  func shared() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage)
    try log.append([Entry("first")])
    let before = storage.count(.sync)
    let writers = 8
    let appended = Counter()
    // The first sync is held until everybody has appended: who comes then waits for one more sync, all together.
    storage.before.withLock { hook in
      hook = { call, path in
        while call == .sync, path.hasSuffix(".log"), appended.value.load(ordering: .acquiring) < writers {}
      }
    }
    onThreads(writers) { n in
      do {
        try log.append([Entry("\(n)")])
        appended.value.add(1, ordering: .releasing)
        try log.sync()
      } catch { Issue.record(error) }
    }
    #expect(log.endOffset(.synced) == Offset(9))
    #expect(storage.count(.sync) - before <= 3, "one file sync, one of the directory, and at most one more")
  }

  @Test("a failed sync makes the log read-only, for good; what was synced stays so")
  func poisoned() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage)
    try log.append([Entry("a")], durability: .synced)
    storage.fail(.sync, ".log")
    let failure = StorageFailure(.sync, "p/" + logName(0), code: Errno.io)
    #expect(throws: LogError.storage(failure)) { try log.append([Entry("b")], durability: .synced) }
    storage.heal()
    #expect(throws: LogError.poisoned(failure)) { try log.append([Entry("c")]) }
    #expect(throws: LogError.poisoned(failure)) { try log.sync() }
    #expect(throws: LogError.poisoned(failure)) { try log.maintain() }
    #expect(try log.all().map(\.entry) == [Entry("a"), Entry("b")])
    #expect(try log.all(upTo: .synced).map(\.entry) == [Entry("a")])
    #expect(throws: LogError.poisoned(failure)) { try log.close() }
    #expect(throws: LogError.closed) { try log.read(from: Offset(0)) }
  }

  @Test("index files come only after the data of their segment is on disk")
  func order() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    for _ in 0..<5 { try log.append(RollTests.hundred()) }
    #expect(try !storage.list("p").contains { $0.hasSuffix("index") })
    storage.fail(.sync, logName(0))
    #expect(throws: LogError.self) { try log.maintain() }
    #expect(try !storage.list("p").contains { $0.hasSuffix("index") })
  }

  @Test("maintenance finishes sealed segments and leaves the active one; a full disk only puts it off")
  func maintain() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    for _ in 0..<5 { try log.append(RollTests.hundred()) }
    storage.fail(.write, ".timeindex.tmp", code: Errno.full)
    #expect(throws: LogError.self) { try log.maintain() }
    try log.append(RollTests.hundred())
    storage.heal()
    try log.maintain()
    #expect(
      try storage.list("p").filter { $0.hasSuffix("index") }.sorted() == [
        "00000000000000000000.index", "00000000000000000000.timeindex",
        "00000000000000000002.index", "00000000000000000002.timeindex",
      ])
    #expect(try storage.contents("p/" + logName(0)).count == 200)
    try log.close()
    #expect(try storage.list("p").filter { $0.hasSuffix(".index") }.count == 3)
  }

  @Test("the first append after a clean close takes the index files of the active segment away")
  func reopened() throws {
    let place = try Place(.disk)
    let log = try place.open()
    try log.append([Entry("a")])
    try log.close()
    let again = try place.open()
    #expect(try place.names().contains("00000000000000000000.index"))
    #expect(again.recovery.scannedBytes == 0)
    try again.append([Entry("b")])
    #expect(try !place.names().contains { $0.hasSuffix("index") })
    let killed = try place.open()
    #expect(killed.recovery == Recovery())
    #expect(try killed.all().map(\.entry) == [Entry("a"), Entry("b")])
  }

  @Test("what a killed process wrote is synced before it is served as synced", arguments: [0, 2, 4] as [Int64])
  func killed(base: Int64) throws {
    let storage = FaultyStorage()
    let settings = LogSettings.with { $0.segmentBytes = 250 }
    let log = try Log.open(directory: "p", storage: storage, settings: settings)
    for _ in 0..<5 { try log.append(RollTests.hundred()) }
    storage.fail(.sync, logName(base))
    let failed = try Log.open(directory: "p", storage: storage, settings: settings)
    #expect(throws: LogError.storage(StorageFailure(.sync, "p/" + logName(base), code: Errno.io))) {
      try failed.sync()
    }
    #expect(failed.endOffset(.synced) == Offset(0))
    storage.heal()
    let again = try Log.open(directory: "p", storage: storage, settings: settings)
    #expect(again.endOffset(.synced) == Offset(0))
    #expect(try again.all().count == 5)
    try again.sync()
    #expect(again.endOffset(.synced) == Offset(5))
  }

  @Test("a killed log's synced end is where it was")
  func frontier() throws {
    let storage = MemoryStorage()
    let settings = LogSettings.with { $0.segmentBytes = 250 }
    let log = try Log.open(directory: "p", storage: storage, settings: settings)
    for n in 0..<7 {
      try log.append(RollTests.hundred())
      if n % 3 == 0 { try log.sync() }
      let killed = try Log.open(directory: "q\(n)", storage: storage.copied("p", to: "q\(n)"), settings: settings)
      #expect(killed.endOffset(.synced) == log.endOffset(.synced))
      #expect(killed.endOffset() == log.endOffset())
    }
  }

  @Test("a log that is closed and opened without an append is as it was")
  func untouched() throws {
    let place = try Place(.disk)
    let log = try place.open()
    try log.append([Entry("a")])
    try log.close()
    let files = try place.names().map { [$0: try place.bytes($0)] }
    for _ in 0..<2 { try place.open().close() }
    #expect(try place.names().map { [$0: try place.bytes($0)] } == files)
  }
}
