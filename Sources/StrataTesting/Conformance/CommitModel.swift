import StrataTransport

/// Where a group's reading may start and must continue: at least once, in order (SPEC §8.4).
///
/// A commit that has returned is the least that the next holder starts at; one under way may count or not. Offsets of
/// the partitions read have no gaps, so a holder continues exactly where it was.
struct CommitModel {
  private struct Reading {
    /// The offset of the next record, once the first one has come.
    var position: Int64?
    /// Where the first one may be.
    var starts: Set<Int64>
  }

  /// Offsets whose commit has returned, by partition: the last one.
  private(set) var stored: [TopicPartition: Int64] = [:]
  /// Offsets whose commit was begun since and has neither returned nor been refused.
  private var pending: [TopicPartition: Set<Int64>] = [:]
  private var readings: [String: [TopicPartition: Reading]] = [:]

  /// A commit is about to be asked for.
  mutating func began(_ offsets: [TopicPartition: Int64]) {
    for (partition, offset) in offsets { pending[partition, default: []].insert(offset) }
  }

  /// The commit has returned.
  mutating func returned(_ offsets: [TopicPartition: Int64]) {
    for (partition, offset) in offsets {
      pending[partition]?.remove(offset)
      stored[partition] = offset
    }
  }

  /// The commit was refused: nothing is stored.
  mutating func refused(_ offsets: [TopicPartition: Int64]) {
    for (partition, offset) in offsets { pending[partition]?.remove(offset) }
  }

  mutating func assigned(_ partition: TopicPartition, to member: String) {
    let starts = pending[partition, default: []].union([stored[partition] ?? 0])
    readings[member, default: [:]][partition] = Reading(position: nil, starts: starts)
  }

  /// What is wrong with giving the member this batch; nil if nothing is.
  mutating func delivered(_ batch: ConsumedBatch, to member: String) -> String? {
    guard var reading = readings[member]?[batch.partition] else { return nil }
    defer { readings[member]?[batch.partition] = reading }
    for record in batch.records {
      if let position = reading.position {
        if record.offset != position {
          return "\(member) was given \(batch.partition) \(record.offset) where \(position) was next"
        }
      } else if !reading.starts.contains(record.offset) {
        return "\(member) started \(batch.partition) at \(record.offset), committed was \(reading.starts.sorted())"
      }
      reading.position = record.offset + 1
    }
    return nil
  }
}
