import Testing

@testable import StrataLog

/// SPEC §6.6: what keys are told apart by.
@Suite struct KeyTests {
  @Test("the hash is SipHash-2-4 of 128 bits, as its authors' vectors have it")
  func vectors() {
    // Their secret is the bytes 0 to 15, their keys 0, 1, 2 … of so many bytes; read as numbers, low byte first.
    let secret = KeyHash.Secret(high: 0x0706_0504_0302_0100, low: 0x0f0e_0d0c_0b0a_0908)
    let vectors: [(Int, UInt64, UInt64)] = [
      (0, 0xe6a8_25ba_047f_81a3, 0x9302_55c7_1472_f66d), (1, 0x44af_996b_d8c1_87da, 0x45fc_229b_1159_7634),
    ]
    for (count, high, low) in vectors {
      let key = [UInt8](0..<UInt8(count))
      let hash = KeyHash(key.span, secret)
      #expect(hash.high == high && hash.low == low)
    }
    let (first, other) = (Self.hash(1, secret), Self.hash(1, .random()))
    let longer = Self.hash(10, secret)
    #expect(first != other && first != longer)
  }

  private static func hash(_ n: Int, _ secret: KeyHash.Secret) -> KeyHash {
    let key = Array("\(n)".utf8)
    return KeyHash(key.span, secret)
  }

  private struct Found: Equatable {
    var sizes: [Int] = []
    var taken: [Bool] = []
    var ends: [Int64] = []
    var offsets: [Int64?] = []
  }

  /// Puts 91 keys, the eighth once more, and looks for 300.
  private static func fill(_ latest: inout LatestOffsets) -> Found {
    var found = Found(sizes: [latest.capacity, latest.byteCount])
    let secret = KeyHash.Secret.random()
    for n in 0..<91 { found.taken.append(latest.put(hash(n, secret), Int64(100 + n))) }
    found.ends = [latest.last, Int64(latest.count)]
    found.taken.append(latest.put(hash(7, secret), 200))
    found.taken.append(latest.put(hash(7, secret), 100 + Int64(UInt32.max)))
    for n in 0..<300 { found.offsets.append(latest.offset(of: hash(n, secret))) }
    return found
  }

  @Test("every key has its latest offset until there is no room for another, or for the offset")
  func table() throws {
    var latest = try LatestOffsets(from: 100, keys: 1_000, memoryBytes: 12 * 100)
    let found = Self.fill(&latest)
    var due = Found(sizes: [90, 1_200], taken: Array(repeating: true, count: 90) + [false, true, false])
    due.ends = [189, 90]
    due.offsets = (100..<190).map { $0 } + Array(repeating: nil, count: 210)
    due.offsets[7] = 200
    #expect(found == due)
  }
}
