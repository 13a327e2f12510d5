internal import CZstd

/// Zstandard frames by libzstd (SPEC §3.2).
enum Zstd {
  /// Unpacks one frame or several, never by the library's own window, so no more memory is taken than `output` allows.
  static func unpack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    let said = unsafe bytes.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    // The two largest numbers are "unknown" and "error"; the frame may lie, and then does not fit below.
    if said < UInt64.max - 1 {
      guard said <= UInt64(output.limit) else { throw BatchFlaw(.unpackedTooLarge(limit: output.limit), at: 0) }
      try output.reserve(max(1, Int(said)))
    } else {
      try output.reserve(min(output.limit, max(65536, 4 * bytes.count)))
    }
    while true {
      let free = unsafe output.free
      let produced = unsafe bytes.withUnsafeBytes { source in
        unsafe ZSTD_decompress(free.baseAddress, free.count, source.baseAddress, source.count)
      }
      if ZSTD_isError(produced) == 0 {
        output.count += produced
        return
      }
      guard ZSTD_getErrorCode(produced) == ZSTD_error_dstSize_tooSmall else {
        throw BatchFlaw(.unpacking(.zstd), at: BatchHeader.size)
      }
      try output.reserve()
    }
  }
}

/// A compressor kept for many batches: making one costs more than packing a small batch.
@safe
final class ZstdPacker {
  private let context: OpaquePointer
  private let level: Int32

  init?(level: Int32) {
    guard let context = unsafe ZSTD_createCCtx() else { return nil }
    unsafe self.context = unsafe context
    self.level = level
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  /// Packs `bytes` after what `output` holds.
  func pack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    try output.reserve(output.count + ZSTD_compressBound(bytes.count))
    let free = unsafe output.free
    let written = unsafe bytes.withUnsafeBytes { source in
      unsafe ZSTD_compressCCtx(context, free.baseAddress, free.count, source.baseAddress, source.count, level)
    }
    guard ZSTD_isError(written) == 0 else { throw BatchFlaw(.packing(.zstd), at: 0) }
    output.count += written
  }
}
