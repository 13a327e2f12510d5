/// How a ``SQLiteDatabase`` is opened.
public struct SQLiteSettings: Hashable, Sendable {
  /// When a commit reaches the disk: SQLite's `synchronous` in WAL mode.
  public enum Synchronous: String, Hashable, Sendable {
    /// Never forced: a crash of the process loses nothing, one of the machine may damage the file.
    case off = "OFF"
    /// Forced at checkpoints: a crash of the machine may lose the newest commits, and damages nothing.
    case normal = "NORMAL"
    /// Forced at each commit: nothing committed is lost.
    case full = "FULL"
  }

  /// How long a statement waits for another connection's lock before it fails as `locked`.
  public var busyTimeout: Duration
  /// When a commit reaches the disk.
  public var synchronous: Synchronous
  /// At how many pages of write-ahead log a commit copies them into the database; SQLite's own default is 1,000.
  /// Replicas that take random keys in bulk are faster with more; the `-wal` file grows with it.
  public var checkpointPages: Int

  /// How a database is opened; the defaults suit an application's database.
  public init(
    busyTimeout: Duration = .seconds(5), synchronous: Synchronous = .normal, checkpointPages: Int = 1_000
  ) {
    self.busyTimeout = busyTimeout
    self.synchronous = synchronous
    self.checkpointPages = checkpointPages
  }
}
