import StrataLog

/// A batch made once, of which simulations append copies with times, numbers and senders of their own: packing anew
/// for each append would take most of a simulation's time.
struct BatchTemplate: Sendable {
  private var bytes: [UInt8]
  /// The records' times less the first's.
  private var deltas: [Int64] = []
  /// Where a number of eight bytes may go into the first value; not in a packed batch.
  private var serialAt: Int?

  /// Batches of one to six records in all codecs, most of some hundred bytes, the same in every process.
  static let all: [BatchTemplate] = {
    var chance = SeededRandom(seed: 15)
    return (0..<256).compactMap { _ in try? BatchTemplate(&chance) }
  }()

  private static let mark: [UInt8] = [0xf7, 0x1d, 0x93, 0x5a, 0xc6, 0x28, 0xb4, 0x6e]

  private init(_ chance: inout SeededRandom) throws {
    let codec = chance.one(in: 3) ? chance.pick(Codec.allCases) : .none
    var builder = try BatchBuilder(codec: codec)
    for n in 0..<chance.within(1...6) {
      let key = chance.one(in: 3) ? nil : chance.bytes(chance.below(14))
      var value = chance.one(in: 9) ? nil : chance.bytes(chance.one(in: 24) ? chance.below(1200) : chance.below(90))
      if n == 0 { value = Self.mark + (value ?? []) }
      let headers = chance.one(in: 4) ? [RecordHeader("h\(n)", chance.bytes(chance.below(9)))] : []
      let delta = n == 0 ? 0 : Int64(chance.within(-400...600))
      deltas.append(delta)
      try builder.add(key: key, value: value, headers: headers, timestamp: Timestamp(milliseconds: 5_000 + delta))
    }
    bytes = [UInt8](copying: try builder.finish().bytes)
    if codec == .none {
      serialAt = bytes.indices.first { bytes[$0...].starts(with: Self.mark) }
    }
  }

  /// A copy that no other equals, and its records' times.
  func batch(serial: UInt64, time: Int64, sender: ModelSender?) -> (bytes: [UInt8], times: [Int64]) {
    var copy = bytes
    if let serialAt { copy.put(serial, at: serialAt) }
    copy.put(UInt64(bitPattern: time), at: 27)
    copy.put(UInt64(bitPattern: time + (deltas.max() ?? 0)), at: 35)
    if let sender {
      copy.put(UInt64(bitPattern: sender.id), at: 43)
      copy.put(UInt16(bitPattern: sender.epoch), at: 51)
      copy.put(UInt32(bitPattern: sender.sequence), at: 53)
      if sender.isTransactional { copy[22] |= 16 }
    }
    copy.sum()
    return (copy, deltas.map { time + $0 })
  }
}

extension [UInt8] {
  /// Puts a number, high byte first.
  mutating func put<Number: FixedWidthInteger>(_ number: Number, at position: Int) {
    var rest = number
    for n in (0..<Number.bitWidth / 8).reversed() {
      self[position + n] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
    }
  }

  /// Sums a batch whose bytes were changed (SPEC §2.3).
  mutating func sum() { put(RecordBatch.checksum(of: span), at: 17) }
}
