internal import CLZ4

/// LZ4 frames by liblz4 (SPEC §3.1): independent blocks of at most 64 KiB, as Kafka demands.
enum LZ4 {
  /// The level that is the fast mode, as it is in Kafka, whose default it is. All others try harder: ten times the time
  /// for a few percent.
  static let fastLevel: Int32 = 9

  /// Packs `bytes` after what `output` holds.
  static func pack(_ bytes: Span<UInt8>, level: Int32, into output: inout OutputMemory) throws(BatchFlaw) {
    var preferences = LZ4F_preferences_t()
    // The library tries harder from 3 on.
    preferences.compressionLevel = level == fastLevel ? 0 : max(3, level)
    preferences.frameInfo.blockSizeID = LZ4F_max64KB
    preferences.frameInfo.blockMode = LZ4F_blockIndependent
    let bound = unsafe LZ4F_compressFrameBound(bytes.count, &preferences)
    try output.reserve(output.count + bound)
    let free = unsafe output.free
    let written = unsafe bytes.withUnsafeBytes { source in
      unsafe LZ4F_compressFrame(free.baseAddress, free.count, source.baseAddress, source.count, &preferences)
    }
    guard LZ4F_isError(written) == 0 else { throw BatchFlaw(.packing(.lz4), at: 0) }
    output.count += written
  }

  /// Unpacks one frame or several.
  static func unpack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    var context: OpaquePointer?
    guard LZ4F_isError(unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
      throw BatchFlaw(.unpacking(.lz4), at: 0)
    }
    defer { unsafe LZ4F_freeDecompressionContext(context) }
    try output.reserve(min(output.limit, max(65536, 4 * bytes.count)))
    var position = 0
    var hint = 1
    while position < bytes.count || hint != 0 {
      if unsafe output.free.isEmpty { try output.reserve() }
      var produced = unsafe output.free.count
      var consumed = bytes.count - position
      let free = unsafe output.free
      hint = unsafe bytes.withUnsafeBytes { source in
        unsafe LZ4F_decompress(
          context, free.baseAddress, &produced, source.baseAddress.map { unsafe $0 + position }, &consumed, nil)
      }
      guard LZ4F_isError(hint) == 0, produced > 0 || consumed > 0 || hint == 0 else {
        throw BatchFlaw(.unpacking(.lz4), at: BatchHeader.size + position)
      }
      output.count += produced
      position += consumed
      if hint == 0, position == bytes.count { return }
    }
  }
}
