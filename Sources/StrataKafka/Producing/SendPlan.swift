internal import StrataTransport

/// Where the records of a send go, and which may go together (SPEC §13.3): decided before anything is sent.
struct SendPlan {
  /// By record: its partition.
  private(set) var partitions: [Int32] = []
  /// Ranges of records, each sent once the one before is acknowledged. More than one only where a record is so large
  /// that the broker may refuse it: what comes after it waits, for it may not be stored then.
  private(set) var stages: [Range<Int>] = []
  /// Says which record goes to a partition that the topic hasn't; nil if none does.
  private(set) var missing: String?

  /// Whether the plan would fail, but the facts may be old.
  var isStale: Bool { missing != nil }

  /// Throws `invalid` and `tooLarge` for records that can't be stored whatever happens.
  init(
    _ records: [Record], _ facts: Cluster.TopicFacts, _ compression: ProducerOptions.Compression, turn: Int32,
    _ attempted: String
  ) throws(TransportError) {
    let count = max(1, facts.partitions)
    partitions.reserveCapacity(records.count)
    var start = 0
    for (index, record) in records.enumerated() {
      if let timestamp = record.timestamp, timestamp < 1 {
        throw TransportError(
          .invalid, attempted, "record \(index) is stamped \(timestamp); give milliseconds since 1970, or nil for now")
      }
      partitions.append(place(record, index, count, turn))
      let bytes = record.byteCount
      let isAlone = bytes > facts.largestBatch - Self.mostOverhead(record)
      guard isAlone else { continue }
      // Uncompressed it is at least its own bytes; compressed, only the broker sees how many.
      if bytes > (compression == .none ? facts.largestBatch : max(facts.largestBatch, Self.largestCompressible)) {
        throw TransportError(
          .tooLarge, attempted,
          "record \(index) has \(bytes) bytes where the topic takes batches of \(facts.largestBatch); nothing was "
            + "stored: send smaller records or raise the topic's max.message.bytes")
      }
      if start < index { stages.append(start..<index) }
      stages.append(index..<index + 1)
      start = index + 1
    }
    if start < records.count { stages.append(start..<records.count) }
  }

  private mutating func place(_ record: Record, _ index: Int, _ count: Int32, _ turn: Int32) -> Int32 {
    switch record.placement {
    case .byKey:
      guard let key = record.key else { return (turn & .max) % count }
      return count == 1 ? 0 : partition(forKey: key, of: count)
    case .byHash(let bytes): return partition(forKey: bytes, of: count)
    case .partition(let number):
      if missing == nil, !(0..<count ~= number) {
        missing = "record \(index) goes to partition \(number), but the topic has \(count)"
      }
      return number
    }
  }

  /// What is let through to be compressed.
  private static let largestCompressible = 64 << 20

  /// What a record and a batch of it alone take besides the record's bytes, at most.
  private static func mostOverhead(_ record: Record) -> Int { 61 + 40 + 10 * record.headers.count }
}

extension Record {
  /// Bytes of key, value, header names and header values (SPEC §8.1).
  fileprivate var byteCount: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}
