import Synchronization

/// How far librdkafka reads ahead, and when it has to be reminded to read on (SPEC §13.4).
///
/// The library fetches until its queue is above a limit, and then looks again only when something wakes its
/// connection, or a second later. So whoever has taken half of what may be queued has it woken.
final class ReadAhead: Sendable {
  /// Half the allowance may be queued when a fetch is sent, and half may be its answer.
  private let bytes: Int
  /// The queue's limit counts only values; this bounds what records take besides.
  private let records: Int
  private let state = Mutex((bytes: 0, records: 0, isNudging: false))

  init(allowance: Int) {
    bytes = max(1_024, min(allowance / 2, 1 << 30))
    records = max(16, min(allowance >> 10, 1_000_000))
  }

  /// The library's settings that keep the limits.
  var properties: [String: String] {
    [
      "queued.max.messages.kbytes": "\(max(1, bytes >> 10))", "queued.min.messages": "\(records)",
      "fetch.max.bytes": "\(bytes)", "fetch.message.max.bytes": "\(min(bytes, 1 << 20))",
      // No lower bound for the two above; a larger batch comes all the same.
      "message.max.bytes": "1000", "receive.message.max.bytes": "\(max(100_000_000, bytes + 1_024))",
    ]
  }

  /// A batch was taken and so many events are left. Answers whether the connection should be woken.
  func took(_ records: Int, _ bytes: Int, left: Int) -> Bool {
    state.withLock { state in
      state.records += records
      state.bytes += bytes
      let average = max(1, state.bytes / max(1, state.records))
      guard !state.isNudging, state.records >= self.records / 2 || state.bytes >= self.bytes / 2,
        left <= self.records / 2, left * average <= self.bytes / 2
      else { return false }
      state = (0, 0, true)
      return true
    }
  }

  /// It was woken.
  func nudged() { state.withLock { $0.isNudging = false } }
}
