import FuzzKit
import WireKit

@testable import StrataLog

/// The files of a log's directory as one input: each behind a mark of its own and two bytes that name it, for a byte
/// more or less in one file to leave the others as they are.
///
/// Files that keep something twice, thousands of bytes apart, have a second mark in the place of what lies between.
struct Archive {
  enum Kind: UInt8, CaseIterable {
    case log, offsetIndex, timeIndex, snapshot, transactionIndex, frontier, start, tail

    /// Whether each segment has one.
    var isSegments: Bool {
      switch self {
      case .log, .offsetIndex, .timeIndex, .snapshot, .transactionIndex: true
      case .frontier, .start, .tail: false
      }
    }
  }

  /// An input, and what lies where in it.
  typealias Drawn = (bytes: [UInt8], marks: [FrameMark])

  /// A part of a file, and where it lies in the input.
  struct Part {
    var kind: Kind
    /// Of a segment's file.
    var base: Int64
    /// Whether it is the second of two.
    var isSecond: Bool
    var range: Range<Int>
  }

  static let mark: [UInt8] = [0xFA, 0x5A, 0xC3]
  static let headSize = 5

  /// The parts of an input; what comes before the first mark is none, and of two in one place the first counts.
  static func parts(_ input: Span<UInt8>) -> [Part] {
    var parts: [Part] = []
    var at = 0
    while at + headSize <= input.count {
      guard input[at] == mark[0], input[at + 1] == mark[1], input[at + 2] == mark[2] else {
        at += 1
        continue
      }
      if let last = parts.indices.last { parts[last].range = parts[last].range.lowerBound..<at }
      let kind = Kind.allCases[Int(input[at + 3] & 0x7F) % Kind.allCases.count]
      at += headSize
      parts.append(
        Part(
          kind: kind, base: kind.isSegments ? Int64(input[at - 1]) : 0,
          isSecond: !kind.isSegments && input[at - 2] & 0x80 != 0,
          range: at..<input.count))
    }
    var n = 0
    while n < parts.count {
      let part = parts[n]
      if parts[..<n].contains(where: { $0.kind == part.kind && $0.base == part.base && $0.isSecond == part.isSecond }) {
        parts.remove(at: n)
      } else {
        n += 1
      }
    }
    return parts
  }

  /// The path of a part's file, and where the part lies in it.
  static func place(_ part: Part, _ directory: String, _ storage: any Storage) -> (path: String, position: Int) {
    let files = SegmentFiles(storage: storage, directory: directory, base: Offset(part.base))
    return switch part.kind {
    case .log: (files.log, 0)
    case .offsetIndex: (files.offsetIndex, 0)
    case .timeIndex: (files.timeIndex, 0)
    case .snapshot: (files.snapshot, 0)
    case .transactionIndex: (files.transactionIndex, 0)
    case .frontier: (directory + "/" + FrontierFile.name, part.isSecond ? FrontierFile.slotDistance : 0)
    case .start: (directory + "/" + OffsetFile.start.name, part.isSecond ? 4096 : 0)
    case .tail: (directory + "/" + TailBuffer.name, part.isSecond ? TailBuffer.firstHalf : 0)
    }
  }

  /// What a directory holds as an input.
  static func of(_ directory: String, _ storage: any Storage) throws -> Drawn {
    var archive: Drawn = ([], [])
    for name in try storage.list(directory).sorted() {
      let bytes = try storage.contents(directory + "/" + name)
      let stem = Int64(name.prefix { $0 != "." }) ?? 0
      switch name {
      case FrontierFile.name: add(.frontier, bytes, at: FrontierFile.slotDistance, to: &archive)
      case OffsetFile.start.name: add(.start, bytes, at: 4096, to: &archive)
      case TailBuffer.name: add(.tail, bytes, at: bytes.count / 2, to: &archive)
      case _ where name.hasSuffix(".log"): add(.log, stem, bytes[...], to: &archive)
      case _ where name.hasSuffix(".timeindex"): add(.timeIndex, stem, bytes[...], to: &archive)
      case _ where name.hasSuffix(".snapshot"): add(.snapshot, stem, bytes[...], to: &archive)
      case _ where name.hasSuffix(".txnindex"): add(.transactionIndex, stem, bytes[...], to: &archive)
      default: add(.offsetIndex, stem, bytes[...], to: &archive)
      }
    }
    return archive
  }

