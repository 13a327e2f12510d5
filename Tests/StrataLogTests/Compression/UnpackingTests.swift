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
  static func bomb(_ codec: Codec, zeroes: Int, sized: Bool = true) -> [UInt8] {
    let plain = [UInt8](repeating: 0, count: zeroes)
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

  @Test(
    "records that unpack to more than the limit are refused",
    arguments: [(Codec.lz4, true), (.zstd, true), (.zstd, false)])
  func bombs(codec: Codec, sized: Bool) throws {
    let packed = Self.bomb(codec, zeroes: 20_000_000, sized: sized)
    #expect(packed.count < 200_000)
    let bytes = Self.batch(codec, packed)
    let batch = try RecordBatch(checking: bytes.span)
    #expect(throws: BatchFlaw(.unpackedTooLarge(limit: 10_000_000), at: 0)) {
      _ = try batch.checkRecords(unpackedLimit: 10_000_000)
    }
  }

  @Test(
    "records in several frames, sized or not, are one stream",
    arguments: [(Codec.lz4, true), (.zstd, true), (.zstd, false)])
  func frames(codec: Codec, sized: Bool) throws {
    let frame = Self.bomb(codec, zeroes: 100_000, sized: sized)
    let bytes = Self.batch(codec, frame + frame)
    let batch = try RecordBatch(checking: bytes.span)
    let unpacked = try UnpackedRecords(of: batch.bytes, codec, limit: 200_000)
    #expect(unpacked.span.count == 200_000)
  }

  @Test("every cut of packed records is refused, none traps", arguments: [Codec.lz4, .zstd])
  func cuts(codec: Codec) throws {
    let whole = try batchBytes([Entry("some text, some text, some text, some text"), Entry("more")], codec: codec)
    for length in 61..<whole.count {
      let bytes = Self.batch(codec, Array(whole[61..<length]), records: 2)
      #expect(BatchFlawTests.flaw(bytes) != nil, "cut to \(length) of \(whole.count)")
    }
  }

  @Test("a builder for a codec that can't be written is refused", arguments: [Codec.gzip, .snappy])
  func unsupported(codec: Codec) {
    #expect(throws: LogError.badBatch(BatchFlaw(.unsupported(codec), at: 21))) { _ = try BatchBuilder(codec: codec) }
  }

  @Test("batches of codecs that can't be read are kept and handed on as they are", arguments: [Codec.gzip, .snappy])
  func handedOn(codec: Codec) throws {
    let place = try Place(.memory)
    let log = try place.open()
    let bytes = Self.batch(codec, [1, 2, 3])
    try log.append(RecordBatch(checking: bytes.span))
    let slice = try log.read(from: Offset(0))
    #expect([UInt8](copying: slice.bytes).dropFirst(16) == bytes.dropFirst(16))
    #expect(throws: BatchFlaw(.unsupported(codec), at: 21)) {
      try slice.forEachBatch { try $0.forEachRecord { _ in } }
    }
  }
}
