import FuzzKit
import StrataLog
import WireKit

/// Record batches of every codec: whatever they are, checking and reading give records or a flaw, and no more memory is
/// taken than the limit (SPEC §2.4).
///
/// The mutator mends length and checksum of most of what it spoils, or nothing would get past them.
final class BatchTarget: FuzzTarget {
  private static let unpackedLimit = 1 << 20

  private let maker = BatchMaker()

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
    guard let bytes = try? maker.batch(&chance) else { return ([], []) }
    return (bytes, BatchMarks.of(bytes.count))
  }

  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count >= BatchHeader.size, chance.next() % 8 != 0 else { return }
    bytes.put(UInt32(bytes.count - 12), at: 8)
    if chance.next() % 16 != 0 { bytes[16] = 2 }
    bytes.put(RecordBatch.checksum(of: bytes.span), at: 17)
  }
}

/// What lies where in a batch.
enum BatchMarks {
  /// Of a batch of so many bytes.
  static func of(_ count: Int) -> [FrameMark] {
    // The head's fields, as SPEC §2.1 lists them.
    let widths = [8, 4, 4, 1, 4, 2, 4, 8, 8, 8, 2, 4, 4]
    var marks: [FrameMark] = []
    var at = 0
    for width in widths {
      marks.append(FrameMark(.number, at..<at + width))
      at += width
    }
    for at in stride(from: BatchHeader.size, to: count, by: 3) { marks.append(FrameMark(.length, at..<at + 1)) }
    return marks
  }
}
