import StrataLog

/// Opens the logs that a killed process left and reads all that they hold.
struct KillCheck {
  let directory: String
  /// Of each log the end that its writer was told.
  let acknowledged: [Int64]

  /// Returns what it found, for people; throws when something acknowledged is missing or is not what was written.
  func run() throws -> String {
    var logs: [Log] = []
    var records = 0
    var bytes = 0
    for (number, end) in acknowledged.enumerated() {
      let log = try Log.open(
        directory: KillContent.path(directory, number), storage: DiskStorage(), settings: KillContent.settings)
      logs.append(log)
      guard log.endOffset().value >= end else {
        throw KillFailure("log \(number) ends at \(log.endOffset()), but \(end) was acknowledged: \(log.recovery)")
      }
      guard log.recovery.damage.isEmpty else { throw KillFailure("log \(number): \(log.recovery)") }
      bytes += log.byteCount
      records += try read(log, number)
    }
    // Half of them are left as a killed process leaves them.
    if Bool.random() { for log in logs { try log.close() } }
    return "\(records) records \(bytes) bytes"
  }

  private func read(_ log: Log, _ number: Int) throws -> Int {
    var due = log.startOffset.value
    while due < log.endOffset().value {
      let slice = try log.read(from: Offset(due))
      guard !slice.isEmpty else { break }
      try slice.forEachBatch { batch in
        try batch.forEachRecord { view in
          let record = view.copied()
          guard record.offset.value == due, record.timestamp.milliseconds == due,
            record.value == KillContent.value(number, due)
          else { throw KillFailure("log \(number) has at offset \(record.offset) not what was written to \(due)") }
          due += 1
        }
      }
    }
    guard due == log.endOffset().value else {
      throw KillFailure("log \(number) can be read up to \(due), but ends at \(log.endOffset())")
    }
    return Int(due - log.startOffset.value)
  }
}
