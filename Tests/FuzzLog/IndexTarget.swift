import FuzzKit
import WireKit

@testable import StrataLog

/// Index files (SPEC §4.2, §4.3): whatever the bytes are, reading gives a flaw or entries that rise; a search finds
/// what looking at each would find; and writing what was read gives the same bytes.
///
/// An input is a base, a number to search for, and the bytes of a file, which is read as an offset index and as a time
/// index.
final class IndexTarget: FuzzTarget {
  private static let head = 16

  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard input.count >= Self.head else { return }
    let name: Int64 = input.bigEndian(at: 0)
    guard name >= 0, let base = SegmentFiles.base(ofLogNamed: SegmentFiles.digits(name) + ".log") else { return }
    let sought: Int64 = input.bigEndian(at: 8)
    let file = input.extracting(droppingFirst: Self.head)
    try offsets(base, sought, file)
    try times(base, sought, file)
  }

  private func offsets(_ base: Offset, _ sought: Int64, _ file: Span<UInt8>) throws {
    guard let index = try? OffsetIndex(base: base, reading: file) else { return }
    guard index.encoded().span.isEqual(file) else { throw FuzzFailure("an offset index is written as another") }
    let offset = Offset(sought & .max)
    let position = FilePosition(Int32(truncatingIfNeeded: sought))
    var (byOffset, byPosition) = (nil as OffsetIndex.Entry?, nil as OffsetIndex.Entry?)
    var behind = 0
    for n in 0..<index.count {
      let entry = index[n]
      if n > 0 {
        let before = index[n - 1]
        guard entry.lastOffset > before.lastOffset, entry.position.value > before.position.value else {
          throw FuzzFailure("offset index entry \(n) does not rise")
        }
      }
      if entry.lastOffset <= offset { byOffset = entry }
      if entry.position.value <= position.value { byPosition = entry }
      if entry.position.value <= position.value { behind += 1 }
    }
    guard index.entry(atOrBelow: offset) == byOffset, index.entry(atOrBelow: position) == byPosition,
      index.firstEntry(behind: Int(position.value)) == behind,
      index.last == (index.count == 0 ? nil : index[index.count - 1])
    else { throw FuzzFailure("a search of an offset index finds another entry") }
    var part = OffsetIndex(base: base)
    part.append(0, from: Int(position.value) + 1, of: index)
    guard part.count == index.count - behind else { throw FuzzFailure("an offset index goes on with other entries") }
  }

  private func times(_ base: Offset, _ sought: Int64, _ file: Span<UInt8>) throws {
    guard let index = try? TimeIndex(base: base, reading: file) else { return }
    guard index.encoded().span.isEqual(file) else { throw FuzzFailure("a time index is written as another") }
    let time = Timestamp(milliseconds: sought)
    var found: TimeIndex.Entry?
    var again = TimeIndex(base: base)
    for n in 0..<index.count {
      let entry = index[n]
      if n > 0, entry.timestamp <= index[n - 1].timestamp || entry.offset <= index[n - 1].offset {
        throw FuzzFailure("time index entry \(n) does not rise")
      }
      if entry.timestamp <= time { found = entry }
      again.appendIfLater(entry)
    }
    guard index.entry(atOrBefore: time) == found else {
      throw FuzzFailure("a search of a time index finds another entry")
    }
    guard again.count == index.count else { throw FuzzFailure("a time index does not take its own entries") }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    var bytes: [UInt8] = []
    let width = UInt64(chance.next() % 63)
    bytes.appendBigEndian(Int64(chance.next() >> (1 + width)))
    bytes.appendBigEndian(Int64(bitPattern: chance.next() >> width))
    let isTimes = chance.next() % 2 == 0
    var (offset, other) = (Int32(0), Int64(0))
    for _ in 0..<chance.next() % 12 {
      offset += Int32(chance.next() % 1000) + 1
      other += Int64(chance.next() % 9000) + 1
      if isTimes { bytes.appendBigEndian(other) }
      bytes.appendBigEndian(offset)
      if !isTimes { bytes.appendBigEndian(Int32(other)) }
    }
    return (bytes, stride(from: 0, to: bytes.count - 3, by: 4).map { FrameMark(.number, $0..<$0 + 4) })
  }

  /// Cuts most files to whole entries of one kind.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count > Self.head, chance.next() % 8 != 0 else { return }
    let size = chance.next() % 2 == 0 ? OffsetIndex.entrySize : TimeIndex.entrySize
    bytes.removeLast((bytes.count - Self.head) % size)
  }
}
