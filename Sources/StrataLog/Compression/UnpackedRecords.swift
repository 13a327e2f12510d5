/// A batch's records out of their packing, in memory of their own (SPEC §3).
@safe
final class UnpackedRecords {
  private let buffer: UnsafeMutableRawBufferPointer
  private let count: Int

  /// Unpacks what follows the header of `batch`, refusing more than `limit` bytes before memory is taken for them.
  init(of batch: Span<UInt8>, _ codec: Codec, limit: Int) throws(BatchFlaw) {
    let packed = batch.extracting(BatchHeader.size..<batch.count)
    var output = OutputMemory(limit: limit)
    switch codec {
    case .gzip: try Gzip.unpack(packed, into: &output)
    case .snappy: try Snappy.unpack(packed, into: &output)
    case .lz4: try LZ4.unpack(packed, into: &output)
    case .zstd: try Zstd.unpack(packed, into: &output)
    case .none: preconditionFailure("records that are not packed are read where they lie")
    }
    (unsafe buffer, count) = unsafe output.take()
  }

  deinit { unsafe buffer.deallocate() }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
      // Valid as long as self, which owns the buffer.
      return unsafe _overrideLifetime(bytes.span, borrowing: self)
    }
  }
}

/// Memory that grows, up to a limit, as records unpack into it.
@safe
struct OutputMemory: ~Copyable {
  let limit: Int
  private(set) var buffer = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  var count = 0

  init(limit: Int) { self.limit = limit }

  deinit { unsafe buffer.deallocate() }

  /// The bytes not yet used.
  @inline(__always)
  var free: UnsafeMutableRawBufferPointer { unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...]) }

  var capacity: Int { unsafe buffer.count }

  /// The bytes in use.
  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
      // Valid until the memory is changed, which a borrow forbids.
      return unsafe _overrideLifetime(bytes.span, borrowing: self)
    }
  }

  /// Makes room for `size` bytes in all, or for twice as many as now when `size` is nil.
  mutating func reserve(_ size: Int? = nil) throws(BatchFlaw) {
    let held = capacity
    let wanted = size ?? max(65536, 2 * held)
    guard size.map({ $0 <= limit }) ?? (held < limit) else {
      throw BatchFlaw(.unpackedTooLarge(limit: limit), at: 0)
    }
    let capacity = min(wanted, limit)
    guard capacity > held else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    unsafe buffer.deallocate()
    unsafe buffer = unsafe larger
  }

  /// Adds bytes to those in use.
  mutating func append(_ bytes: Span<UInt8>) throws(BatchFlaw) {
    try reserve(count + bytes.count)
    unsafe bytes.withUnsafeBytes { source in unsafe free.copyMemory(from: source) }
    count += bytes.count
  }

  /// Gives the memory away.
  consuming func take() -> (UnsafeMutableRawBufferPointer, Int) {
    let taken = unsafe (buffer, count)
    discard self
    return unsafe taken
  }
}
