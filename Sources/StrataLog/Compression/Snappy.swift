internal import CSnappy

/// Snappy blocks (SPEC §3.4): in the frame that Kafka's own clients write, or one alone as others do.
///
///      0                 8         12        16        20
///     ┌─────────────────┬─────────┬─────────┬─────────┬────────────┬─────────┬────────────┬─
///     │ 82 S N A P P Y 0│    1    │    1    │ length  │ a block    │ length  │ a block    │ …
///     └─────────────────┴─────────┴─────────┴─────────┴────────────┴─────────┴────────────┴─
enum Snappy {
  /// What a framed stream begins with: the magic bytes, the version, and the oldest version that can read it.
  static let head: [UInt8] = [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]
  private static let magicSize = 8
  /// Bytes that a block unpacks to, but for the last: what Kafka's clients take.
  static let blockSize = 32 << 10

  /// Packs `bytes` after what `output` holds, framed.
  static func pack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    let blocks = (bytes.count + blockSize - 1) / blockSize
    try output.reserve(output.count + head.count + blocks * (4 + snappy_max_compressed_length(blockSize)))
    unsafe output.free.copyBytes(from: head)
    output.count += head.count
    var position = 0
    while position < bytes.count {
      let size = min(blockSize, bytes.count - position)
      let free = unsafe output.free
      guard let length = free.baseAddress else { throw BatchFlaw(.packing(.snappy), at: 0) }
      var written = free.count - 4
      let status = unsafe bytes.extracting(position..<position + size).withUnsafeBytes { source in
        unsafe snappy_compress(
          source.baseAddress?.assumingMemoryBound(to: CChar.self), size,
          (length + 4).assumingMemoryBound(to: CChar.self), &written)
      }
      guard status == SNAPPY_OK else { throw BatchFlaw(.packing(.snappy), at: 0) }
      unsafe length.storeBigEndian(Int32(written), at: 0)
      output.count += 4 + written
      position += size
    }
  }

  /// Unpacks a framed stream, or several, or one block.
  static func unpack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    guard begins(bytes, at: 0) else { return try unpack(block: 0..<bytes.count, of: bytes, into: &output) }
    var position = 0
    repeat {
      if begins(bytes, at: position) {
        position += head.count
        continue
      }
      guard bytes.count - position >= 4 else { throw flaw(at: position) }
      let length: Int32 = bytes.bigEndian(at: position)
      position += 4
      guard length > 0, Int(length) <= bytes.count - position else { throw flaw(at: position - 4) }
      try unpack(block: position..<position + Int(length), of: bytes, into: &output)
      position += Int(length)
    } while position < bytes.count
  }

  /// Whether a frame's head stands there. Versions are not looked at: there is only one.
  private static func begins(_ bytes: Span<UInt8>, at position: Int) -> Bool {
    guard bytes.count - position >= head.count else { return false }
    return (0..<magicSize).allSatisfy { bytes[position + $0] == head[$0] }
  }

  private static func unpack(
    block: Range<Int>, of bytes: Span<UInt8>, into output: inout OutputMemory
  ) throws(BatchFlaw) {
    var size = 0
    let said = unsafe bytes.extracting(block).withUnsafeBytes { source in
      unsafe snappy_uncompressed_length(source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count, &size)
    }
    // Three bytes of a block stand for at most 64: a block that says more lies, and gets no memory for it.
    guard said == SNAPPY_OK, size <= 22 * block.count else { throw flaw(at: block.lowerBound) }
    if output.count + size > output.capacity {
      guard output.count + size <= output.limit else {
        throw BatchFlaw(.unpackedTooLarge(limit: output.limit), at: 0)
      }
      try output.reserve(min(output.limit, max(output.count + size, 2 * output.capacity, 4 * bytes.count)))
    }
    let free = unsafe output.free
    let status = unsafe bytes.extracting(block).withUnsafeBytes { source in
      unsafe snappy_uncompress(
        source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count,
        free.baseAddress?.assumingMemoryBound(to: CChar.self), &size)
    }
    guard status == SNAPPY_OK else { throw flaw(at: block.lowerBound) }
    output.count += size
  }

  private static func flaw(at position: Int) -> BatchFlaw {
    BatchFlaw(.unpacking(.snappy), at: BatchHeader.size + position)
  }
}
