/// The windows of all producers that wrote to a partition (SPEC §7.2). A value; the partition asks before it appends.
package struct ProducerStates: Hashable, Sendable {
  private var windows: [Int64: ProducerWindow] = [:]

  /// Nobody has written.
  package init() {}

  /// How many producers are remembered.
  package var count: Int { windows.count }

  /// The highest producer id remembered.
  package var highestID: Int64? { windows.keys.max() }

  /// Whether a batch is new, a repeat, or refused.
  package func judge(_ claim: ProducerClaim) throws(SequenceFlaw) -> ProducerWindow.Verdict {
    guard let window = windows[claim.producerID] else { return .append }
    return try window.judge(claim)
  }

  /// A batch was stored with its first record at `baseOffset`, or found there at start.
  package mutating func appended(_ claim: ProducerClaim, baseOffset: Int64, timestamp: Int64) {
    let entry = ProducerWindow.Entry(
      sequence: claim.sequence, lastSequence: claim.lastSequence, baseOffset: baseOffset,
      lastOffset: baseOffset + Int64(claim.count) - 1, timestamp: timestamp)
    if windows[claim.producerID]?.appended(claim, entry) == nil {
      windows[claim.producerID] = ProducerWindow(epoch: claim.epoch, first: entry)
    }
  }

  /// Who is remembered, by id: the newest epoch, the last record's number and time.
  package var all: [(id: Int64, epoch: Int16, lastSequence: Int32, lastTimestamp: Int64)] {
    windows.sorted { $0.key < $1.key }.map { id, window in
      (id, window.epoch, window.entries[window.entries.count - 1].lastSequence, window.lastTimestamp)
    }
  }

  /// Forgets producers that wrote nothing since `time`, in milliseconds since 1970.
  package mutating func forget(silentSince time: Int64) {
    windows = windows.filter { $0.value.lastTimestamp >= time }
  }
}

extension ProducerWindow {
  fileprivate var lastTimestamp: Int64 { entries[entries.count - 1].timestamp }
}
