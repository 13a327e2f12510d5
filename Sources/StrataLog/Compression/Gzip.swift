internal import CZlib

/// Gzip members by zlib (SPEC §3.3).
enum Gzip {
  /// The largest window, in a gzip wrapper: no raw deflate and no zlib wrapper.
  static let window: Int32 = 15 + 16

  /// Unpacks one member or several.
  static func unpack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    var stream = unsafe z_stream()
    guard unsafe inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw BatchFlaw(.unpacking(.gzip), at: 0)
    }
    defer { unsafe inflateEnd(&stream) }
    try output.reserve(min(output.limit, max(65536, 4 * bytes.count)))
    var position = 0
    while true {
      if unsafe output.free.isEmpty { try output.reserve() }
      let free = unsafe output.free
      let left = bytes.count - position
      let result = unsafe bytes.withUnsafeBytes { source in
        // A batch and what it may unpack to are below 4 GiB, which zlib's counts can say.
        unsafe stream.next_in = unsafe source.baseAddress.map {
          unsafe ($0 + position).assumingMemoryBound(to: Bytef.self)
        }
        unsafe stream.avail_in = UInt32(left)
        unsafe stream.next_out = unsafe free.baseAddress?.assumingMemoryBound(to: Bytef.self)
        unsafe stream.avail_out = UInt32(clamping: free.count)
        return unsafe inflate(&stream, Z_NO_FLUSH)
      }
      let consumed = left - Int(unsafe stream.avail_in)
      let produced = min(free.count, Int(UInt32.max)) - Int(unsafe stream.avail_out)
      position += consumed
      output.count += produced
      switch result {
      case Z_STREAM_END where position == bytes.count: return
      case Z_STREAM_END: unsafe inflateReset(&stream)
      case Z_OK where consumed > 0 || produced > 0: continue
      // There was no room left for what comes next, or the member does not end.
      case Z_OK where unsafe output.free.isEmpty, Z_BUF_ERROR where unsafe output.free.isEmpty: continue
      default: throw BatchFlaw(.unpacking(.gzip), at: BatchHeader.size + position)
      }
    }
  }
}

/// A compressor kept for many batches: making one takes 256 KiB.
@safe
final class GzipPacker {
  /// Kept at one place: zlib's state points back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  init?(level: Int32) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // Level −1, which is 6, and memory level 8 are zlib's defaults, and Kafka's.
    let made = unsafe deflateInit2_(
      stream, level, Z_DEFLATED, Gzip.window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard made == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Packs `bytes` after what `output` holds.
  func pack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    unsafe deflateReset(stream)
    try output.reserve(output.count + Int(unsafe deflateBound(stream, UInt(bytes.count))))
    let free = unsafe output.free
    let result = unsafe bytes.withUnsafeBytes { source in
      unsafe stream.pointee.next_in = unsafe source.baseAddress?.assumingMemoryBound(to: Bytef.self)
      unsafe stream.pointee.avail_in = UInt32(source.count)
      unsafe stream.pointee.next_out = unsafe free.baseAddress?.assumingMemoryBound(to: Bytef.self)
      unsafe stream.pointee.avail_out = UInt32(free.count)
      return unsafe deflate(stream, Z_FINISH)
    }
    guard result == Z_STREAM_END else { throw BatchFlaw(.packing(.gzip), at: 0) }
    output.count += free.count - Int(unsafe stream.pointee.avail_out)
  }
}
