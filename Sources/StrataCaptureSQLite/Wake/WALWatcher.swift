internal import CSQLite
internal import Glibc
internal import StrataCapture

/// Sees commits of other connections and processes: one thread that sleeps until the `-wal` file is written.
///
/// A commit writes its frames first and shows them to readers later, after a sync of the disk where it was asked for.
/// So after a write the database's `data_version` is asked at doubling distances, about twenty times in ten seconds,
/// and from the start again when it has moved, for another commit may have been written and not shown. Nothing is asked
/// when nothing was written, and nothing at all while nobody waits: the kernel keeps the event. The `-wal` file may go
/// and come back: the directory is watched for its name.
@safe final class WALWatcher: @unchecked Sendable {
  /// The distances between questions after a write: the first as long as a commit takes to show what it wrote, the last
  /// longer than a disk's sync should take.
  static let distances = Duration.microseconds(20)...Duration.seconds(5)

  /// A question that is due: at what time, and how long after it the next.
  private struct Question {
    var due: ContinuousClock.Instant
    var distance: Duration
  }

  // All but `thread` are set once by `init`; the connection and `version` are used by `init` and then by the thread
  // alone.
  private let signal: CommitSignal
  private let distances: ClosedRange<Duration>
  private let connection: Connection
  private let walPath: String
  private let walName: String
  private let event: Int32
  private let watch: Int32
  private let directory: Int32
  private var version: ColumnValue?
  /// The first is due at once: a commit may have been written before the watch began, and not shown yet.
  private var question: Question?
  /// Set by `start`, which the signal calls under its lock before anyone has the watcher, and read by `stop`.
  private var thread: pthread_t?

  init(
    path: String, settings: SQLiteSettings, distances: ClosedRange<Duration>, signal: CommitSignal
  ) throws(CaptureError) {
    self.signal = signal
    self.distances = distances
    question = Question(due: .now, distance: distances.lowerBound)
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
        wait(until: min(deadline, question?.due ?? deadline))
        takeEvents()
        ask()
        signal.expire(.now)
      }
      strata_event_clear(event)
    }
  }

  private func wait(until time: ContinuousClock.Instant) {
    let left = max(.zero, time - ContinuousClock.now)
    // Below the steps of `poll`; a call or an event can wait as long.
    if question != nil, left < .milliseconds(1) {
      usleep(UInt32(left / .microseconds(1)))
    } else {
      strata_wait_readable(event, watch, Int32(min((left / .milliseconds(1)).rounded(.up), 1e9)))
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
    question = Question(due: .now, distance: distances.lowerBound)
  }

  private func ask() {
    guard let asked = question, asked.due <= .now else { return }
    if hasNewVersion() {
      question = Question(due: .now + distances.lowerBound, distance: distances.lowerBound)
      signal.committed()
    } else if asked.distance > distances.upperBound {
      question = nil
    } else {
      question = Question(due: .now + asked.distance, distance: asked.distance * 2)
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
