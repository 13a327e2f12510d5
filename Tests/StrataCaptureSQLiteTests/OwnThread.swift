import Glibc

@testable import StrataCaptureSQLite

/// A thread for a test's own tasks: other tests hold the shared ones for as long as they run, and would pass for a wake
/// that came late.
final class OwnThread: TaskExecutor, @unchecked Sendable {
  /// Held around every use of the two after it. A pthread lock, for the thread sanitizer does not see `Mutex`
  /// contended.
  private let lock = WriteLock()
  private var jobs: [UnownedJob] = []
  private var isOver = false
  private let ends: (read: Int32, write: Int32)

  /// Runs `body` and its child tasks on a thread made for it.
  static func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    let executor = try OwnThread()
    defer { executor.end() }
    return try await withTaskExecutorPreference(executor) { try await body() }
  }

  private init() throws {
    var pair: [Int32] = [0, 0]
    guard unsafe pipe(&pair) == 0 else { throw ShellError(words: "no pipe") }
    for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    ends = (pair[0], pair[1])
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        // Retained for this thread, just above.
        if let context = unsafe context { unsafe Unmanaged<OwnThread>.fromOpaque(context).takeRetainedValue().work() }
        return nil
      }, context)
    guard code == 0 else { throw ShellError(words: "no thread") }
    pthread_detach(thread)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    lock.lock()
    jobs.append(job)
    lock.unlock()
    wake()
  }

  private func end() {
    lock.lock()
    isOver = true
    lock.unlock()
    wake()
  }

  private func wake() {
    var byte: UInt8 = 0
    _ = unsafe write(ends.write, &byte, 1)
  }

  private func work() {
    var byte: UInt8 = 0
    while unsafe read(ends.read, &byte, 1) == 1 {
      lock.lock()
      let (due, isLast) = (jobs, isOver)
      jobs = []
      lock.unlock()
      for job in due { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
      if isLast { break }
    }
    close(ends.read)
    close(ends.write)
  }
}
