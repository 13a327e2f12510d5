/// What stands for a record's key in a compaction: 128 bits of SipHash-2-4 under a secret that is drawn for each
/// compaction, so that nobody can choose keys which are taken for one.
struct KeyHash: Equatable {
  var high: UInt64
  var low: UInt64

  /// What keys are hashed under.
  struct Secret {
    var high: UInt64
    var low: UInt64

    /// One that nobody knows.
    static func random() -> Secret { Secret(high: .random(in: .min ... .max), low: .random(in: .min ... .max)) }
  }

  @inline(__always)
  init(_ key: Span<UInt8>, _ secret: Secret) {
    var state = SipState(secret)
    let whole = key.count & ~7
    var at = 0
    while at < whole {
      state.take((key.bigEndian(at: at) as UInt64).byteSwapped)
      at += 8
    }
    var last = UInt64(truncatingIfNeeded: key.count) << 56
    while at < key.count {
      last |= UInt64(key[at]) << UInt64(8 * (at - whole))
      at += 1
    }
    state.take(last)
    (high, low) = state.end()
  }
}

/// SipHash's four words.
private struct SipState {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  @inline(__always)
  init(_ secret: KeyHash.Secret) {
    a = 0x736f_6d65_7073_6575 ^ secret.high
    b = 0x646f_7261_6e64_6f6d ^ secret.low ^ 0xee
    c = 0x6c79_6765_6e65_7261 ^ secret.high
    d = 0x7465_6462_7974_6573 ^ secret.low
  }

  @inline(__always)
  mutating func take(_ word: UInt64) {
    d ^= word
    for _ in 0..<2 { mix() }
    a ^= word
  }

  @inline(__always)
  mutating func end() -> (UInt64, UInt64) {
    c ^= 0xee
    for _ in 0..<4 { mix() }
    let first = a ^ b ^ c ^ d
    b ^= 0xdd
    for _ in 0..<4 { mix() }
    return (first, a ^ b ^ c ^ d)
  }

  @inline(__always)
  private mutating func mix() {
    a = a &+ b
    b = Self.turn(b, 13) ^ a
    a = Self.turn(a, 32)
    c = c &+ d
    d = Self.turn(d, 16) ^ c
    a = a &+ d
    d = Self.turn(d, 21) ^ a
    c = c &+ b
    b = Self.turn(b, 17) ^ c
    c = Self.turn(c, 32)
  }

  @inline(__always)
  private static func turn(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 - bits) }
}
