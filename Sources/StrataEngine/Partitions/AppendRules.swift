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

/// What a topic's settings ask of a batch that is appended (SPEC §7.1).
struct AppendRules: Hashable, Sendable {
  /// Records must have keys.
  let isCompacted: Bool
  /// How far ahead of the engine's time a record's may be, in milliseconds.
  let mostAhead: Int64
  /// How far behind it may be.
  let mostBehind: Int64
  /// How batches are packed in the log; nil for each as its sender packed it.
  let packing: Packing?
  /// Whether there is a rule but the one of times ahead: most topics have none, and their appends ask no more.
  private let isStrict: Bool

  init(
    isCompacted: Bool = false, mostAhead: Int64 = 3_600_000, mostBehind: Int64 = .max, packing: Packing? = nil
  ) {
    self.isCompacted = isCompacted
    self.mostAhead = mostAhead
    self.mostBehind = mostBehind
    self.packing = packing
    isStrict = isCompacted || mostBehind < .max || packing != nil
  }

  /// Whether a batch must be read, to be packed otherwise or to see that its records break no rule; `seen` is a time
  /// that has been.
  @inline(__always)
  func mustRead(_ header: BatchHeader, seen: Timestamp) -> Bool {
    if header.attributes.isControl { return false }
    let latest = seen.milliseconds.addingReportingOverflow(mostAhead)
    return isStrict && (isCompacted || mostBehind < .max || mustRepack(header))
      || !latest.overflow && header.maxTimestamp.milliseconds > latest.partialValue
  }

  /// Whether a batch is packed with another codec than the topic's.
  @inline(__always)
  private func mustRepack(_ header: BatchHeader) -> Bool {
    guard let packing else { return false }
    return packing.codec != header.attributes.codec
  }

  /// Reads a batch to its end and says what is to be done with it. Throws what is wrong with records that can't be
  /// read.
  func read(_ batch: RecordBatch, now: Timestamp) throws(BatchFlaw) -> Verdict {
    guard mustRead(batch.header, seen: now) else { return .asItIs }
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
    if !keyless.isEmpty { return .refused(.keyless, records: keyless) }
    if !mistimed.isEmpty { return .refused(.timestamp, records: mistimed) }
    guard let packing, mustRepack(batch.header) else { return .asItIs }
    return .repacked(try RepackedBatch(batch, records: cursor.plainBytes, packing))
  }

  /// What is to be done with a batch.
  enum Verdict: ~Copyable {
    case asItIs
    case repacked(RepackedBatch)
    /// Some records break a rule; where they are in the batch.
    case refused(RecordRefusal, records: [Int32])
  }
}
