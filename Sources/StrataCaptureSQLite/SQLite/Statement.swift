internal import CSQLite
internal import StrataCapture

/// One compiled statement of one connection: bind, step, read. Used by one thread at a time, its connection's.
@safe final class Statement {
  /// The statement's text, for errors and the cache.
  let sql: String
  /// Alive until `deinit`; the connection outlives its statements, for its cache owns them and is emptied before it
  /// closes.
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let parameters: Int
  /// Whether a caller steps through it now; another caller of the same text needs a statement of its own.
  var isBusy = false

  init(_ sql: String, on connection: OpaquePointer) throws(CaptureError) {
    var handle: OpaquePointer?
    var rest: String?
    var text = sql
    let code = text.withUTF8 { bytes in
      // SQLite reads the bytes within the call only; `tail` points into them.
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        var tail: UnsafePointer<CChar>?
        let code = unsafe sqlite3_prepare_v3(
          connection, characters.baseAddress, Int32(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail
        )
        if code == SQLITE_OK, let start = characters.baseAddress, let tail = unsafe tail {
          rest = unsafe String(decoding: bytes[(tail - start)...], as: UTF8.self)
        }
        return code
      }
    }
    guard code == SQLITE_OK else {
      throw ResultCode.error(code, "compile `\(sql)`", unsafe String(cString: sqlite3_errmsg(connection)))
    }
    guard let handle = unsafe handle else {
      throw CaptureError(.statement, "compile `\(sql)`", "there is no statement in it")
    }
    unsafe self.handle = handle
    unsafe self.connection = connection
    self.sql = sql
    parameters = unsafe Int(sqlite3_bind_parameter_count(handle))
    if let rest, rest.contains(where: { !$0.isWhitespace && $0 != ";" }) {
      throw CaptureError(
        .statement, "compile `\(sql)`", "it holds more than one statement; run them one by one: \(rest)")
    }
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// How many columns its rows have; 0 for a statement without rows.
  var columnCount: Int { unsafe Int(sqlite3_column_count(handle)) }

  /// Binds `?1` to the first value, and so on; there must be as many as the statement has.
  func bind(_ values: [ColumnValue]) throws(CaptureError) {
    guard values.count == parameters else {
      throw CaptureError(.statement, "run `\(sql)`", "it has \(parameters) parameters, but \(values.count) values came")
    }
    for (index, value) in values.enumerated() {
      let code = bind(value, at: Int32(index + 1))
      guard code == SQLITE_OK else { throw failure(code) }
    }
  }

  private func bind(_ value: ColumnValue, at index: Int32) -> Int32 {
    switch value {
    case .null: return unsafe sqlite3_bind_null(handle, index)
    case .integer(let number): return unsafe sqlite3_bind_int64(handle, index, number)
    case .real(let number): return unsafe sqlite3_bind_double(handle, index, number)
    case .text(var text):
      // SQLite copies the bytes before the call returns.
      return text.withUTF8 { bytes in
        guard let start = bytes.baseAddress else { return unsafe strata_bind_text(handle, index, "", 0) }
        return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          unsafe strata_bind_text(handle, index, $0, bytes.count)
        }
      }
    case .blob(let bytes):
      // A null pointer would bind NULL, and an empty array may have one.
      if bytes.isEmpty { return unsafe sqlite3_bind_zeroblob(handle, index, 0) }
      return unsafe bytes.withUnsafeBytes { unsafe strata_bind_blob(handle, index, $0.baseAddress, $0.count) }
    }
  }

  /// Goes to the next row; false when there is none, and then the statement is done.
  func step() throws(CaptureError) -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code)
    }
  }

  /// Appends the current row's columns to `row`.
  func read(into row: inout [ColumnValue]) throws(CaptureError) {
    for column in unsafe 0..<sqlite3_data_count(handle) {
      row.append(try value(at: column))
    }
  }

  private func value(at column: Int32) throws(CaptureError) -> ColumnValue {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      // The bytes stay until the next step; both branches copy them.
      guard let start = unsafe sqlite3_column_text(handle, column) else { throw failure(SQLITE_NOMEM) }
      let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
      guard let text = unsafe String(validating: bytes, as: UTF8.self) else { throw notText(column) }
      return .text(text)
    case SQLITE_BLOB:
      let count = unsafe Int(sqlite3_column_bytes(handle, column))
      guard count > 0 else { return .blob([]) }
      guard let start = unsafe sqlite3_column_blob(handle, column) else { throw failure(SQLITE_NOMEM) }
      return .blob(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
    default: return .null
    }
  }

  /// Repairing the text would hand on other bytes than the row has, and as a key it would name no row.
  private func notText(_ column: Int32) -> CaptureError {
    var name = "\(column + 1)"
    if let given = unsafe sqlite3_column_name(handle, column) { name = unsafe String(cString: given) }
    return CaptureError(
      .undecodable, "read column \(name) of `\(sql)`",
      "a text is not UTF-8; find it with `hex(\(name))` and store it as text in UTF-8 or as a blob")
  }

  /// Makes it ready for the next run and lets go of the rows and locks it held.
  func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  private func failure(_ code: Int32) -> CaptureError {
    ResultCode.error(code, "run `\(sql)`", unsafe String(cString: sqlite3_errmsg(connection)))
  }
}
