import FuzzKit
import WireKit

@testable import StrataLog

/// Records as they lie in a batch that is not packed (SPEC §2.5): whatever the bytes are, reading gives records or a
/// flaw; and what was read can be written, and reads again as itself.
///
/// An input is a batch whose checksum nobody looks at.
final class RecordTarget: FuzzTarget {
  private let maker = BatchMaker()
  private var builder: BatchBuilder

  init() throws { builder = try BatchBuilder() }

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard let header = try? BatchHeader(reading: input), header.byteCount == input.count,
      header.attributes.codec == Codec.none
    else { return }
    let batch = RecordBatch(known: header, bytes: input)
    builder.reset()
    var cursor = try batch.records()
    while (try? cursor.next()) ?? false { try write(cursor.record) }
    guard builder.recordCount > 0 else { return }
    try compare(batch, &builder)
  }

  private func write(_ record: RecordView) throws {
    var headers: [RecordHeader] = []
    if record.headerCount > 0 { headers = record.copied().headers }
    try builder.add(key: record.key, value: record.value, headers: headers, timestamp: record.timestamp)
  }

  /// Reads a batch's records beside what was written of them.
  private func compare(_ batch: RecordBatch, _ builder: inout BatchBuilder) throws {
    let count = builder.recordCount
    let written = try builder.finish()
    let again = try RecordBatch(checking: written.bytes)
    guard again.header == written.header else { throw FuzzFailure("the head reads as another") }
    var first = try batch.records()
    var second = try again.records()
    for n in 0..<count {
      guard try first.next(), try second.next() else { throw FuzzFailure("record \(n) is gone") }
      let (record, copy) = (first.record, second.record)
      guard copy.offset.value == n, record.timestamp == copy.timestamp, record.headerCount == copy.headerCount,
        isEqual(record.key, copy.key), isEqual(record.value, copy.value)
      else { throw FuzzFailure("record \(n) reads as another") }
      guard record.headerCount == 0 || record.copied().headers == copy.copied().headers else {
        throw FuzzFailure("a header of record \(n) reads as another")
      }
    }
    guard try !second.next() else { throw FuzzFailure("a record more than were written") }
  }

  private func isEqual(_ one: Span<UInt8>?, _ other: Span<UInt8>?) -> Bool {
    switch (one, other) {
    case (nil, nil): true
    case (let one?, let other?): one.isEqual(other)
    default: false
    }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    guard let bytes = try? maker.batch(&chance, codec: Codec.none) else { return ([], []) }
    return (bytes, BatchMarks.of(bytes.count))
  }

  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count >= BatchHeader.size else { return }
    bytes.put(UInt32(bytes.count - BatchHeader.lengthBase), at: 8)
    bytes[16] = UInt8(BatchHeader.magic)
    bytes[22] &= ~7
  }
}

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  func isEqual(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for n in 0..<count where self[n] != other[n] { return false }
    return true
  }
}
