import Synchronization
import Testing

@testable import StrataLog

/// SPEC §6.6
@Suite struct CompactionTests {
  static let settings = LogSettings.with {
    $0.segmentBytes = 1_000
    $0.indexIntervalBytes = 200
    $0.compaction = CompactionSettings()
  }

  let place: Place
  let time = SetTime(1_000)
  let log: Log

  init() throws {
    place = try Place(.memory)
    log = try place.open(Self.settings, time: time)
  }

  /// A record of a key; without a value it is a tombstone.
  static func record(_ key: Int, _ value: Int?, time: Int64 = 1_000) -> Entry {
    Entry(key: Array("key \(key)".utf8), value: value.map { Array("value \($0)".utf8) }, time: time)
  }

  /// Appends batches of two records until the active segment is another than the one that holds them.
  static func fill(_ log: Log, _ records: [Entry], codec: Codec = .none) throws {
    for pair in stride(from: 0, to: records.count, by: 2) {
      try log.append(Array(records[pair..<min(pair + 2, records.count)]), codec: codec)
    }
    try roll(log)
  }

  /// Seals the active segment: what was appended may be compacted.
  static func roll(_ log: Log) throws {
    let base = log.activeBase
    while log.activeBase == base { try log.append([record(-1, 0)]) }
  }

  /// The records by offset, the last of each key, of all those below `end`.
  static func latest(_ all: [(offset: Int64, entry: Entry)], below end: Int64) -> [(offset: Int64, entry: Entry)] {
    var last: [[UInt8]?: Int64] = [:]
    for (offset, entry) in all where offset < end { last[entry.key] = offset }
    return all.filter { $0.offset >= end || last[$0.entry.key] == $0.offset }
  }

  static func isSame(_ a: [(offset: Int64, entry: Entry)], _ b: [(offset: Int64, entry: Entry)]) -> Bool {
    a.elementsEqual(b) { $0 == $1 }
  }

  /// The heads of all batches.
  static func heads(_ log: Log) throws -> [BatchHeader] {
    var heads: [BatchHeader] = []
    var next = log.startOffset
    while true {
      let slice = try log.read(from: next)
      if slice.isEmpty { return heads }
      try slice.forEachBatch { heads.append($0.header) }
      next = slice.nextOffset
    }
  }

  /// What is left of a key.
  private func entries(_ key: Int) throws -> [Entry] {
    try log.all().map(\.entry).filter { $0.key == Self.record(key, 0).key }
  }

  @Test("of each key the last record stays, at its offset; reopened it is the same", arguments: Codec.allCases)
  func lastStays(codec: Codec) throws {
    try Self.fill(log, (0..<200).map { Self.record($0 % 7, $0) }, codec: codec)
    let (before, end) = (try log.all(), log.activeBase.value)
    let bytes = log.byteCount
    let done = try log.compact()
    let after = try log.all()
    #expect(Self.isSame(after, Self.latest(before, below: end)))
    #expect(after.count < before.count && log.endOffset().value == before.count && log.startOffset == 0)
    #expect(done.offsets == 0..<Offset(end) && done.keys >= 7 && !done.isCancelled)
    #expect(done.bytesReclaimed == bytes - log.byteCount && done.bytesReclaimed > 0)
    #expect(done.segmentsReplaced > done.segmentsWritten)
    // From each offset on, whether there is a record or not.
    for from in 0..<Int64(before.count) {
      #expect(Self.isSame(try log.all(from: from), after.filter { $0.offset >= from }), "from \(from)")
    }
    try log.close()
    let again = try place.open(Self.settings, time: time)
    #expect(again.recovery == Recovery(), "index files are true")
    #expect(Self.isSame(try again.all(), after))
    #expect(again.compactionNeed?.offsets.lowerBound == Offset(end))
  }

