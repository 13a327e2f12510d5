import CStrata
import Testing

/// SPEC §2.3
@Suite struct ChecksumTests {
  static func fast(_ bytes: [UInt8], after crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe strata_crc32c(crc, $0.baseAddress, $0.count) }
  }

  static func slow(_ bytes: [UInt8], after crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe strata_crc32c_table(crc, $0.baseAddress, $0.count) }
  }

  @Test(
    "the sums are those that RFC 3720 prints",
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([], 0), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), ([UInt8](0..<32), 0x46DD_794E),
      ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func known(bytes: [UInt8], sum: UInt32) {
    #expect(Self.fast(bytes) == sum)
    #expect(Self.slow(bytes) == sum)
  }

  @Test("the processor's way equals the table's for every length up to 2,000 and every alignment")
  func lengths() {
    var numbers = SeededNumbers(seed: 1)
    let pool = (0..<2100).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    for length in 0...2000 {
      let start = length % 17
      let bytes = Array(pool[start..<start + length])
      let equal = unsafe pool.withUnsafeBytes { pool in
        let at = unsafe pool.baseAddress.map { unsafe $0 + start }
        return unsafe strata_crc32c(0, at, length) == strata_crc32c_table(0, at, length)
      }
      if !equal || Self.fast(bytes) != Self.slow(bytes) { Issue.record("length \(length) from \(start)") }
    }
  }

  @Test("a sum goes on from a sum: any cut of the bytes gives the same")
  func goesOn() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 1...5000, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers)
      }
      let cut = Int.random(in: 0...bytes.count, using: &numbers)
      let whole = Self.fast(bytes)
      #expect(Self.fast(Array(bytes[cut...]), after: Self.fast(Array(bytes[..<cut]))) == whole, "seed \(seed)")
      #expect(Self.slow(bytes) == whole, "seed \(seed)")
    }
  }
}
