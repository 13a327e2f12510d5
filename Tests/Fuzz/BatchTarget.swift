import StrataLog
import WireKit

/// Record batches of every codec: whatever they are, checking and reading give records or a flaw, and no more memory is
/// taken than the limit.
///
/// The mutator mends length and checksum of most of what it spoils, or nothing would get past them.
final class BatchTarget: FuzzTarget {
  private static let unpackedLimit = 1 << 20

  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard let batch = try? RecordBatch(checking: input) else { return }
    guard var cursor = try? batch.records(unpackedLimit: Self.unpackedLimit) else { return }
    var bytes = 0
    while (try? cursor.next()) ?? false {
      let record = cursor.record
      if let key = record.key { bytes += key.count }
      if let value = record.value { bytes += value.count }
      try? record.forEachHeader { name, value in
        bytes += name.count
        if let value { bytes += value.count }
      }
    }
    guard bytes <= Self.unpackedLimit + input.count else { throw FuzzFailure("records larger than their batch") }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    guard let bytes = try? Self.batch(&chance) else { return ([], []) }
    // The head's fields, as SPEC §2.2 lists them.
    let widths = [8, 4, 4, 1, 4, 2, 4, 8, 8, 8, 2, 4, 4]
    var marks: [FrameMark] = []
    var at = 0
    for width in widths {
      marks.append(FrameMark(.number, at..<at + width))
      at += width
    }
    for at in stride(from: 61, to: bytes.count, by: 3) { marks.append(FrameMark(.length, at..<at + 1)) }
    return (bytes, marks)
  }

  static func batch(_ chance: inout Chance) throws(LogError) -> [UInt8] {
    var builder = try BatchBuilder(codec: Codec.allCases.randomElement(using: &chance) ?? .none)
    for _ in 0..<Int.random(in: 1...6, using: &chance) {
      let key = chance.next() % 3 == 0 ? nil : chance.bytes(Int.random(in: 0...20, using: &chance))
      let value =
        chance.next() % 8 == 0
        ? nil
        : [UInt8](repeating: UInt8(truncatingIfNeeded: chance.next()), count: Int.random(in: 0...200, using: &chance))
      let headers = (0..<Int.random(in: 0...2, using: &chance)).map {
        RecordHeader("h\($0)", chance.next() % 2 == 0 ? nil : [1, 2, 3])
      }
      let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(chance.next() % 1000))
      try builder.add(key: key, value: value, headers: headers, timestamp: time)
    }
    let batch = try builder.finish()
    return unsafe batch.bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }

  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count >= 61, chance.next() % 8 != 0 else { return }
    store(UInt32(bytes.count - 12), at: 8, &bytes)
    if chance.next() % 16 != 0 { bytes[16] = 2 }
    let sum = crc32c(bytes.span.extracting(droppingFirst: 21))
    store(sum, at: 17, &bytes)
  }

  private func store(_ number: UInt32, at position: Int, _ bytes: inout [UInt8]) {
    for n in 0..<4 { bytes[position + n] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * n)) }
  }
}
