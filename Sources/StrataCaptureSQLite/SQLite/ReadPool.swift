internal import StrataCapture
internal import Synchronization

/// The idle reading connections of a database: one transaction has one, and reads run beside each other and the writer.
final class ReadPool: Sendable {
  /// More than read at once for long; others are closed after use.
  static let kept = 4

  private let path: String
  private let settings: SQLiteSettings
  private let idle = Mutex<[Connection]>([])

  init(path: String, settings: SQLiteSettings) {
    self.path = path
    self.settings = settings
  }

  func take() throws(CaptureError) -> Connection {
    if let connection = idle.withLock({ $0.popLast() }) { return connection }
    let connection = try Connection(path: path, settings: settings)
    try connection.execute("PRAGMA query_only = ON")
    return connection
  }

  func giveBack(_ connection: Connection) {
    idle.withLock { if $0.count < Self.kept { $0.append(connection) } }
  }

  func close() { idle.withLock { $0 = [] } }
}
