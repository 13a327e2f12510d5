internal import CUV

/// One thread's event loop over libuv (SPEC §12.1). Whoever holds it is on that thread, which is why nothing in this
/// folder but ``Wake`` may be shared.
@safe
final class Loop {
  /// What bytes are received into, whoever sends them: they are looked at before anything else is received.
  static let receiveBytes = 256 << 10

  let raw: UnsafeMutablePointer<uv_loop_t>
  let receiving: UnsafeMutablePointer<CChar>
  /// Something happened since the last turn: it is worth looking again at once.
  private var hadEvent = false
  private var isStopped = false
  private let pollNanoseconds: UInt64

  /// A loop that after an event goes on looking for so many microseconds before it sleeps.
  init(pollMicroseconds: Int) throws(BrokerError) {
    unsafe raw = .allocate(capacity: 1)
    unsafe receiving = .allocate(capacity: Self.receiveBytes)
    pollNanoseconds = UInt64(max(0, pollMicroseconds)) * 1_000
    let code = unsafe uv_loop_init(raw)
    guard code == 0 else { throw .system("making an event loop", reason: UVFailure.reason(code)) }
  }

  deinit {
    unsafe uv_loop_close(raw)
    unsafe raw.deallocate()
    unsafe receiving.deallocate()
  }

  /// Milliseconds of a clock that only goes on, as of the last time the loop looked.
  var now: UInt64 { unsafe uv_now(raw) }

  /// To be called by each callback after which more is likely to come at once: the loop does not sleep right after it.
  func noteEvent() { hadEvent = true }

  /// Runs until ``stop()`` was called and every handle is closed. `settle` is called before the loop may sleep.
  func run(settle: () -> Void) {
    var lastEvent: UInt64 = 0
    while true {
      settle()
      if isStopped, unsafe uv_loop_alive(raw) == 0 { return }
      let isPolling = pollNanoseconds > 0 && uv_hrtime() &- lastEvent < pollNanoseconds
      hadEvent = false
      unsafe uv_run(raw, isPolling ? UV_RUN_NOWAIT : UV_RUN_ONCE)
      if hadEvent { lastEvent = uv_hrtime() }
    }
  }

  /// Lets handles that were closed before the loop ran go.
  func finishClosing() { unsafe uv_run(raw, UV_RUN_NOWAIT) }

  /// Lets ``run(settle:)`` end when all handles are closed.
  func stop() { isStopped = true }
}

/// What libuv says went wrong.
enum UVFailure {
  /// The reason in words.
  static func reason(_ code: Int32) -> String {
    // libuv answers a string that is never freed.
    unsafe String(cString: uv_strerror(code))
  }
}
