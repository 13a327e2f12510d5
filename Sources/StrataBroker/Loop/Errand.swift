internal import CUV

/// Work that would hold the loop up, done on a thread of libuv's pool (`uv_queue_work`).
@safe
final class Errand {
  private var request = UnsafeMutablePointer<uv_work_t>.allocate(capacity: 1)
  private let work: @Sendable () -> Void
  private let done: () -> Void

  private init(_ work: @escaping @Sendable () -> Void, _ done: @escaping () -> Void) {
    self.work = work
    self.done = done
  }

  deinit { unsafe request.deallocate() }

  /// Runs `work` on another thread, then `done` on the loop; at once, one after the other, if no thread can be had.
  static func run(_ loop: Loop, _ work: @escaping @Sendable () -> Void, done: @escaping () -> Void) {
    let errand = Errand(work, done)
    let held = unsafe Unmanaged.passRetained(errand)
    unsafe errand.request.pointee.data = unsafe held.toOpaque()
    let code = unsafe uv_queue_work(
      loop.raw, errand.request,
      { request in
        guard let data = unsafe request?.pointee.data else { return }
        unsafe Unmanaged<Errand>.fromOpaque(data).takeUnretainedValue().work()
      },
      { request, _ in
        guard let data = unsafe request?.pointee.data else { return }
        unsafe Unmanaged<Errand>.fromOpaque(data).takeRetainedValue().done()
      })
    guard code != 0 else { return }
    unsafe held.release()
    work()
    done()
  }
}
