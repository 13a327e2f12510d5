package import StrataLog
package import WireKit

/// Makes record batches for inputs, with a builder a codec that is kept.
package final class BatchMaker {
  private final class Kept {
    var builder: BatchBuilder

    init(_ codec: Codec) throws(LogError) { builder = try BatchBuilder(codec: codec) }

    func change(_ body: (inout BatchBuilder) throws -> [UInt8]) rethrows -> [UInt8] { try body(&builder) }
  }

  private var kept: [Codec: Kept] = [:]

  /// Makes batches.
  package init() {}

  /// A batch of a few records with values up to so many bytes, packed by any codec unless one is given.
  package func batch(_ chance: inout Chance, codec: Codec? = nil, valueBytes: Int = 200) throws -> [UInt8] {
    let codec = codec ?? Codec.allCases.randomElement(using: &chance) ?? .none
    let kept = try self.kept[codec] ?? Kept(codec)
    self.kept[codec] = kept
    return try kept.change { builder in
      builder.reset()
      for _ in 0..<Int.random(in: 1...6, using: &chance) {
        let key = chance.next() % 3 == 0 ? nil : chance.bytes(Int.random(in: 0...20, using: &chance))
        let value =
          chance.next() % 8 == 0
          ? nil
          : [UInt8](
            repeating: UInt8(truncatingIfNeeded: chance.next()), count: Int.random(in: 0...valueBytes, using: &chance))
        let headers = (0..<Int.random(in: 0...2, using: &chance)).map {
          RecordHeader("h\($0)", chance.next() % 2 == 0 ? nil : [1, 2, 3])
        }
        let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(chance.next() % 1000))
        try builder.add(key: key, value: value, headers: headers, timestamp: time)
      }
      let batch = try builder.finish()
      return [UInt8](copying: batch.bytes)
    }
  }
}

extension [UInt8] {
  /// Puts a number where there is room for it, high byte first.
  package mutating func put<Number: FixedWidthInteger>(_ number: Number, at position: Int) {
    for n in 0..<Number.bitWidth / 8 {
      self[position + n] = UInt8(truncatingIfNeeded: number >> (Number.bitWidth - 8 - 8 * n))
    }
  }
}
