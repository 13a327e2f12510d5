import StrataLog

/// Why records are refused that are whole in themselves.
public enum RecordRefusal: Hashable, Sendable {
  /// A topic that is compacted keeps records by their keys, and these have none.
  case keyless
  /// The sender's time is too far from the engine's.
  case timestamp
}

extension RecordRefusal: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .keyless: "a compacted topic keeps records by their keys; give each one"
    case .timestamp: "the timestamp is further from the broker's time than message.timestamp.*.max.ms allows"
    }
  }
}

/// What a topic's settings ask of the records of an append (SPEC §7.1).
struct AppendRules: Hashable, Sendable {
  /// Records must have keys.
  var isCompacted = false
  /// How far ahead of the engine's time a record's may be, in milliseconds.
  var mostAhead: Int64 = 3_600_000
  /// How far behind it may be.
  var mostBehind = Int64.max

  /// Whether a batch must be read to see that its records break no rule; `seen` is a time that has been.
  func mustRead(_ header: BatchHeader, seen: Timestamp) -> Bool {
    if header.attributes.isControl { return false }
    let latest = seen.milliseconds.addingReportingOverflow(mostAhead)
    return isCompacted || mostBehind < .max
      || !latest.overflow && header.maxTimestamp.milliseconds > latest.partialValue
  }

  /// The records that break a rule, by their places in the batch, or nil. Throws what is wrong with records that can't
  /// be read.
  func refusal(of batch: RecordBatch, now: Timestamp) throws(BatchFlaw) -> (RecordRefusal, records: [Int32])? {
    guard mustRead(batch.header, seen: now) else { return nil }
    let earliest = now.milliseconds.subtractingReportingOverflow(mostBehind)
    let latest = now.milliseconds.addingReportingOverflow(mostAhead)
    let range = (earliest.overflow ? .min : earliest.partialValue)...(latest.overflow ? .max : latest.partialValue)
    var keyless: [Int32] = []
    var mistimed: [Int32] = []
    var index: Int32 = 0
    var cursor = try batch.records()
    while try cursor.next() {
      let time = cursor.record.timestamp.milliseconds
      if isCompacted, cursor.record.key == nil { keyless.append(index) }
      if time != Timestamp.none.milliseconds, !range.contains(time) { mistimed.append(index) }
      index += 1
    }
    if !keyless.isEmpty { return (.keyless, keyless) }
    return mistimed.isEmpty ? nil : (.timestamp, mistimed)
  }
}
