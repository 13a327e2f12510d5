import StrataLog

/// Batches as producers send them, sound and otherwise.
enum Batches {
  /// A batch of records with these values, stamped a second apart from `time` on.
  static func make(
    _ values: [String], key: String? = "k", time: Int64 = 1_700_000_000_000, codec: Codec = .none,
    producer: BatchProducer? = nil
  ) -> [UInt8] {
    do {
      var builder = try BatchBuilder(codec: codec)
      builder.producer = producer
      for (n, value) in values.enumerated() {
        try builder.add(
          key: key.map { Array($0.utf8) }, value: Array(value.utf8),
          timestamp: Timestamp(milliseconds: time + Int64(n) * 1_000))
      }
      let batch = try builder.finish()
      return unsafe batch.bytes.withUnsafeBufferPointer { unsafe Array($0) }
    } catch { preconditionFailure("a batch can't be built: \(error)") }
  }

  /// The batch with some bytes changed, and the checksum made to fit again.
  static func changed(_ batch: [UInt8], at: Int, _ bytes: [UInt8]) -> [UInt8] {
    var batch = batch
    batch.replaceSubrange(at..<at + bytes.count, with: bytes)
    let sum = crc32c(Array(batch[21...]))
    for n in 0..<4 { batch[17 + n] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * n)) }
    return batch
  }

  /// CRC-32C, bit by bit.
  private static func crc32c(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
    }
    return ~crc
  }
}
