internal import CSQLite
internal import StrataCapture

/// SQLite's result codes as ``CaptureError``, with what to do about each.
enum ResultCode {
  /// The error of `code` (extended or not) while `attempted`, in SQLite's `words`.
  static func error(_ code: Int32, _ attempted: String, _ words: String) -> CaptureError {
    let (kind, advice) = meaning(of: code)
    return CaptureError(kind, attempted, advice.isEmpty ? words : "\(words): \(advice)")
  }

  /// SQLITE_IOERR_SHMSIZE, a macro that Swift can't read: no room for the file that connections share beside the WAL.
  static let noRoomForSharedMemory: Int32 = SQLITE_IOERR | 19 << 8

  /// What a code means for the caller, and what to do; the advice is empty where SQLite's words say all.
  static func meaning(of code: Int32) -> (CaptureError.Code, advice: String) {
    switch code == noRoomForSharedMemory ? SQLITE_FULL : code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED:
      (.locked, "another connection holds the database; end its transaction or raise `busyTimeout`, then try again")
    case SQLITE_FULL:
      (.full, "the disk or the database's page limit is reached; nothing was written, free room and try again")
    case SQLITE_NOTADB:
      (.foreign, "the file is not an SQLite database; check the path")
    case SQLITE_CORRUPT:
      (.damaged, "run `PRAGMA integrity_check` and restore the file from a backup")
    case SQLITE_IOERR:
      (.damaged, "the disk failed; nothing was committed, check it and the file, then try again")
    case SQLITE_CANTOPEN:
      (.damaged, "check that the directory exists and may be read and written")
    case SQLITE_READONLY, SQLITE_PERM:
      (.readOnly, "write in `write { }`; if it was one, check the permissions of the file and its directory")
    case SQLITE_CONSTRAINT:
      (.constraint, "")
    case SQLITE_SCHEMA:
      (.schema, "the database's tables changed under the statement; try again")
    case SQLITE_NOMEM:
      (.statement, "there is not enough memory")
    case SQLITE_MISUSE:
      (.misuse, "")
    default:
      (.statement, "")
    }
  }
}
