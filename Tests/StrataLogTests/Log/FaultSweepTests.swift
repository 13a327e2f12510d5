import Synchronization
import Testing

@testable import StrataLog

/// SPEC §5.1, §5.3, §6.3: any one call of the storage may fail, once; nothing that was acknowledged is lost, and a
/// healed storage opens.
@Suite struct FaultSweepTests {
  static let settings = LogSettings.with {
    $0.segmentBytes = 300
    $0.indexIntervalBytes = 0
  }

  /// Appends, syncs, maintains, cuts, closes and reopens, going on after failures; returns the records acknowledged,
  /// by offset.
  static func play(_ storage: FaultyStorage) -> (acknowledged: [Int64: Int64], start: Int64) {
    var acknowledged: [Int64: Int64] = [:]
    var start = Int64(0)
    var log: Log?
    for step in 0..<30 {
      if log == nil { log = try? Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings) }
      guard let open = log else { continue }
      switch step % 10 {
      case 3: try? open.maintain()
      case 5: try? open.sync()
      case 7:
        if let now = try? open.deleteRecords(before: Offset(min(open.endOffset().value, Int64(step / 2)))) {
          start = now.value
        }
      case 9:
        try? open.close()
        log = nil
      default:
        if let appended = try? open.append(
          RollTests.hundred(Int64(step)), durability: step % 2 == 0 ? .written : .synced)
        {
          acknowledged[appended.baseOffset.value] = Int64(step)
        }
      }
    }
    return (acknowledged, start)
  }

  @Test("every call of every kind fails once, full or broken", arguments: [Errno.full, Errno.io])
  func sweep(code: Int32) throws {
    for call in [StorageFailure.Call.open, .read, .write, .reserve, .truncate, .sync, .map] {
      let dry = FaultyStorage()
      #expect(Self.play(dry).acknowledged.count == 18)
      #expect(dry.count(call) > 0, "\(call)")
      for n in 0..<dry.count(call) {
        let storage = FaultyStorage()
        storage.fail(call, code: code, after: n)
        storage.isFaultOnce.withLock { $0 = true }
        let (acknowledged, start) = Self.play(storage)
        storage.heal()
        let log = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: Self.settings)
        let found = Dictionary(uniqueKeysWithValues: try log.all().map { ($0.offset, $0.entry.time) })
        for (offset, time) in acknowledged where offset >= log.startOffset.value {
          #expect(found[offset] == time, "\(call) \(n): offset \(offset)")
        }
        #expect(log.startOffset.value >= start, "\(call) \(n)")
        #expect(log.startOffset.value <= 14, "\(call) \(n)")
        #expect(log.recovery.isClean, "\(call) \(n): \(log.recovery)")
      }
    }
  }
}
