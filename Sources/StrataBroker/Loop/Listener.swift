internal import CUV

/// A listening TCP socket (libuv's `uv_tcp_t` with `uv_listen`).
@safe
final class Listener {
  private let handle: UnsafeMutablePointer<uv_tcp_t>
  private let loop: Loop
  /// Called for each client that waits to be accepted.
  private let arrived: (Listener) -> Void
  /// The port that is listened on.
  let port: Int
  private var isClosed = false

  /// Binds and listens; nobody is accepted before the loop runs. Port 0 takes a free one.
  init(_ loop: Loop, host: String, port: Int, arrived: @escaping (Listener) -> Void) throws(BrokerError) {
    self.loop = loop
    self.arrived = arrived
    unsafe handle = .allocate(capacity: 1)
    var code = unsafe uv_tcp_init(loop.raw, handle)
    guard code == 0 else {
      unsafe handle.deallocate()
      throw .listen(host: host, port: port, reason: UVFailure.reason(code))
    }
    var bound = sockaddr_storage()
    code = unsafe Self.bind(handle, loop, host: host, port: port, bound: &bound)
    self.port = Int(unsafe strata_uv_port(&bound))
    // From here on the handle is the loop's: the retained reference goes in its close callback.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    if code == 0 {
      code = unsafe uv_listen(stream, 1_024) { stream, status in
        guard status == 0, let data = unsafe stream?.pointee.data else { return }
        let listener = unsafe Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue()
        listener.loop.noteEvent()
        listener.arrived(listener)
      }
    }
    guard code == 0 else {
      close()
      loop.finishClosing()
      throw .listen(host: host, port: port, reason: UVFailure.reason(code))
    }
  }

  private static func bind(
    _ handle: UnsafeMutablePointer<uv_tcp_t>, _ loop: Loop, host: String, port: Int, bound: inout sockaddr_storage
  ) -> Int32 {
    var request = unsafe uv_getaddrinfo_t()
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    // Without a callback the name is looked up at once.
    var code = unsafe uv_getaddrinfo(loop.raw, &request, nil, host, nil, &hints)
    guard code == 0, let found = unsafe request.addrinfo else { return code }
    defer { unsafe uv_freeaddrinfo(found) }
    var address = sockaddr_storage()
    let count = min(Int(unsafe found.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
    unsafe withUnsafeMutableBytes(of: &address) { address in
      guard let source = unsafe found.pointee.ai_addr else { return }
      unsafe address.copyMemory(from: UnsafeRawBufferPointer(start: source, count: count))
    }
    unsafe strata_uv_set_port(&address, Int32(port))
    code = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe uv_tcp_bind(handle, $0, 0) }
    }
    guard code == 0 else { return code }
    var size = Int32(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &bound) { bound in
      unsafe bound.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe uv_tcp_getsockname(handle, $0, &size)
      }
    }
  }

  /// A TCP handle begins as every stream does.
  private var stream: UnsafeMutablePointer<uv_stream_t> {
    unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
  }

  /// Takes the client that waits; false when there is none, or the system has no room for it.
  func accept(into socket: Socket) -> Bool {
    unsafe uv_accept(stream, socket.stream) == 0
  }

  /// Stops listening.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    unsafe uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
      guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
      unsafe Unmanaged<Listener>.fromOpaque(data).release()
      unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_tcp_t.self).deallocate()
    }
  }
}
