internal import CUV
import StrataLog

/// A place in a response where bytes of a log go: they are sent from the log's mapping, not copied.
struct Splice {
  /// How many of the response's own bytes go before.
  var position: Int
  /// What goes there.
  var slice: LogSlice
}

/// The rest of a response that the system did not take at once (libuv's `uv_write_t`). It keeps what it sends alive:
/// its own copy of the response's bytes, and the slices of logs.
@safe
final class Sending {
  private let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
  private let bytes: UnsafeMutableRawBufferPointer
  private let splices: [Splice]
  private var buffers: [uv_buf_t]
  private let finished: (Int32) -> Void

  /// What is left of a response after its first `taken` bytes.
  init(
    _ head: UnsafeRawBufferPointer, _ splices: [Splice], from taken: Int, finished: @escaping (Int32) -> Void
  ) {
    self.splices = splices
    self.finished = finished
    unsafe bytes = .allocate(byteCount: max(1, head.count), alignment: 1)
    unsafe bytes.copyMemory(from: head)
    let own = unsafe UnsafeRawBufferPointer(start: bytes.baseAddress, count: head.count)
    unsafe buffers = Self.buffers(own, splices)
    var skip = taken
    while skip > 0, let first = unsafe buffers.first {
      guard unsafe first.len > skip else {
        unsafe skip -= first.len
        unsafe buffers.removeFirst()
        continue
      }
      unsafe buffers[0] = uv_buf_init(first.base + skip, UInt32(first.len - skip))
      skip = 0
    }
  }

  deinit {
    unsafe request.deallocate()
    unsafe bytes.deallocate()
  }

  /// Hands everything to libuv, which calls back when it is sent or can't be; then this object goes.
  func start(_ stream: UnsafeMutablePointer<uv_stream_t>) -> Int32 {
    let held = unsafe Unmanaged.passRetained(self)
    unsafe request.pointee.data = unsafe held.toOpaque()
    // libuv copies the list of buffers, not what they point to.
    let code = unsafe buffers.withUnsafeBufferPointer {
      unsafe uv_write(request, stream, $0.baseAddress, UInt32($0.count)) { request, status in
        guard let data = unsafe request?.pointee.data else { return }
        unsafe Unmanaged<Sending>.fromOpaque(data).takeRetainedValue().finished(status)
      }
    }
    if code != 0 { unsafe held.release() }
    return code
  }

  /// The response as the system takes it: stretches of its own bytes with those of logs in between.
  static func buffers(_ head: UnsafeRawBufferPointer, _ splices: [Splice]) -> [uv_buf_t] {
    var buffers: [uv_buf_t] = unsafe []
    unsafe buffers.reserveCapacity(2 * splices.count + 1)
    var at = 0
    func add(_ bytes: UnsafeRawBufferPointer) {
      guard bytes.count > 0, let start = bytes.baseAddress else { return }
      // libuv only reads what it sends.
      let base = unsafe UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: CChar.self)
      unsafe buffers.append(uv_buf_init(base, UInt32(bytes.count)))
    }
    for splice in splices {
      unsafe add(UnsafeRawBufferPointer(rebasing: head[at..<splice.position]))
      at = splice.position
      // The pointer outlives the closure because the slice, which whoever sends holds on to, keeps the mapping.
      unsafe splice.slice.bytes.withUnsafeBytes { unsafe add($0) }
    }
    unsafe add(UnsafeRawBufferPointer(rebasing: head[at...]))
    return unsafe buffers
  }
}
