import CLZ4
import CZstd
import Testing

@testable import StrataLog

/// SPEC §3: packed records, honest and not.
@Suite struct UnpackingTests {
  /// A batch of this codec whose packed records are these bytes.
  static func batch(_ codec: Codec, _ packed: [UInt8], records: UInt8 = 1) -> [UInt8] {
    var bytes = Array(BatchBytesTests.bytes[..<61]) + packed
    let length = Int32(bytes.count - 12)
    for n in 0..<4 { bytes[8 + n] = UInt8(truncatingIfNeeded: length >> Int32(24 - 8 * n)) }
    bytes[22] = codec.rawValue
    bytes[26] = records - 1
    bytes[60] = records
    BatchFlawTests.sum(&bytes)
    return bytes
  }

  /// As many zeroes as said, in one frame; with zstd it says its size or not.
  static func bomb(_ codec: Codec, zeroes: Int, sized: Bool = true) throws -> [UInt8] {
    let plain = [UInt8](repeating: 0, count: zeroes)
    guard codec == .lz4 || codec == .zstd else { return try packed(codec, plain) }
    let capacity = max(LZ4F_compressFrameBound(zeroes, nil), ZSTD_compressBound(zeroes))
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      if codec == .lz4 {
        count = unsafe LZ4F_compressFrame(buffer.baseAddress, capacity, plain, zeroes, nil)
      } else {
        let context = unsafe ZSTD_createCCtx()
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, sized ? 1 : 0)
        count = unsafe ZSTD_compress2(context, buffer.baseAddress, capacity, plain, zeroes)
        unsafe ZSTD_freeCCtx(context)
      }
    }
  }

  /// The bytes packed by the packer that builders use.
  static func packed(_ codec: Codec, _ plain: [UInt8]) throws -> [UInt8] {
    var output = OutputMemory(limit: 2 * plain.count)
    try Packer(Packing(codec)).pack(plain.span, into: &output)
    return [UInt8](copying: output.span)
  }

  @Test(
    "records that unpack to more than the limit are refused",
    arguments: [(Codec.lz4, true), (.zstd, true), (.zstd, false), (.gzip, true), (.snappy, true)])
  func bombs(codec: Codec, sized: Bool) throws {
    let packed = try Self.bomb(codec, zeroes: 20_000_000, sized: sized)
    #expect(packed.count < 1_000_000)
    let bytes = Self.batch(codec, packed)
    let batch = try RecordBatch(checking: bytes.span)
    #expect(throws: BatchFlaw(.unpackedTooLarge(limit: 10_000_000), at: 0)) {
      _ = try batch.checkRecords(unpackedLimit: 10_000_000)
    }
  }

  @Test(
    "records in several frames, sized or not, are one stream",
    arguments: [(Codec.lz4, true), (.zstd, true), (.zstd, false), (.gzip, true), (.snappy, true)])
  func frames(codec: Codec, sized: Bool) throws {
    let frame = try Self.bomb(codec, zeroes: 100_000, sized: sized)
    let bytes = Self.batch(codec, frame + frame)
    let batch = try RecordBatch(checking: bytes.span)
    let unpacked = try UnpackedRecords(of: batch.bytes, codec, limit: 200_000)
    #expect(unpacked.span.count == 200_000)
  }

  @Test("every cut of packed records is refused, none traps", arguments: Codec.allCases.dropFirst())
  func cuts(codec: Codec) throws {
    let whole = try batchBytes([Entry("some text, some text, some text, some text"), Entry("more")], codec: codec)
    for length in 61..<whole.count {
      let bytes = Self.batch(codec, Array(whole[61..<length]), records: 2)
      #expect(BatchFlawTests.flaw(bytes) != nil, "cut to \(length) of \(whole.count)")
    }
  }

  @Test("a snappy block that says more than it can hold gets no memory for it")
  func lyingBlock() throws {
    // 127 MiB in seven bytes: the length, and nearly nothing that it could come from.
    let block: [UInt8] = [0x80, 0x80, 0x80, 0x3F, 0x00, 0x61, 0xFE]
    for packed in [block, Snappy.head + [0, 0, 0, 7] + block] {
      let bytes = Self.batch(.snappy, packed)
      var output = OutputMemory(limit: 128 << 20)
      #expect(throws: BatchFlaw.self) {
        try Snappy.unpack(bytes.span.extracting(droppingFirst: 61), into: &output)
      }
      #expect(output.capacity == 0)
    }
  }

  @Test(
    "a snappy frame whose lengths don't fit is refused",
    arguments: [
      Snappy.head + [0, 0, 0], Snappy.head + [0, 0, 0, 0], Snappy.head + [255, 255, 255, 255, 0],
      Snappy.head + [0, 0, 0, 9, 1, 0, 97],
    ])
  func snappyFrames(packed: [UInt8]) throws {
    var output = OutputMemory(limit: 1 << 20)
    #expect(throws: BatchFlaw.self) { try Snappy.unpack(packed.span, into: &output) }
  }

  @Test("records of many snappy blocks come out whole, and a frame may follow a frame")
  func snappyBlocks() throws {
    var numbers = SeededNumbers(seed: 7)
    let plain = (0..<200_000).map { _ in UInt8.random(in: 0...3, using: &numbers) }
    let packed = try Self.packed(.snappy, plain)
    var output = OutputMemory(limit: 400_000)
    try Snappy.unpack((packed + packed).span, into: &output)
    #expect([UInt8](copying: output.span) == plain + plain)
  }
}
