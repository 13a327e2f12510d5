import FuzzKit
import WireKit

@testable import StrataLog

/// The files that say where a log is on disk and where it starts, each kept twice (SPEC §5.3, §6.2): what is read was
/// in the file, the later slot or the first copy that is sound; and what is then written is read back, the frontier
/// beside the one before.
///
/// An input's first byte says which file; then come both copies, each behind a byte with its length, without what lies
/// between them.
final class SuperblockTarget: FuzzTarget {
  private static let copyDistance = 4096
  private static let directory = "p"

  private let storage = ReusedStorage()

  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard input.count > 2 else { return }
    let rest = input.extracting(droppingFirst: 2)
    let middle = min(rest.count, Int(input[1]))
    let (first, second) = (rest.extracting(0..<middle), rest.extracting(droppingFirst: middle))
    storage.reset()
    let name = input[0] & 1 == 0 ? FrontierFile.name : OffsetFile.start.name
    let file = storage.put(Self.directory + "/" + name)
    try file.write(first, at: 0)
    if second.count > 0 { try file.write(second, at: Self.copyDistance) }
    if input[0] & 1 == 0 { try frontier(file) } else { try start(first, second) }
  }

  private func frontier(_ bytes: ReusedFile) throws {
    var (file, frontier) = try FrontierFile.read(Self.directory, storage)
    let slots = [0, 1].compactMap { n in
      Slot(bytes.read(at: n * Self.copyDistance, count: FrontierFile.slotSize).span, UInt64(n))
    }
    let latest = slots.max { $0.number < $1.number }
    guard frontier == latest?.frontier else {
      throw FuzzFailure("the frontier is not the later one that the slots hold: \(slots)")
    }
    // Of the last numbers there are none to go on with: then the frontier stays where it is, which is still true.
    guard latest?.number ?? 0 < .max - 1 else { return }
    let next = Frontier(base: Offset(3), byteCount: 500, offset: 9)
    file.write(next, moved: 1)
    guard try FrontierFile.read(Self.directory, storage).frontier == next else {
      throw FuzzFailure("a frontier that was written after \(slots) is not read back")
    }
    // A power failure tears the slot that was written last.
    let place = Int(((latest?.number ?? 0) + 1) % 2) * FrontierFile.slotDistance + 40
    try bytes.write([bytes.read(at: place, count: 1)[0] ^ 1].span, at: place)
    guard try FrontierFile.read(Self.directory, storage).frontier == frontier else {
      throw FuzzFailure("a torn write took the frontier before, of \(slots)")
    }
  }

  private func start(_ first: Span<UInt8>, _ second: Span<UInt8>) throws {
    let found: OffsetFile.Found
    do throws(LogError) { found = try OffsetFile.start.read(Self.directory, storage) } catch {
      guard case .unreadable = error else { throw error }
      return
    }
    let copies = [Self.offset(first), Self.offset(second)]
    switch found {
    case .missing: throw FuzzFailure("a file that is there is missing")
    case .damaged: guard copies == [nil, nil] else { throw FuzzFailure("nothing is read of \(copies)") }
    case .offset(let offset, _):
      // The first copy may be sound and say it in another way, as with a sign.
      guard copies[0] == nil || copies[0] == offset.value else { throw FuzzFailure("\(offset) is not of \(copies)") }
      try OffsetFile.start.write(offset, Self.directory, storage)
      guard try OffsetFile.start.read(Self.directory, storage) == .offset(offset, isHalf: false) else {
        throw FuzzFailure("\(offset) is not read back")
      }
    }
  }

  // MARK: What the bytes say

  private struct Slot {
    let number: UInt64
    let frontier: Frontier

    /// What a slot in this place holds, if it was written.
    init?(_ bytes: Span<UInt8>, _ place: UInt64) {
      guard bytes.count >= 44, bytes.bigEndian(at: 0) == 0x5354_5246_0000_0000 as UInt64,
        bytes.bigEndian(at: 40) == crc32c(bytes.extracting(0..<40))
      else { return nil }
      let said: (base: Int64, bytes: Int64, offset: Int64) = (
        bytes.bigEndian(at: 16), bytes.bigEndian(at: 24), bytes.bigEndian(at: 32)
      )
      number = bytes.bigEndian(at: 8)
      guard said.base >= 0, said.offset <= Offset.most, number < .max, number & 1 == place,
        said.bytes > 0 && said.offset > said.base || said.bytes == 0 && said.offset == said.base
      else { return nil }
      frontier = Frontier(base: Offset(said.base), byteCount: Int(said.bytes), offset: said.offset)
    }
  }

  /// The offset that a copy says, if it is as the log writes it.
  private static func offset(_ copy: Span<UInt8>) -> Int64? {
    var (at, value) = (2, 0 as Int64)
    guard copy.count > 12, copy[0] == UInt8(ascii: "1"), copy[1] == 10 else { return nil }
    while at < copy.count, 48...57 ~= copy[at], value < Int64.max / 10 - 1 {
      value = 10 * value + Int64(copy[at] - 48)
      at += 1
    }
    guard copy.isEqual(text(value).span), value <= Offset.most else { return nil }
    return value
  }

  private static func text(_ offset: Int64) -> [UInt8] {
    let lines = Array("1\n\(offset)\n".utf8)
    return lines + digits(crc32c(lines.span)) + [10]
  }

  private static func digits(_ sum: UInt32) -> [UInt8] {
    let digits = String(sum, radix: 16)
    return Array((String(repeating: "0", count: 8 - digits.utf8.count) + digits).utf8)
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    var bytes = [UInt8(chance.next() & 1), 0]
    let offset = Int64(chance.next() >> (1 + chance.next() % 63))
    guard bytes[0] == 0 else {
      let copy = Self.text(offset)
      bytes[1] = UInt8(copy.count)
      return (bytes + copy + copy, [])
    }
    bytes[1] = UInt8(FrontierFile.slotSize)
    let number = chance.next() >> (chance.next() % 64) & ~1
    for n in 0..<2 as Range<UInt64> {
      var slot = Array("STRF\0\0\0\0".utf8)
      slot.appendBigEndian(n == 0 ? number : number &+ (chance.next() % 2 == 0 ? 1 : .max))
      slot.appendBigEndian(Int64(chance.next() % UInt64(offset + 1)))
      slot.appendBigEndian(Int64(chance.next() % 10000))
      slot.appendBigEndian(offset)
      slot.appendBigEndian(crc32c(slot.span))
      bytes += slot
    }
    return (bytes, stride(from: 2, to: bytes.count, by: 4).map { FrameMark(.number, $0..<$0 + 4) })
  }

  /// Sums both copies of most.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count > 2, chance.next() % 8 != 0 else { return }
    if bytes[0] & 1 == 0 {
      for start in [2, 2 + Int(bytes[1])] where start + 44 <= bytes.count {
        bytes.put(crc32c(bytes.span.extracting(start..<start + 40)), at: start + 40)
      }
    } else {
      let middle = min(bytes.count, 2 + Int(bytes[1]))
      let second = Self.summed(bytes[middle...])
      bytes.replaceSubrange(2..., with: Self.summed(bytes[2..<middle]) + second)
      bytes[1] = UInt8(clamping: bytes.count - 2 - second.count)
    }
  }

  /// The first two lines with the sum that is theirs.
  private static func summed(_ copy: ArraySlice<UInt8>) -> [UInt8] {
    let lines = copy.split(separator: 10, maxSplits: 2)
    guard lines.count >= 2 else { return Array(copy) }
    let body = lines[0] + [10] + lines[1] + [10]
    return body + digits(crc32c(Array(body).span)) + [10]
  }
}
