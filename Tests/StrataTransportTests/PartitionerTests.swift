import Testing

@testable import StrataTransport

/// SPEC §8.2
@Suite struct PartitionerTests {
  @Test(
    "the hash is the one Kafka's clients compute",
    arguments: [
      ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
      ("a-little-bit-longer-string", -1_486_304_829), ("abc", 479_470_107),
      ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
    ] as [(String, Int32)])
  func hash(key: String, expected: Int32) {
    #expect(Int32(bitPattern: murmur2(Array(key.utf8))) == expected)
  }

  @Test(
    "a key's partition is its positive hash modulo the count",
    arguments: [("21", 10, 0), ("foobar", 10, 6), ("abc", 10, 7), ("abc", 1, 0)] as [(String, Int32, Int32)])
  func placement(key: String, count: Int32, expected: Int32) {
    #expect(partition(forKey: Array(key.utf8), of: count) == expected)
  }
}
