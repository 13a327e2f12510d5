internal import CUV
import Synchronization

/// Wakes the loop from any thread (libuv's `uv_async_t`). The one thing of this folder that may be shared.
///
/// `uv_async_send` costs a system call when the loop sleeps and some nanoseconds when it is already on its way; the
/// flag keeps all but the first caller from either.
@safe
final class Wake: @unchecked Sendable {
  // Sendable because the handle is touched by other threads only through uv_async_send, which libuv allows from any
  // thread until the handle is closed, and the mutex keeps a send from overlapping the close.
  private let handle: UnsafeMutablePointer<uv_async_t>
  private let isArmed = Atomic(false)
  private let isOpen = Mutex(true)

  private final class Receiver {
    let wake: Wake
    let loop: Loop
    let woken: () -> Void

    init(_ wake: Wake, _ loop: Loop, _ woken: @escaping () -> Void) {
      self.wake = wake
      self.loop = loop
      self.woken = woken
    }
  }

  /// A wake that has `woken` called on the loop after each ``raise()``, once for those that came together.
  init(_ loop: Loop, woken: @escaping () -> Void) throws(BrokerError) {
    unsafe handle = .allocate(capacity: 1)
    let code = unsafe uv_async_init(loop.raw, handle) { handle in
      guard let data = unsafe handle?.pointee.data else { return }
      let receiver = unsafe Unmanaged<Receiver>.fromOpaque(data).takeUnretainedValue()
      receiver.wake.isArmed.store(false, ordering: .sequentiallyConsistent)
      receiver.loop.noteEvent()
      receiver.woken()
    }
    guard code == 0 else { throw .system("making a wake for an event loop", reason: UVFailure.reason(code)) }
    unsafe handle.pointee.data = Unmanaged.passRetained(Receiver(self, loop, woken)).toOpaque()
  }

  /// Has the loop look. Any thread may call it, also when the loop has ended.
  func raise() {
    guard !isArmed.exchange(true, ordering: .sequentiallyConsistent) else { return }
    isOpen.withLock { isOpen in
      if isOpen { unsafe uv_async_send(handle) }
    }
  }

  /// Lets the loop end; to be called on it.
  func close() {
    let wasOpen = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    guard wasOpen else { return }
    unsafe uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
      guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
      unsafe Unmanaged<Receiver>.fromOpaque(data).release()
      unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_async_t.self).deallocate()
    }
  }
}
