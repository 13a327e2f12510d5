/// Why a log refused or failed: what, where and what to do. The one error of this module; flaws of a batch and
/// failures of the storage are carried inside.
public enum LogError: Error, Hashable, Sendable {
  /// The storage failed. After a failed ``StorageFailure/Call/sync`` the log is read-only: see ``poisoned(_:)``.
  case storage(StorageFailure)
  /// There is nothing at `offset`: records are kept from `start` up to, not including, `end`.
  case outOfRange(offset: Offset, start: Offset, end: Offset)
  /// The batch is larger than the log takes.
  case batchTooLarge(bytes: Int, limit: Int)
  /// The batch given to append, or a record given to a builder, is not one that the log can keep.
  case badBatch(BatchFlaw)
  /// The batch's sender, who numbers its batches, may not append it now.
  case producer(ProducerFlaw)
  /// What lies in a segment is not what was written; nothing of it was handed out.
  case damaged(LogDamage)
  /// A sync failed before: what was not synced then may be lost, so nothing is written any more. Reading goes on.
  case poisoned(StorageFailure)
  /// The log was closed.
  case closed
  /// A setting that no log can work with.
  case invalidSetting(name: String, reason: String)
  /// A file of ours that can't be understood, as one written by a newer version.
  case unreadable(path: String, reason: String)
}

extension LogError: CustomStringConvertible {
  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .storage(let failure): failure.description
    case .outOfRange(let offset, let start, let end):
      "no record at offset \(offset): the log holds \(start) up to \(end); seek to one of these"
    case .batchTooLarge(let bytes, let limit):
      "a batch of \(bytes) bytes is over the limit of \(limit); send smaller batches or raise maxBatchBytes"
    case .badBatch(let flaw): "the batch was refused: \(flaw)"
    case .producer(let flaw): flaw.description
    case .damaged(let damage): "\(damage); seek to \(damage.upTo) to go on, or put the batches back from a copy"
    case .poisoned(let failure):
      "the log is read-only since a sync failed (\(failure)); check the disk, then reopen the log"
    case .closed: "the log is closed; open it again"
    case .invalidSetting(let name, let reason): "the setting \(name) can't be used: \(reason)"
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
    }
  }
}
