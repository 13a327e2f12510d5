public import StrataLog

/// Why the engine refused or failed: what, where and what to do. The one error of this module.
public enum EngineError: Error, Hashable, Sendable {
  /// The storage failed at something that is not a partition's log.
  case storage(StorageFailure)
  /// A partition's log refused or failed.
  case log(partition: PartitionID, LogError)
  /// Another process, or another engine in this one, has the data directory.
  case inUse(directory: String)
  /// A file was written by a newer version than this one reads.
  case newerVersion(file: String, found: String, newest: Int)
  /// A file of ours is not what was written.
  case damaged(file: String, reason: String)
  /// A partition's directory belongs to another topic of the same name.
  case foreignDirectory(path: String, reason: String)
  /// No topic has this name.
  case unknownTopic(String)
  /// The topic has fewer partitions.
  case unknownPartition(PartitionID, count: Int32)
  /// A topic has this name already.
  case topicExists(String)
  /// Not a name for a topic.
  case invalidName(String, reason: String)
  /// Not a number of partitions.
  case invalidPartitionCount(Int32, most: Int32)
  /// A setting that Kafka hasn't, or a value it refuses.
  case invalidSetting(name: String, value: String, reason: String)
  /// A setting that Kafka has and this engine can't honour.
  case unsupportedSetting(name: String, value: String)
  /// Records that the topic's settings refuse: why, and which of the batch, by their places in it. Nothing of the batch
  /// was stored.
  case refusedRecords(PartitionID, RecordRefusal, records: [Int32])
  /// The topic's records are kept by their keys, and none may be deleted by its offset.
  case keptByKey(PartitionID)
  /// A batch of the producer before this one is missing, or this one is older than the last five.
  case outOfOrderSequence(PartitionID, producer: Int64, expected: Int32, got: Int32)
  /// A newer incarnation of the producer has written.
  case fencedProducer(PartitionID, producer: Int64, current: Int16, got: Int16)
  /// The group refused.
  case group(String, GroupRefusal)
  /// The coordinator of a transactional id refused.
  case transaction(String, TransactionRefusal)
  /// The member does not hold this partition, so its offset is not the member's to commit.
  case notHeld(PartitionID, group: String)
  /// A value that can't be: what it is and why.
  case invalid(String, reason: String)
  /// The engine was closed.
  case closed
}

extension EngineError: CustomStringConvertible {
  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .storage(let failure): failure.description
    case .log(let partition, let error): "\(partition): \(error)"
    case .inUse(let directory):
      "\(directory) is in use by another process or engine; close that one, or give this one a directory of its own"
    case .newerVersion(let file, let found, let newest):
      "\(file) is of version \(found), this program reads up to \(newest); use the newer program that wrote it"
    case .damaged(let file, let reason): "\(file) is damaged: \(reason); restore it from a copy"
    case .foreignDirectory(let path, let reason): "\(path) is not this topic's: \(reason); move it away"
    case .unknownTopic(let name): "there is no topic \(name); create it first"
    case .unknownPartition(let partition, let count):
      "there is no partition \(partition): the topic has \(count), counted from 0"
    case .topicExists(let name): "the topic \(name) exists already; delete it first or choose another name"
    case .invalidName(let name, let reason): "\"\(name)\" can't name a topic: \(reason)"
    case .invalidPartitionCount(let count, let most): "a topic can't have \(count) partitions; ask for 1 to \(most)"
    case .invalidSetting(let name, let value, let reason): "the setting \(name)=\(value) can't be used: \(reason)"
    case .unsupportedSetting(let name, let value):
      "the setting \(name)=\(value) is Kafka's, but this engine can't honour it; leave it out"
    case .refusedRecords(let partition, let refusal, let records):
      "\(partition): \(records.count) records of the batch are refused: \(refusal)"
    case .keptByKey(let partition):
      "\(partition): cleanup.policy has no delete, so records stay as long as their keys need them"
    case .outOfOrderSequence(let partition, let producer, let expected, let got):
      "\(partition): producer \(producer) sent sequence \(got), due is \(expected); resend what is missing first"
    case .fencedProducer(let partition, let producer, let current, let got):
      "\(partition): producer \(producer) of epoch \(got) is fenced by epoch \(current); stop this one"
    case .group(let group, let refusal): "group \(group): \(refusal)"
    case .transaction(let id, let refusal): "transactional id \(id): \(refusal)"
    case .notHeld(let partition, let group):
      "\(partition) is not held by this member of group \(group), or not any more; throw its work away"
    case .invalid(let what, let reason): "\(what) can't be used: \(reason)"
    case .closed: "the engine is closed; open it again"
    }
  }
}

/// One partition of a topic, by name.
public struct PartitionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The topic's name.
  public var topic: String
  /// Counted from 0.
  public var index: Int32

  /// A topic's partition.
  public init(_ topic: String, _ index: Int32) {
    self.topic = topic
    self.index = index
  }

  /// `topic-index`, as Kafka names its directory.
  public var description: String { "\(topic)-\(index)" }

  /// By topic, then by number.
  public static func < (a: Self, b: Self) -> Bool { (a.topic, a.index) < (b.topic, b.index) }
}
