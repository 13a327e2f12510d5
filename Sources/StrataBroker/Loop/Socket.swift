internal import CUV
import StrataLog

/// One client's TCP socket (libuv's `uv_tcp_t`): what comes in is shown, what goes out is sent.
@safe
final class Socket {
  /// From so many bytes on, received at once or sent in answer, a client moves bulk and is busy with it for longer than
  /// the loop goes on looking: that would only take the processor from it.
  private static let bulkReceived = 8 << 10
  private static let bulkSent = 16 << 10

  private let handle: UnsafeMutablePointer<uv_tcp_t>
  private let loop: Loop
  private var isReading = false
  private(set) var isClosed = false
  /// Bytes sent since something was received, those included that the system has not taken yet.
  private var answered = 0
  /// Is shown what was received; the bytes are gone when it returns.
  var received: ((Span<UInt8>) -> Void)?
  /// The client hung up, or the connection broke: with the reason then.
  var ended: ((String?) -> Void)?
  /// What ``send(_:_:)`` could not send at once is sent.
  var sent: (() -> Void)?

  /// A socket to be given to ``Listener/accept(into:)``; nil if the system has no room for it.
  init?(_ loop: Loop) {
    self.loop = loop
    unsafe handle = .allocate(capacity: 1)
    guard unsafe uv_tcp_init(loop.raw, handle) == 0 else {
      unsafe handle.deallocate()
      return nil
    }
    // From here on the handle is the loop's: the retained reference goes in its close callback.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  /// A TCP handle begins as every stream does.
  var stream: UnsafeMutablePointer<uv_stream_t> {
    unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
  }

  /// Sends small answers at once rather than wait for more, and has the system keep at most about so many bytes that
  /// the client does not take: left alone it keeps four megabytes, of each client that never reads.
  func accepted(sendBufferBytes: Int) {
    unsafe uv_tcp_nodelay(handle, 1)
    guard sendBufferBytes > 0 else { return }
    var bytes = Int32(clamping: sendBufferBytes)
    unsafe uv_send_buffer_size(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self), &bytes)
  }

  /// The address and port at this end: where the client found us.
  var local: (host: String, port: Int)? { unsafe name { unsafe uv_tcp_getsockname(handle, $0, $1) } }

  /// The client's address and port.
  var remote: (host: String, port: Int)? { unsafe name { unsafe uv_tcp_getpeername(handle, $0, $1) } }

  private func name(
    _ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) -> Int32
  ) -> (host: String, port: Int)? {
    var address = sockaddr_storage()
    var size = Int32(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard unsafe ask(generic, &size) == 0 else { return nil }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
          guard let start = text.baseAddress, unsafe uv_ip_name(generic, start, 64) == 0 else { return nil }
          return unsafe (String(cString: start), Int(strata_uv_port(address)))
        }
      }
    }
  }

  // MARK: Reading

  /// Whether bytes are received; when not, the client's wait in the system.
  func setReading(_ wanted: Bool) {
    guard wanted != isReading, !isClosed else { return }
    isReading = wanted
    guard wanted else {
      unsafe uv_read_stop(stream)
      return
    }
    unsafe uv_read_start(
      stream,
      { handle, _, buffer in
        guard let data = unsafe handle?.pointee.data, let buffer = unsafe buffer else { return }
        let socket = unsafe Unmanaged<Socket>.fromOpaque(data).takeUnretainedValue()
        unsafe buffer.pointee = uv_buf_init(socket.loop.receiving, UInt32(Loop.receiveBytes))
      },
      { stream, count, _ in
        guard let data = unsafe stream?.pointee.data else { return }
        let socket = unsafe Unmanaged<Socket>.fromOpaque(data).takeUnretainedValue()
        socket.answered = 0
        socket.took(count)
        if count < Socket.bulkReceived, socket.answered < Socket.bulkSent { socket.loop.noteEvent() }
      })
  }

  private func took(_ count: Int) {
    guard count != 0 else { return }
    guard count > 0 else {
      // Who hangs up with answers unread resets the connection: it left, and nothing is wrong.
      let hasLeft = count == Int(UV_EOF.rawValue) || count == Int(UV_ECONNRESET.rawValue)
      ended?(hasLeft ? nil : UVFailure.reason(Int32(count)))
      return
    }
    // The loop's buffer holds at least the bytes that libuv says it put there, and nothing is received meanwhile.
    let bytes = unsafe UnsafeRawBufferPointer(start: loop.receiving, count: count)
    unsafe received?(bytes.assumingMemoryBound(to: UInt8.self).span)
  }

  // MARK: Writing

  /// Sends a response, its own bytes with those of logs in between. True if the system took all at once; else ``sent``
  /// is called when it has, or ``ended``. The pointer need not outlive the call.
  func send(_ head: UnsafeRawBufferPointer, _ splices: [Splice]) -> Bool {
    guard !isClosed else { return true }
    var buffers = unsafe Sending.buffers(head, splices)
    let total = unsafe buffers.reduce(0) { unsafe $0 + $1.len }
    answered += total
    let taken = unsafe buffers.withUnsafeMutableBufferPointer {
      unsafe Int(uv_try_write(stream, $0.baseAddress, UInt32($0.count)))
    }
    if taken == total { return true }
    let rest = unsafe Sending(head, splices, from: max(0, taken)) { [self] in finished($0) }
    let code = unsafe rest.start(stream)
    if code != 0 { ended?(UVFailure.reason(code)) }
    return false
  }

  private func finished(_ status: Int32) {
    guard !isClosed else { return }
    if status == 0 {
      sent?()
    } else {
      let hasLeft = status == UV_EPIPE.rawValue || status == UV_ECONNRESET.rawValue
      ended?(hasLeft ? nil : UVFailure.reason(status))
    }
  }

  /// Closes; nothing more is called.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    (received, ended, sent) = (nil, nil, nil)
    unsafe uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
      guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
      unsafe Unmanaged<Socket>.fromOpaque(data).release()
      unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_tcp_t.self).deallocate()
    }
  }
}