  @Test("the log has no gap: batches without records stand for what went, and the next compaction makes one of them")
  func gapless() throws {
    try Self.fill(log, (0..<100).map { Self.record($0 % 3, $0) })
    try log.compact()
    let heads = try Self.heads(log)
    #expect(zip(heads, heads.dropFirst()).allSatisfy { $0.nextOffset == $1.baseOffset })
    #expect(heads.count { $0.recordCount == 0 } >= 1 && heads.allSatisfy { $0.recordCount > 0 || $0.producer == nil })
    try Self.fill(log, (0..<100).map { Self.record($0 % 3, $0) })
    try log.compact()
    let later = try Self.heads(log)
    #expect(later.count { $0.recordCount == 0 } <= later.count { $0.recordCount > 0 } + log.segmentCount)
    let done = try log.compact()
    #expect(done.segmentsReplaced == 0 && done.bytesRead == 0, "nothing is dirty")
  }

  @Test("with memory for few keys it takes several passes and comes to the same")
  func passes() throws {
    try Self.fill(log, (0..<300).map { Self.record($0 * 7 % 83, $0) })
    let (before, end) = (try log.all(), log.activeBase.value)
    let done = try log.compact(memoryBytes: 20 * 12)
    #expect(Self.isSame(try log.all(), Self.latest(before, below: end)))
    #expect(done.keys > 84 && done.memoryBytes == 240)
  }

