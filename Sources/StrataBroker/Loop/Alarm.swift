internal import CUV

/// One timer of the loop (libuv's `uv_timer_t`); ``Alarms`` lets any number of things wait on it.
@safe
final class Alarm {
  private let handle: UnsafeMutablePointer<uv_timer_t>
  private let loop: Loop
  private let rings: () -> Void
  private var isClosed = false

  /// A timer at rest.
  init(_ loop: Loop, rings: @escaping () -> Void) {
    self.loop = loop
    self.rings = rings
    unsafe handle = .allocate(capacity: 1)
    // Only sets fields: it answers 0 always.
    unsafe uv_timer_init(loop.raw, handle)
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  /// Rings once in so many milliseconds, and no more at the time it was set to before.
  func set(in milliseconds: UInt64) {
    guard !isClosed else { return }
    unsafe uv_timer_start(
      handle,
      { handle in
        guard let data = unsafe handle?.pointee.data else { return }
        let alarm = unsafe Unmanaged<Alarm>.fromOpaque(data).takeUnretainedValue()
        alarm.loop.noteEvent()
        alarm.rings()
      }, milliseconds, 0)
  }

  /// Doesn't ring.
  func clear() { unsafe uv_timer_stop(handle) }

  /// Never rings again.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    unsafe uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
      guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
      unsafe Unmanaged<Alarm>.fromOpaque(data).release()
      unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_timer_t.self).deallocate()
    }
  }
}
