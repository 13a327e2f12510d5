import Synchronization
import Testing

@testable import StrataLog

/// A log does what an array of records would, whatever is done to it in whatever order.
@Suite struct ModelTests {
  struct Model {
    var start = 0
    var synced = 0
    var entries: [Entry] = []
  }

  @Test(
    "random appends, reads, syncs, cuts, closes and kills leave what an array would hold",
    arguments: Place.Kind.allCases)
  func random(kind: Place.Kind) throws {
    for _ in 0..<(kind == .memory ? 12 : 4) {
      let seed = UInt64.random(in: 0...UInt64.max)
      do { try Self.run(kind, seed) } catch { Issue.record("seed \(seed): \(error)") }
    }
  }

  static func run(_ kind: Place.Kind, _ seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let place = try Place(kind)
    let settings = LogSettings.with {
      $0.segmentBytes = Int.random(in: 1500...4000, using: &numbers)
      $0.indexIntervalBytes = Int.random(in: 0...500, using: &numbers)
      $0.indexBytes = Int.random(in: 24...200, using: &numbers)
    }
    var log = try place.open(settings)
    var model = Model()
    for _ in 0..<150 {
      switch Int.random(in: 0..<20, using: &numbers) {
      case 0..<9: try append(log, &model, &numbers)
      case 9..<14: try read(log, model, &numbers, seed)
      case 14: try findTime(log, model, &numbers, seed)
      case 15:
        try log.sync()
        model.synced = model.entries.count
      case 16: try log.maintain()
      case 17:
        let before = Int.random(in: 0...model.entries.count, using: &numbers)
        #expect(try log.deleteRecords(before: Offset(Int64(before))) == Offset(Int64(max(before, model.start))))
        model.start = max(model.start, before)
      case 18:
        try log.close()
        log = try place.open(settings)
        model.synced = model.entries.count
      default:
        // Killed: nothing that was written may be missing.
        log = try place.open(settings)
        #expect(log.recovery.isClean, "seed \(seed)")
      }
      #expect(log.endOffset() == Offset(Int64(model.entries.count)), "seed \(seed)")
      #expect(log.startOffset == Offset(Int64(model.start)), "seed \(seed)")
      #expect(log.endOffset(.synced) >= Offset(Int64(model.synced)), "seed \(seed)")
    }
    #expect(try log.all().map(\.entry) == Array(model.entries[model.start...]), "seed \(seed)")
  }

  static func append(_ log: Log, _ model: inout Model, _ numbers: inout SeededNumbers) throws {
    let batch = (0..<Int.random(in: 1...6, using: &numbers)).map { _ in RecordsTests.random(&numbers) }
    let durability = Durability.allCases.randomElement(using: &numbers) ?? .memory
    let codec = Codec.allCases.randomElement(using: &numbers) ?? .none
    let bytes = try batchBytes(batch, codec: codec)
    guard bytes.count <= log.settings.segmentBytes else { return }
    let appended = try log.append(RecordBatch(checking: bytes.span), durability: durability)
    #expect(appended.baseOffset == Offset(Int64(model.entries.count)))
    model.entries += batch
    #expect(appended.lastOffset == Offset(Int64(model.entries.count - 1)))
    if durability == .synced { model.synced = model.entries.count }
  }

  static func read(_ log: Log, _ model: Model, _ numbers: inout SeededNumbers, _ seed: UInt64) throws {
    let from = Int.random(in: model.start...model.entries.count, using: &numbers)
    let maxBytes = Int.random(in: 0...3000, using: &numbers)
    let slice = try log.read(from: Offset(Int64(from)), maxBytes: maxBytes)
    var found: [Entry] = []
    try slice.forEachBatch { batch in try batch.forEachRecord { found.append(Entry($0.copied())) } }
    let range = Int(slice.baseOffset.value)..<Int(slice.nextOffset.value)
    #expect(found == Array(model.entries[range]), "seed \(seed)")
    #expect(range.contains(from) || from == model.entries.count, "seed \(seed)")
  }

  static func findTime(_ log: Log, _ model: Model, _ numbers: inout SeededNumbers, _ seed: UInt64) throws {
    let time = Int64.random(in: 0...1_000_000, using: &numbers)
    let expected = model.entries.indices.first { $0 >= model.start && model.entries[$0].time >= time }
    let found = try log.offset(atOrAfter: Timestamp(milliseconds: time))
    #expect(found?.offset.value == expected.map(Int64.init), "seed \(seed), time \(time)")
  }

  @Test("readers that race appends, rolls and retention see whole batches in order", arguments: Place.Kind.allCases)
  func concurrent(kind: Place.Kind) throws {
    let place = try Place(kind)
    let log = try place.open(
      .with {
        $0.segmentBytes = 20_000
        $0.indexIntervalBytes = 300
        $0.retentionBytes = 60_000
      })
    let done = Counter()
    onThreads(4) { thread in
      do {
        if thread == 0 {
          for n in 0..<3000 {
            try log.append(
              (0..<2).map { Entry("\(2 * n + $0)", time: Int64(n)) }, durability: n % 500 == 0 ? .synced : .written)
            if n % 200 == 0 { try log.enforceRetention() }
          }
          done.value.store(1, ordering: .releasing)
          return
        }
        var next = Offset(0)
        while next < Offset(6000) {
          let slice: LogSlice
          do {
            slice = try log.read(from: next, maxBytes: 100 + 700 * thread, upTo: thread == 3 ? .synced : .written)
          } catch LogError.outOfRange {
            next = max(next, log.startOffset)
            continue
          }
          try slice.forEachBatch { batch in
            try batch.forEachRecord { record in
              if Entry(record.copied()).value != Array("\(record.offset)".utf8) { Issue.record("at \(record.offset)") }
            }
          }
          next = slice.nextOffset
          if thread == 3, done.value.load(ordering: .acquiring) == 1 { return }
        }
      } catch { Issue.record(error) }
    }
    #expect(log.endOffset() == Offset(6000))
    #expect(log.startOffset > Offset(0))
  }
}