  @Test("tombstones stay for the retention after the compaction that first went over them, and no value comes back")
  func tombstones() throws {
    try Self.fill(log, (0..<20).map { Self.record($0 % 5, $0) })
    try Self.fill(log, [Self.record(2, nil), Self.record(4, nil)])
    try log.compact()
    #expect(try entries(2) == [Self.record(2, nil)])
    #expect(try entries(4) == [Self.record(4, nil)])
    let horizon = 1_000 + CompactionSettings().deleteRetentionMilliseconds
    let head = try #require(try Self.heads(log).first { $0.attributes.hasDeleteHorizon })
    #expect(
      head.deleteHorizon == Timestamp(milliseconds: horizon) && head.maxTimestamp == Timestamp(milliseconds: 1_000))
    time.set(horizon - 1)
    try Self.fill(log, [Self.record(0, 1)])
    try log.compact()
    #expect(try entries(2) == [Self.record(2, nil)], "the horizon is not moved")
    time.set(horizon)
    try Self.fill(log, [Self.record(0, 2)])
    try log.compact()
    #expect(try entries(2) == [])
    #expect(try entries(4) == [])
    #expect(try entries(1).count == 1)
  }

  @Test(
    "what was aborted goes, markers when their time has come, and of each sender the last batch stays without records")
  func transactions() throws {
    try TransactionTests.send(log, 1, 0)
    try TransactionTests.send(log, 2, 0)
    try log.append([Self.record(1, 1)])
    try TransactionTests.end(log, 1, .abort)
    try TransactionTests.end(log, 2, .commit)
    try TransactionTests.send(log, 3, 0)
    try TransactionTests.end(log, 3, .commit)
    try Self.roll(log)
    let senders = log.producers
    try log.compact()
    // All three wrote the key [1]; what was aborted counts for nothing.
    #expect(try log.all().filter { $0.entry.key == [1] }.map(\.offset) == [5])
    #expect(log.aborted(from: 0, upTo: log.endOffset()).count == 1)
    var heads = try Self.heads(log)
    #expect(heads.filter { $0.producer?.id == 1 }.map(\.recordCount) == [0, 1], "its last batch, and its marker")
    #expect(heads.filter { $0.producer?.id == 2 && !$0.attributes.isControl }.map(\.recordCount) == [0])
    // The markers of what is emptied go with their time, but while the heads of those who may go on are there.
    time.set(1_000 + 2 * CompactionSettings().deleteRetentionMilliseconds)
    for _ in 0..<2 {
      try Self.fill(log, [Self.record(0, 1)])
      try log.compact()
    }
    heads = try Self.heads(log)
    #expect(heads.filter { $0.producer?.id == 1 }.count == 2)
    try log.close()
    let again = try place.open(Self.settings, time: time)
    #expect(again.producers == senders && again.stableOffset() == again.endOffset())
    try again.close()
    // Read through, as after a loss of all index files and snapshots.
    for name in try place.names() where !name.hasSuffix(".log") { try place.remove(name) }
    let read = try place.open(Self.settings, time: time)
    #expect(read.producers.map(\.id) == senders.map(\.id) && read.stableOffset() == read.endOffset())
    #expect(read.producers.map(\.lastSequence) == senders.map(\.lastSequence))
  }

  @Test("a marker of whose transaction nothing is left goes when its time has come")
  func markers() throws {
    try TransactionTests.send(log, 1, 0)
    try TransactionTests.end(log, 1, .abort)
    try TransactionTests.send(log, 1, 1)
    try TransactionTests.end(log, 1, .commit)
    try Self.roll(log)
    try log.compact()
    func markers() throws -> [BatchHeader] { try Self.heads(log).filter { $0.attributes.isControl } }
    #expect(try markers().map(\.attributes.hasDeleteHorizon) == [false, false], "there was something of both")
    try Self.fill(log, [Self.record(0, 1)])
    try log.compact()
    #expect(try markers().map(\.attributes.hasDeleteHorizon) == [true, false])
    #expect(log.aborted(from: 0, upTo: log.endOffset()).count == 1, "its marker is there")
    time.set(1_000 + CompactionSettings().deleteRetentionMilliseconds)
    try Self.fill(log, [Self.record(0, 1)])
    try log.compact()
    #expect(try markers().map(\.baseOffset) == [3])
    #expect(log.aborted(from: 0, upTo: log.endOffset()).isEmpty)
  }

  @Test(
    "an open transaction, the active segment and what is too young are left alone; the ratio and the age ask for more")
  func need() throws {
    #expect(log.compactionNeed?.isDue == false)
    try Self.fill(log, (0..<20).map { Self.record($0 % 2, $0) })
    var need = try #require(log.compactionNeed)
    #expect(need.offsets == 0..<log.activeBase && need.isDue && need.dirtyRatio == 1)
    try TransactionTests.send(log, 1, 0)
    let open = log.endOffset().value - 1
    try Self.fill(log, (0..<20).map { Self.record($0 % 2, $0, time: 5_000) })
    #expect(log.compactionNeed?.offsets.upperBound == Offset(open))
    try log.compact()
    need = try #require(log.compactionNeed)
    #expect(need.offsets.isEmpty && !need.isDue)
    try TransactionTests.end(log, 1, .commit)
    try Self.roll(log)
    var settings = Self.settings
    settings.compaction?.minLagMilliseconds = 3_000
    try log.change(settings)
    time.set(7_000)
    let young = try #require(log.compactionNeed).offsets.upperBound
    #expect(young < log.activeBase, "the segment with records of 5,000 is too young")
    time.set(8_000)
    #expect(log.compactionNeed?.offsets.upperBound == log.activeBase)
    settings.compaction?.minDirtyRatio = 1
    try log.change(settings)
    #expect(log.compactionNeed?.isDue == false)
    settings.compaction?.maxLagMilliseconds = 5_000
    try log.change(settings)
    #expect(log.compactionNeed?.isDue == true)
    settings.compaction = nil
    try log.change(settings)
    #expect(log.compactionNeed == nil)
    #expect(throws: LogError.self) { try log.compact() }
  }

  @Test("it says how far it is, and ends when told to, with the log as it was but for what was replaced")
  func cancelled() throws {
    let log = try Place(.memory).open(
      .with {
        $0.segmentBytes = 1 << 20; $0.compaction = CompactionSettings()
      })
    let value = [UInt8](repeating: 7, count: 100_000)
    for n in 0..<60 { try log.append([Entry(key: [UInt8(n % 3)], value: value, time: Int64(n))]) }
    let before = try log.all()
    var told: [Compaction] = []
    var done = try log.compact {
      told.append($0)
      return told.count < 3
    }
    #expect(done.isCancelled && told.count == 3 && done.offsets.isEmpty)
    #expect(told.map(\.bytesRead) == told.map(\.bytesRead).sorted() && told[0].bytesRead >= 1 << 20)
    #expect(Self.isSame(try log.all(), before))
    done = try log.compact()
    #expect(done.bytesRead == done.bytesToRead && told[0].bytesToRead == done.bytesToRead)
    let after = try log.all()
    #expect(!done.isCancelled && Self.isSame(after, Self.latest(before, below: log.activeBase.value)))
  }

  @Test("who reads meanwhile has what was there: slices stay, and reads come to what is there now")
  func reading() throws {
    try Self.fill(log, (0..<60).map { Self.record($0 % 2, $0) })
    let slice = try log.read(from: 0)
    let bytes = [UInt8](copying: slice.bytes)
    let found = try log.offset(atOrAfter: Timestamp(milliseconds: 1_000))
    #expect(found?.offset == 0)
    try log.compact()
    #expect([UInt8](copying: slice.bytes) == bytes)
    let first = try log.all()[0].offset
    #expect(first > 40)
    #expect(try log.offset(atOrAfter: Timestamp(milliseconds: 1_000))?.offset.value == first)
    #expect(try log.latest()?.offset.value == first)
    _ = try log.scrub(maxBytes: 1 << 20)
    #expect(log.damage.isEmpty)
  }

  @Test(
    "appends, reads, retention and compactions at once: whoever reads comes to every key's last record or a later one")
  func concurrent() throws {
    let log = try place.open(
      .with {
        $0 = Self.settings; $0.segmentBytes = 4_000
      }, time: time)
    let rounds = 400
    let isDone = Mutex(false)
    let failures = Mutex<[String]>([])
    onThreads(4) { number in
      do {
        switch number {
        case 0:
          for n in 0..<rounds { try log.append((0..<4).map { Self.record($0, n) }) }
          isDone.withLock { $0 = true }
        case 1:
          while !isDone.withLock({ $0 }) { try log.compact(memoryBytes: 36) }
        case 2:
          while !isDone.withLock({ $0 }) {
            try log.maintain()
            _ = try log.offset(atOrAfter: Timestamp(milliseconds: 1_000))
            _ = try log.scrub(maxBytes: 2_000)
          }
        default:
          while !isDone.withLock({ $0 }) {
            let end = log.endOffset().value
            var last: [[UInt8]?: Int64] = [:]
            for (offset, entry) in try log.all() { last[entry.key] = offset }
            // Each append has the four keys, so the last ones are in the last four offsets.
            guard end == 0 || last.count == 4 && last.values.allSatisfy({ $0 >= end - 4 }) else {
              return failures.withLock { $0.append("\(last) of \(end)") }
            }
          }
        }
      } catch {
        failures.withLock { $0.append("\(number): \(error)") }
        isDone.withLock { $0 = true }
      }
    }
    #expect(failures.withLock { $0 } == [])
    try log.compact()
    #expect(try log.all().count < 200 && log.damage.isEmpty)
  }

  @Test("a damaged segment stays as it is, and tombstones above it; what lies below and above is compacted")
  func damaged() throws {
    try Self.fill(log, (0..<40).map { Self.record($0 % 5, $0) })
    try Self.fill(log, [Self.record(3, nil)])
    let names = try place.names().filter { $0.hasSuffix(".log") }
    try log.close()
    var bytes = try place.bytes(names[1])
    bytes[100] ^= 1
    try place.write(names[1], bytes)
    let log = try place.open(
      .with {
        $0 = Self.settings; $0.onDamage = .skip
      }, time: time)
    try log.compact()
    #expect(log.damage.count == 1 && log.damage[0].segment.hasSuffix(names[1]))
    #expect(try place.bytes(names[1]) == bytes)
    time.set(1_000 + 2 * CompactionSettings().deleteRetentionMilliseconds)
    try Self.fill(log, [Self.record(0, 1)])
    try log.compact()
    let deleted = try log.all().filter { $0.entry.key == Self.record(3, 0).key }
    #expect(deleted.last?.entry.value == nil && deleted.count > 1, "an old value is in the damaged segment")
  }

  @Test("a log whose keys stay the same comes to a constant size, however often it is compacted")
  func constant() throws {
    var sizes: [Int] = []
    for round in 0..<12 {
      try Self.fill(log, (0..<40).map { Self.record($0 % 7, round * 40 + $0) })
      try log.compact()
      sizes.append(log.byteCount)
    }
    #expect(sizes.suffix(6).max() ?? 0 <= (sizes.prefix(6).max() ?? 0) + 200 && log.segmentCount <= 4)
  }

  @Test("damage that it comes upon itself is left as it is, and all around it is compacted")
  func comesUpon() throws {
    let log = try place.open(
      .with {
        $0 = Self.settings; $0.segmentBytes = 700; $0.onDamage = .skip
      }, time: time)
    try Self.fill(log, (0..<60).map { Self.record($0 % 3, $0) })
    try log.compact()
    try log.change(
      .with {
        $0 = Self.settings; $0.segmentBytes = 100_000; $0.onDamage = .skip
      })
    try Self.fill(log, (0..<900).map { Self.record($0 % 3, $0) })
    try log.close()
    // Small ones that would become one: the second is hit.
    let names = try place.names().filter { $0.hasSuffix(".log") }
    let hit = try #require(names.dropFirst().first { (try? place.bytes($0).count) ?? 0 > 200 })
    var bytes = try place.bytes(hit)
    bytes[bytes.count - 5] ^= 1
    try place.write(hit, bytes)
    let again = try place.open(
      .with {
        $0 = Self.settings; $0.segmentBytes = 100_000; $0.onDamage = .skip
      }, time: time)
    #expect(again.damage.isEmpty)
    try again.compact()
    #expect(again.damage.map { $0.segment } == [place.path(hit)])
    #expect(try place.bytes(hit) == bytes)
    #expect(again.compactionNeed?.offsets.isEmpty == true, "it is through, although the last one is damaged")
  }

  @Test("a close ends it, and no file of it is left")
  func closed() throws {
    let log = try place.open(
      .with {
        $0.segmentBytes = 1 << 20; $0.compaction = CompactionSettings()
      })
    let value = [UInt8](repeating: 7, count: 100_000)
    for n in 0..<60 { try log.append([Entry(key: [UInt8(n % 3)], value: value, time: Int64(n))]) }
    let begun = Mutex(false)
    let isRefused = Mutex(false)
    onThreads(2) { number in
      guard number == 0 else {
        while !begun.withLock({ $0 }) {}
        try? log.close()
        return
      }
      do throws(LogError) {
        try log.compact { _ in
          begun.withLock { $0 = true }
          while !log.isClosing.load(ordering: .acquiring) {}
          return true
        }
      } catch { isRefused.withLock { $0 = error == .closed } }
    }
    #expect(isRefused.withLock { $0 })
    #expect(try place.names().filter { $0.hasSuffix(".cleaned") || $0.hasSuffix(".swap") }.isEmpty)
  }

  @Test("records without a key go")
  func keyless() throws {
    try Self.fill(log, [Entry("a"), Self.record(1, 1), Entry("b"), Entry("c")])
    try log.compact()
    #expect(try log.all().filter { $0.entry.key == nil }.isEmpty)
  }

  @Test("leader epochs begin where a batch says so, as before")
  func epochs() throws {
    for n in 0..<60 {
      let bytes = try batchBytes([Self.record(n % 2, n)])
      try log.append(RecordBatch(checking: bytes.span), leaderEpoch: Int32(n / 10))
    }
    try Self.roll(log)
    let first = Dictionary(try Self.heads(log).map { ($0.leaderEpoch, $0.baseOffset) }) { a, _ in a }
    try log.compact()
    #expect(Dictionary(try Self.heads(log).map { ($0.leaderEpoch, $0.baseOffset) }) { a, _ in a } == first)
  }
}
