internal import CUV

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The thread that a loop runs on (libuv's `uv_thread_t`).
@safe
final class LoopThread: @unchecked Sendable {
  // Sendable because the handle is written once, before anyone else has this object, and read by join alone.
  private var handle = uv_thread_t()

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Starts a thread that runs `body`, which from now on belongs to it with all that it holds.
  init(_ body: sending @escaping () -> Void) throws(BrokerError) {
    let held = unsafe Unmanaged.passRetained(Body(body))
    let code = unsafe uv_thread_create(
      &handle,
      { held in
        guard let held = unsafe held else { return }
        LoopThread.muteBrokenPipes()
        unsafe Unmanaged<Body>.fromOpaque(held).takeRetainedValue().run()
      }, held.toOpaque())
    guard code == 0 else {
      unsafe held.release()
      throw .system("starting a thread", reason: UVFailure.reason(code))
    }
  }

  /// A client that hangs up while it is written to fails that write; the signal that comes with it would end the
  /// process, which is not the broker's own. It is sent to the thread that writes, so blocking it there is enough.
  private static func muteBrokenPipes() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Returns when the thread has ended; to be called once.
  func join() { unsafe uv_thread_join(&handle) }
}
