import Testing

@testable import StrataLog

/// SPEC §6.1, §7.1: a log that goes on by other settings.
@Suite struct ChangeTests {
  private func changed(_ log: Log, _ change: (inout LogSettings) -> Void) throws {
    var settings = log.settings
    change(&settings)
    try log.change(settings)
  }

  private func open(_ change: (inout LogSettings) -> Void = { _ in }) throws -> (Log, Place, SetTime) {
    let place = try Place(.memory)
    let time = SetTime(5_000)
    var settings = LogSettings()
    change(&settings)
    return (
      try Log.open(directory: place.directory, storage: place.storage, time: time, settings: settings), place, time
    )
  }

  @Test("segments become smaller, and larger, from the next batch on")
  func segmentBytes() throws {
    let (log, _, _) = try open { $0.segmentBytes = 200 }
    let one = try batchBytes([Entry("0123456789")]).count
    try log.append([Entry("0123456789")])
    try changed(log) { $0.segmentBytes = one }
    for _ in 0..<3 { try log.append([Entry("0123456789")]) }
    #expect(log.segmentCount == 4)
    try changed(log) { $0.segmentBytes = 10_000 }
    // The active segment was mapped for a single batch, or for a page: it may have to be left, once.
    for _ in 0..<40 { try log.append([Entry("0123456789")]) }
    #expect(log.segmentCount <= 5)
    #expect(try log.all().count == 44)
  }

  @Test("an empty segment that was begun for small batches takes a large one", arguments: [true, false])
  func emptySegment(isReopened: Bool) throws {
    var (log, place, _) = try open { $0.segmentBytes = 100 }
    if isReopened {
      // Its index files are there then, and have to go first.
      try log.close()
      var settings = LogSettings()
      settings.segmentBytes = 100
      log = try Log.open(directory: place.directory, storage: place.storage, time: SetTime(0), settings: settings)
    }
    #expect(throws: LogError.self) { try log.append([Entry(String(repeating: "x", count: 500))]) }
    try changed(log) { $0.segmentBytes = 10_000 }
    try log.append([Entry(String(repeating: "x", count: 500))])
    try log.append([Entry("y")], durability: .synced)
    #expect(log.segmentCount == 1)
    try log.close()
    let again = try Log.open(directory: place.directory, storage: place.storage, time: SetTime(0))
    #expect(try again.all().map(\.offset) == [0, 1] && again.recovery.isClean)
  }

  @Test("the largest batch and the oldest record are judged by the settings of now")
  func limits() throws {
    let (log, _, time) = try open()
    try log.append([Entry("old", time: 1_000)])
    try changed(log) { $0.maxBatchBytes = 80 }
    let refused = Entry(String(repeating: "x", count: 80))
    #expect(throws: LogError.self) { try log.append([refused]) }
    #expect(try log.enforceRetention() == 0)
    try changed(log) { $0.retentionMilliseconds = 100 }
    time.set(10_000)
    #expect(try log.enforceRetention() == 1)
    #expect(log.startOffset == Offset(1))
  }

  @Test("settings that no log can work with change nothing")
  func invalid() throws {
    let (log, _, _) = try open()
    let before = log.settings
    #expect(throws: LogError.self) { try changed(log) { $0.segmentBytes = 0 } }
    #expect(log.settings == before)
  }

  @Test("batches get the time of their append, are summed again, and are found by it", arguments: Codec.allCases)
  func appendTime(codec: Codec) throws {
    let (log, place, time) = try open { $0.stampsAppendTime = true }
    let appended = try log.append([Entry("a", time: 1), Entry("b", time: 9_999)], codec: codec)
    #expect(appended.timestamp == Timestamp(milliseconds: 5_000))
    time.set(6_000)
    try log.append([Entry("c", time: 3)], codec: codec)
    #expect(try log.all().map(\.entry.time) == [5_000, 5_000, 6_000])
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 5_001))?.offset == Offset(2))
    #expect(try log.latest()?.timestamp == Timestamp(milliseconds: 6_000))
    // A start that reads it all through finds nothing wrong.
    let again = try Log.open(directory: place.directory, storage: place.storage, time: time)
    #expect(again.recovery.isClean && again.recovery.scannedBytes > 0)
    #expect(try again.all().map(\.entry.time) == [5_000, 5_000, 6_000])
  }
}
