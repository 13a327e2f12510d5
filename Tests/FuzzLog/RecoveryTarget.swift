import FuzzKit
import WireKit

@testable import StrataLog

/// A whole directory of a log, spoiled (SPEC §6.4, §6.5): the log opens; what it serves lies in its files, byte for
/// byte, sums up, and misses nothing but what it reports; what is sound from the start on is all there; it takes an
/// append, syncs and closes; and the next open finds what the first one served.
final class RecoveryTarget: FuzzTarget {
  /// A batch as it was served.
  private struct Served: Equatable, CustomStringConvertible {
    var base: Int64
    var next: Int64
    var byteCount: Int
    var checksum: UInt32

    var description: String { "\(base)..<\(next) of \(byteCount) bytes" }
  }

  private static let directory = "p"
  private static let settings = {
    var settings = LogSettings()
    settings.segmentBytes = 400
    settings.indexIntervalBytes = 100
    settings.retentionMilliseconds = nil
    settings.maxUnpackedBytes = 1 << 16
    settings.onDamage = .skip
    return settings
  }()

  private let storage = ReusedStorage()
  private let drawing = ReusedStorage()
  private let maker = BatchMaker()
  private let last: [UInt8]

  init() throws {
    var chance = Chance(seed: 1)
    last = try maker.batch(&chance, codec: Codec.none, valueBytes: 9)
  }

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    storage.reset()
    var parts = Archive.parts(input)
    guard !parts.isEmpty, parts.count < 24 else { return }
    for part in parts {
      let (path, position) = Archive.place(part, Self.directory, storage)
      try storage.open(path, create: true).write(input.extracting(part.range), at: position)
    }
    parts.removeAll { $0.kind != .log && $0.kind != .tail }
    var served: [Served] = []
    let frontier = try FrontierFile.read(Self.directory, storage).frontier
    guard let log = try first(parts, input, frontier, &served) else { return }
    let next = try Log.open(directory: Self.directory, storage: storage, settings: Self.settings)
    guard next.recovery.cuts.isEmpty, next.recovery.setAside.isEmpty, next.startOffset == log.startOffset else {
      throw FuzzFailure("the second open starts at \(next.startOffset), not \(log.startOffset): \(next.recovery)")
    }
    var again: [Served] = []
    try readAll(next, &again) { _, _, _ in true }
    // Behind a hole the first open may have had an index to go by, which a segment with holes does not keep.
    let hole = log.damage.first?.from.value ?? .max
    guard served.prefix(while: { $0.next <= hole }) == again.prefix(while: { $0.next <= hole }),
      served.last == again.last
    else { throw FuzzFailure("first \(served), then \(again); \(log.damage), \(next.recovery)") }
  }

  /// The first life of the log, and what it served; nil when another Strata wrote it, or it is full.
  private func first(
    _ parts: [Archive.Part], _ input: Span<UInt8>, _ frontier: Frontier?, _ served: inout [Served]
  ) throws -> Log? {
    let log: Log
    do throws(LogError) {
      log = try Log.open(directory: Self.directory, storage: storage, settings: Self.settings)
    } catch {
      guard case .unreadable = error else { throw error }
      return nil
    }
    try readAll(log, &served) { slice, batch, position in
      isFound(batch, slice.files.log, position, parts, input)
    }
    try checkSound(served, parts, input, frontier, from: log.startOffset.value)
    // Records that sum up may be none all the same.
    _ = try? log.offset(atOrAfter: Timestamp(milliseconds: 1_700_000_000_500))
    let end = log.endOffset()
    guard end.value <= Offset.most else { return nil }
    let last = last
    let batch = try RecordBatch(checking: last.span)
    let place = try log.append(batch, durability: .synced)
    guard place.baseOffset == end, log.endOffset(.synced) == log.endOffset() else {
      throw FuzzFailure("appended at \(place.baseOffset), not at \(end); synced to \(log.endOffset(.synced))")
    }
    served.append(
      Served(
        base: end.value, next: place.lastOffset.value + 1, byteCount: last.count, checksum: batch.header.checksum))
    guard try log.read(from: end).bytes.extracting(droppingFirst: 16).isEqual(last.span.extracting(droppingFirst: 16))
    else { throw FuzzFailure("what was appended reads as another") }
    try log.close()
    return log
  }

  /// Reads from the start to the end; all must be sound, in order, and as it was in the files, as the last says.
  private func readAll(
    _ log: Log, _ served: inout [Served], _ isFound: (LogSlice, RecordBatch, Int) throws -> Bool
  ) throws {
    var due = log.startOffset.value
    let end = log.endOffset()
    while due < end.value {
      let slice = try log.read(from: Offset(due), maxBytes: 300)
      var position = slice.position
      var cursor = slice.batches()
      while try cursor.next() {
        let batch = cursor.batch
        let header = batch.header
        guard header.baseOffset <= due || isReported(due, header.baseOffset, log), header.nextOffset > due else {
          throw FuzzFailure("a batch at \(header.baseOffset) where \(due) is due; damage \(log.damage)")
        }
        guard RecordBatch.checksum(of: batch.bytes) == header.checksum, try isFound(slice, batch, position) else {
          throw FuzzFailure("the batch at \(header.baseOffset) was in no file")
        }
        due = header.nextOffset
        position += header.byteCount
        served.append(
          Served(
            base: header.baseOffset, next: due, byteCount: header.byteCount, checksum: header.checksum))
      }
      guard slice.nextOffset.value == due || isReported(due, slice.nextOffset.value, log), slice.nextOffset <= end,
        slice.byteCount > 0 || slice.nextOffset.value > due
      else { throw FuzzFailure("a read from \(due) of \(end) goes on at \(slice.nextOffset); damage \(log.damage)") }
      due = slice.nextOffset.value
    }
  }

  /// Whether the log says that all these offsets are lost.
  private func isReported(_ from: Int64, _ upTo: Int64, _ log: Log) -> Bool {
    let damage = log.damage
    var at = from
    while at < upTo {
      guard let hole = damage.first(where: { $0.from.value <= at && at < $0.upTo.value }) else { return false }
      at = hole.upTo.value
    }
    return true
  }

  /// Whether a batch lay where it was served from, or in the tail buffer.
  private func isFound(
    _ batch: RecordBatch, _ segment: String, _ position: Int, _ parts: [Archive.Part], _ input: Span<UInt8>
  ) -> Bool {
    for part in parts {
      let bytes = input.extracting(part.range)
      if part.kind == .log {
        guard bytes.count - position >= batch.bytes.count,
          SegmentFiles(storage: storage, directory: Self.directory, base: Offset(part.base)).log == segment
        else { continue }
        if bytes.extracting(position..<position + batch.bytes.count).isEqual(batch.bytes) { return true }
      } else {
        // Zeroes lie behind a part.
        for at in 0..<bytes.count {
          let count = min(batch.bytes.count, bytes.count - at)
          if bytes.extracting(at..<at + count).isEqual(batch.bytes.extracting(0..<count)),
            batch.bytes.lastNonZero(from: count) == nil
          {
            return true
          }
        }
      }
    }
    return false
  }

  /// Up to the first flaw, or to where one segment does not follow the other, nothing may be missing. A frontier that
  /// is another log's ends it, too.
  private func checkSound(
    _ served: [Served], _ parts: [Archive.Part], _ input: Span<UInt8>, _ frontier: Frontier?, from start: Int64
  ) throws {
    let logs = parts.filter { $0.kind == .log }.sorted { $0.base < $1.base }
    var due: Int64?
    var n = 0
    for (m, part) in logs.enumerated() {
      guard due == nil || due == part.base else { return }
      let next = m + 1 < logs.count ? logs[m + 1].base : .max
      let bytes = input.extracting(part.range)
      var walk = BatchWalk(bytes, from: 0, due: part.base, end: next)
      var isAtFrontier = frontier.map { part.base < $0.base.value && next <= $0.base.value } ?? true
      while true {
        let place = Frontier(base: Offset(part.base), byteCount: walk.position, offset: walk.due)
        isAtFrontier = isAtFrontier || place == frontier
        guard let header = try? walk.nextChecked(),
          frontier.map({ header.nextOffset <= $0.offset }) ?? true || isAtFrontier
        else { break }
        guard header.nextOffset > start else { continue }
        let sound = Served(
          base: header.baseOffset, next: header.nextOffset, byteCount: header.byteCount, checksum: header.checksum)
        guard n < served.count, served[n] == sound else {
          throw FuzzFailure("\(sound) is sound and not served: \(served) from \(start)")
        }
        n += 1
      }
      guard walk.position == bytes.count, isAtFrontier else { return }
      due = walk.due
    }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    return (try? archive(&chance)) ?? ([], [])
  }

  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) { Archive.mend(&bytes, &chance) }

  /// A log that was written to, and then closed or left as a killed process leaves it.
  private func archive(_ chance: inout Chance) throws -> (bytes: [UInt8], marks: [FrameMark]) {
    drawing.reset()
    let log = try Log.open(directory: Self.directory, storage: drawing, settings: Self.settings)
    for _ in 0..<Int.random(in: 1...8, using: &chance) {
      switch chance.next() % 12 {
      case 0: try log.sync()
      case 1: try log.maintain()
      case 2: _ = try log.deleteRecords(before: Offset(log.endOffset().value / 2))
      case 3, 4: try send(&chance, log)
      case 5:
        let kind: TransactionMarker.Kind = chance.next() % 2 == 0 ? .commit : .abort
        _ = try? log.end(TransactionMarker(producerID: 1, producerEpoch: Int16(chance.next() % 3), kind: kind))
      default:
        let bytes = try maker.batch(&chance, valueBytes: 12)
        guard bytes.count <= Self.settings.segmentBytes else { continue }
        let batch = try RecordBatch(checking: bytes.span)
        try log.append(batch, durability: chance.next() % 3 == 0 ? .synced : .written)
      }
    }
    if chance.next() % 2 == 0 { try log.close() }
    return try Archive.of(Self.directory, drawing)
  }

  /// A batch of one who numbers them, if the log takes it.
  private func send(_ chance: inout Chance, _ log: Log) throws {
    var builder = try BatchBuilder()
    let known = log.producers.first { $0.id == 1 }
    builder.producer = BatchProducer(
      id: 1, epoch: known?.epoch ?? 0, sequence: known.map { max(0, $0.lastSequence + 1) } ?? 0)
    builder.isTransactional = chance.next() % 3 != 0
    try builder.add(key: nil, value: [1], timestamp: Timestamp(milliseconds: 1_700_000_000_000))
    let batch = try builder.finish()
    _ = try? log.append(batch)
  }
}
