/// The partition that Kafka's default partitioner gives a key: murmur2, made positive, modulo the count (SPEC §8.2).
///
/// - Parameter count: how many partitions the topic has; at least 1.
public func partition(forKey key: [UInt8], of count: Int32) -> Int32 {
  Int32(bitPattern: murmur2(key) & 0x7fff_ffff) % count
}

/// 32-bit murmur2 with the seed Kafka uses, over little-endian words.
func murmur2(_ bytes: [UInt8]) -> UInt32 {
  let multiplier: UInt32 = 0x5bd1_e995
  var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
  var at = 0
  while at + 4 <= bytes.count {
    var word =
      UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
    word = word &* multiplier
    word ^= word >> 24
    hash = hash &* multiplier ^ word &* multiplier
    at += 4
  }
  let rest = bytes.count - at
  if rest > 2 { hash ^= UInt32(bytes[at + 2]) << 16 }
  if rest > 1 { hash ^= UInt32(bytes[at + 1]) << 8 }
  if rest > 0 { hash = (hash ^ UInt32(bytes[at])) &* multiplier }
  hash ^= hash >> 13
  hash = hash &* multiplier
  return hash ^ hash >> 15
}
