import Testing

@testable import StrataLog

/// SPEC §6.1
@Suite struct RollTests {
  /// A batch of one record, 100 bytes in all.
  static func hundred(_ time: Int64 = 0) throws -> [Entry] {
    let entry = [Entry(key: nil, value: [UInt8](repeating: 1, count: 32), time: time)]
    #expect(try batchBytes(entry).count == 100)
    return entry
  }

  static func bases(_ place: Place) throws -> [Int64] {
    try place.names().compactMap { SegmentFiles.base(ofLogNamed: $0)?.value }
  }

  @Test("a segment takes what fits exactly and not a byte more", arguments: Place.Kind.allCases)
  func size(kind: Place.Kind) throws {
    let place = try Place(kind)
    let log = try place.open(.with { $0.segmentBytes = 300 })
    for _ in 0..<7 { try log.append(Self.hundred()) }
    #expect(try Self.bases(place) == [0, 3, 6])
    try log.close()
    #expect(try place.bytes(logName(0)).count == 300)
    #expect(try place.bytes(logName(6)).count == 100)
  }

  @Test("a batch later than the first by more than the segment's time begins a new one; earlier ones don't")
  func time() throws {
    let place = try Place(.memory)
    let log = try place.open(.with { $0.segmentMilliseconds = 10 })
    for time in [100, 90, 110, 50, 111, 111, 121, 122, .max] as [Int64] { try log.append(Self.hundred(time)) }
    #expect(try Self.bases(place) == [0, 4, 7, 8])
  }

  @Test("a segment whose offset index is full, or whose time index has one slot left, is rolled")
  func indexes() throws {
    let place = try Place(.memory)
    let settings = LogSettings.with {
      $0.indexBytes = 36
      $0.indexIntervalBytes = 0
    }
    let log = try place.open(settings)
    for n in 0..<7 { try log.append(Self.hundred(Int64(n))) }
    #expect(try Self.bases(place) == [0, 3, 6])
    let still = try Place(.memory)
    let flat = try still.open(settings)
    for _ in 0..<11 { try flat.append(Self.hundred()) }
    #expect(try Self.bases(still) == [0, 5, 10])
  }

  @Test("a batch over the log's limit or the segment's size is refused with both numbers")
  func tooLarge() throws {
    let log = try Place(.memory).open(.with { $0.maxBatchBytes = 99 })
    #expect(throws: LogError.batchTooLarge(bytes: 100, limit: 99)) { try log.append(Self.hundred()) }
    let narrow = try Place(.memory).open(.with { $0.segmentBytes = 98 })
    #expect(throws: LogError.batchTooLarge(bytes: 100, limit: 98)) { try narrow.append(Self.hundred()) }
    #expect(log.endOffset() == Offset(0))
    #expect(try log.read(from: Offset(0)).isEmpty)
  }

  @Test(
    "a setting that no log can work with is refused by name",
    arguments: [
      (LogSettings.with { $0.segmentBytes = 0 }, "segmentBytes"), (.with { $0.segmentBytes = 1 << 31 }, "segmentBytes"),
      (.with { $0.segmentMilliseconds = 0 }, "segmentMilliseconds"), (.with { $0.indexBytes = 23 }, "indexBytes"),
      (.with { $0.indexIntervalBytes = -1 }, "indexIntervalBytes"), (.with { $0.maxBatchBytes = 60 }, "maxBatchBytes"),
      (.with { $0.retentionBytes = -1 }, "retentionBytes"),
      (.with { $0.retentionMilliseconds = -1 }, "retentionMilliseconds"),
    ])
  func settings(settings: LogSettings, name: String) throws {
    let error = #expect(throws: LogError.self) { try Place(.memory).open(settings) }
    guard case .invalidSetting(name, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("when there is no room for the next segment, the append fails, reading goes on, and later appends work")
  func noRoom() throws {
    let storage = FaultyStorage()
    let log = try Log.open(directory: "p", storage: storage, settings: .with { $0.segmentBytes = 250 })
    for _ in 0..<2 { try log.append(Self.hundred()) }
    storage.fail(.open, logName(2), code: Errno.full)
    let error = #expect(throws: LogError.self) { try log.append(Self.hundred()) }
    guard case .storage(let failure)? = error, failure.isFull else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try log.all().count == 2)
    storage.heal()
    #expect(try log.append(Self.hundred()).baseOffset == Offset(2))
    #expect(try log.all().count == 3)
  }

  @Test("a full disk is an error of the append that asks for room; the log reads on and goes on when there is room")
  func fullDisk() throws {
    let storage = MemoryStorage(capacity: 330_000)
    let log = try Log.open(directory: "p", storage: storage)
    let big = [Entry(key: nil, value: [UInt8](repeating: 1, count: 50_000))]
    var appended = 0
    let error = #expect(throws: LogError.self) {
      while appended < 10 {
        try log.append(big)
        appended += 1
      }
    }
    guard case .storage(let failure)? = error, failure.isFull, failure.call == .reserve else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(appended == 3)
    // Room for a step ahead is not there, for the batch alone it is.
    try log.append([Entry("small")])
    #expect(try log.all().count == 4)
    try log.close()
  }
}
