internal import CSQLite
internal import Glibc
internal import StrataCapture

/// Sees commits of other connections and processes: one thread that sleeps until the `-wal` file is written.
///
/// A commit writes its frames first and shows them to readers a moment later, so after a write the database's
/// `data_version` is asked until it has moved, a few times at growing distances. Nothing is asked while nothing is
/// written, and nothing at all while nobody waits: the kernel keeps the event. The `-wal` file may go and come back:
/// the directory is watched for its name.
@safe final class WALWatcher: @unchecked Sendable {
  /// Distances between questions after a write, in microseconds: near 130 ms together, the time of a slow disk's sync.
  private static let distances: [UInt32] = [
    20, 40, 80, 160, 320, 640, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000,
  ]

  // All but `thread` are set once by `init`; the connection and `version` are used by `init` and then by the thread
  // alone.
  private let signal: CommitSignal
  private let connection: Connection
  private let walPath: String
  private let walName: String
  private let event: Int32
  private let watch: Int32
  private let directory: Int32
  private var version: ColumnValue?
  /// Set by `start` and read by `stop`, which the signal calls once each, one after the other.
  private var thread: pthread_t?

  init(path: String, settings: SQLiteSettings, signal: CommitSignal) throws(CaptureError) {
    self.signal = signal
    // A question that meets a lock is answered by a wake, not by waiting.
    var impatient = settings
    impatient.busyTimeout = .zero
    connection = try Connection(path: path, settings: impatient)
    let file = connection.fileName
    let slash = file.lastIndex(of: "/")
    let folder = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
    walPath = file + "-wal"
    walName = String(walPath[(slash.map { file.index(after: $0) } ?? file.startIndex)...])
    event = strata_event_open()
    guard event >= 0 else {
      throw CaptureError(.statement, "watch \(walPath)", unsafe "no eventfd: \(String(cString: strerror(errno)))")
    }
    // Without inotify (its instances are limited by user) commits of others are seen when a wait's time is over.
    watch = strata_watch_open()
    directory = watch >= 0 ? unsafe strata_watch_directory(watch, folder) : -1
    watchFile()
    version = dataVersion()
  }

  deinit {
    close(event)
    if watch >= 0 { close(watch) }
  }

  /// Starts the thread, which keeps the watcher alive until `stop`.
  func start() throws(CaptureError) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        // `start` retained it for this thread.
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<WALWatcher>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard code == 0 else {
      unsafe Unmanaged<WALWatcher>.fromOpaque(context).release()
      throw CaptureError(.statement, "watch \(walPath)", unsafe "no thread: \(String(cString: strerror(code)))")
    }
    self.thread = thread
  }

  /// Tells the thread that its duty may have changed.
  func call() { strata_event_raise(event) }

  /// Waits for the thread's end; the signal says by then that it is closed.
  func stop() {
    call()
    if let thread { pthread_join(thread, nil) }
    thread = nil
  }

  private func run() {
    while true {
      switch signal.duty {
      case .stop: return
      case .rest: strata_wait_readable(event, -1, -1)
      case .watch(let deadline):
        let left = max(.zero, deadline - ContinuousClock.now) / .milliseconds(1)
        strata_wait_readable(event, watch, Int32(min(left.rounded(.up), 1e9)))
        takeEvents()
        signal.expire(.now)
      }
      strata_event_clear(event)
    }
  }

  private func takeEvents() {
    guard watch >= 0 else { return }
    let told = unsafe strata_watch_take(watch, directory, walName)
    guard told != STRATA_WATCH_NOTHING else { return }
    if told & Int32(STRATA_WATCH_NAMES) != 0 {
      watchFile()
      // It may have been written before it was watched.
      signal.committed()
    }
    for distance in Self.distances {
      if hasNewVersion() { return signal.committed() }
      if signal.duty == .stop { return }
      usleep(distance)
    }
  }

  private func watchFile() {
    guard watch >= 0 else { return }
    // There may be none yet: its creation is an event of the directory.
    _ = unsafe strata_watch_file(watch, walPath)
  }

  private func hasNewVersion() -> Bool {
    let now = dataVersion()
    defer { version = now }
    return now == nil || now != version
  }

  /// Moves when any other connection has committed; nil when the database didn't answer.
  private func dataVersion() -> ColumnValue? { try? connection.value("PRAGMA data_version") }
}