  private static func add(_ kind: Kind, _ bytes: [UInt8], at second: Int, to archive: inout Drawn) {
    for (n, half) in [bytes.prefix(second), bytes.dropFirst(second)].enumerated() {
      guard let last = half.lastIndex(where: { $0 != 0 }) else { continue }
      add(kind, 0, half[...last], isSecond: n == 1, to: &archive)
    }
  }

  private static func add(
    _ kind: Kind, _ base: Int64, _ bytes: ArraySlice<UInt8>, isSecond: Bool = false,
    to archive: inout Drawn
  ) {
    archive.bytes += mark + [kind.rawValue | (isSecond ? 0x80 : 0), UInt8(clamping: base)]
    let start = archive.bytes.count
    archive.bytes += bytes
    archive.marks.append(FrameMark(.number, start - 1..<start))
    guard kind == .log || kind == .tail else {
      archive.marks += stride(from: start, to: archive.bytes.count - 3, by: 4).map { FrameMark(.number, $0..<$0 + 4) }
      return
    }
    var at = start
    while archive.bytes.count - at > BatchHeader.size {
      let size = Int(archive.bytes.span.bigEndian(at: at + 8) as Int32) + BatchHeader.lengthBase
      for mark in BatchMarks.of(BatchHeader.size + 1) {
        archive.marks.append(FrameMark(mark.kind, mark.range.lowerBound + at..<mark.range.upperBound + at))
      }
      guard size > 0 else { return }
      at += size
    }
  }

  // MARK: Mending

  /// Sums what was spoiled: nothing, all, or some.
  static func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    let rate = chance.next() % 4
    guard rate > 0 else { return }
    for part in parts(bytes.span) {
      let start = part.range.lowerBound
      if part.kind == .log || part.kind == .tail {
        for (position, sum) in sums(bytes.span.extracting(part.range), part, rate, &chance) {
          bytes.put(sum, at: start + position)
        }
      } else if part.kind == .frontier, part.range.count >= FrontierFile.slotSize, chance.next() % 4 == 0 {
        bytes.put(crc32c(bytes.span.extracting(start..<start + 40)), at: start + 40)
      } else if part.kind == .snapshot, part.range.count >= 10, chance.next() % 4 != 0 {
        bytes.put(crc32c(bytes.span.extracting(start + 6..<part.range.upperBound)), at: start + 2)
      }
    }
  }

  /// Where sums go, and which, of batches as long as each ends where the next one begins, with the offset that is due:
  /// one that takes the place or the offsets of others and sums up is nothing that damage makes.
  private static func sums(
    _ bytes: Span<UInt8>, _ part: Part, _ rate: UInt64, _ chance: inout Chance
  ) -> [(position: Int, sum: UInt32)] {
    var sums: [(position: Int, sum: UInt32)] = []
    var walk = BatchWalk(
      bytes, from: 0, due: part.kind == .log ? part.base : bytes.count < 8 ? 0 : bytes.bigEndian(at: 0))
    while let header = try? walk.peek(), header.lastOffsetDelta == header.recordCount - 1, header.recordCount <= 6 {
      let start = walk.position
      walk.skip(header)
      let isLast = walk.position == bytes.count
      guard isLast || bytes.count - walk.position >= 8 && bytes.bigEndian(at: walk.position) == walk.due else { break }
      if chance.next() % rate == 0 {
        sums.append((start + 17, RecordBatch.checksum(of: bytes.extracting(start..<walk.position))))
      }
    }
    return sums
  }
}
