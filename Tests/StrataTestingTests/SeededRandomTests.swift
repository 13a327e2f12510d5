import StrataTesting
import Testing

@Suite struct SeededRandomTests {
  @Test("a seed draws the numbers of SplitMix64")
  func numbers() {
    // The reference implementation's first three numbers for this seed.
    var random = SeededRandom(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test("bytes come in any count and repeat by seed", arguments: [0, 1, 7, 8, 9, 1_000])
  func bytes(count: Int) {
    var (first, second) = (SeededRandom(seed: 3), SeededRandom(seed: 3))
    #expect(first.bytes(count).count == count)
    #expect(second.bytes(count).elementsEqual(SeededRandom(seed: 3).drawn(count)))
  }
}

extension SeededRandom {
  fileprivate func drawn(_ count: Int) -> [UInt8] {
    var copy = self
    return copy.bytes(count)
  }
}
