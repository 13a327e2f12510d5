import Testing

@testable import StrataLog

/// SPEC §3: batches as Apache Kafka 4.3.1 stored them, each sent by its own producer with another codec
/// (`kafka-console-producer --compression-codec`). What its clients write must read here as it was meant.
@Suite struct GoldenBatchTests {
  static let golden: [(codec: Codec, hexadecimal: String)] = [
    (
      .gzip,
      """
      000000000000000000000099000000000218455090000100000005000001a20cb39868000001a20cb3986f000000000000000000 \
      0000000000000000061f8b08000000000000ff4b61606060c9360c29c94855284ecc4d5528cf2f4a2956484c4fcccc5348cc4bc1 \
      601932a430f031b1641b11afc508a4858525db98782dc6202d6c2cd926c46b310169e160c936255e8b29480b174bb619f15acc18 \
      004917b6e332010000
      """
    ),
    (
      .snappy,
      """
      0000000000000000000000ab0000000002bbbd1359000200000005000001a20cb39c14000001a20cb39c44000000000000000100 \
      00000000000000000682534e4150505900000000010000000100000066b2027c64000000046b31547468652073616d6520776f72 \
      647320616761696e20616e64420a0020310064006002046b32a63300003201330c04046b33a63300003301330c06046b34a63300 \
      003401330c08046b35a63300003501330c0a046b36a63300043600
      """
    ),
    (
      .lz4,
      """
      0000000000000000000000a70000000002dd6bfbe1000300000005000001a20cb39f2c000001a20cb39f57000000000000000200 \
      00000000000000000604224d1860408267000000fd1164000000046b31547468652073616d6520776f72647320616761696e2061 \
      6e640a009f310064005602046b32330017103233004f04046b33330017103333004f06046b34330017103433004f08046b353300 \
      17103533004f0a046b3633001450696e20360000000000
      """
    ),
    (
      .zstd,
      """
      000000000000000000000095000000000245beca7c000400000005000001a20cb3a24e000001a20cb3a271000000000000000300 \
      00000000000000000628b52ffd0058c40200f40364000000046b31547468652073616d6520776f72647320616761696e20616e64 \
      310064004602046b323204046b333306046b343408046b35350a046b3636000a000110b06e0004ac1b0001eb0640c0baad820e3a \
      9727010000
      """
    ),
  ]

  /// What was sent.
  static func expected(_ n: Int) -> Entry {
    Entry(key: Array("k\(n)".utf8), value: Array("the same words again and again and again \(n)".utf8))
  }

  static func bytes(_ codec: Codec) throws -> [UInt8] {
    let digits = try #require(golden.first { $0.codec == codec }).hexadecimal.utf8.compactMap {
      Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init)
    }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private func entries(_ bytes: [UInt8]) throws -> [Entry] {
    var read: [Entry] = []
    try RecordBatch(checking: bytes.span).forEachRecord { record in
      var entry = Entry(record.copied())
      entry.time = 0
      read.append(entry)
    }
    return read
  }

  @Test("a batch of Kafka's producer reads as what was sent", arguments: [Codec.gzip, .snappy, .lz4, .zstd])
  func read(codec: Codec) throws {
    let bytes = try Self.bytes(codec)
    #expect(try RecordBatch(checking: bytes.span).header.attributes.codec == codec)
    #expect(try entries(bytes) == (1...6).map(Self.expected))
  }

  @Test("a snappy block without the frame, as other clients send it, reads the same")
  func unframed() throws {
    let block = try Self.bytes(.snappy).dropFirst(61 + Snappy.head.count + 4)
    let bytes = UnpackingTests.batch(.snappy, Array(block), records: 6)
    #expect(try entries(bytes) == (1...6).map(Self.expected))
  }

  @Test("what is built with a codec reads as what was added", arguments: Codec.allCases)
  func roundTrip(codec: Codec) throws {
    var builder = try BatchBuilder(codec: codec)
    // Twice: what a packer keeps from the first batch must not show in the second.
    for records in [1...6, 3...4] {
      for n in records {
        let entry = Self.expected(n)
        try builder.add(key: entry.key, value: entry.value, timestamp: Timestamp(milliseconds: 0))
      }
      let bytes = [UInt8](copying: try builder.finish().bytes)
      #expect(try entries(bytes) == records.map(Self.expected))
      builder.reset()
    }
  }
}
