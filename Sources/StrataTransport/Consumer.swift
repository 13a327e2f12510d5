/// What a consumer reads.
public enum Subscription: Hashable, Sendable {
  /// As a member of a group, which shares the partitions of the topics among its members. `instance` names a static
  /// member: one that may be gone for ``ConsumerOptions/sessionTimeout`` and come back to its partitions.
  case group(String, topics: [String], instance: String? = nil)
  /// These partitions, alone; nobody else's reading matters.
  case partitions([TopicPartition])
}

/// Where in a partition reading starts.
public enum StartPosition: Hashable, Sendable {
  /// At this offset.
  case offset(Int64)
  /// At the first record stamped at or after this time, in milliseconds since 1970; the end if there is none.
  case time(Int64)
  /// At the oldest record kept.
  case beginning
  /// After the newest record.
  case end
}

/// Which records of transactions a consumer reads.
public enum Isolation: Hashable, Sendable {
  /// Those of committed transactions, in the order of their offsets: it waits where the oldest open one began.
  case readCommitted
  /// All, also of what is open and what was aborted.
  case readUncommitted
}

/// How a consumer reads.
public struct ConsumerOptions: Hashable, Sendable {
  /// Where a partition starts that has neither a committed offset nor a ``TransportConsumer/seek(_:to:)`` answer.
  public var start: StartPosition
  /// How many bytes of records (key, value, header names and values) one batch may hold. One record larger than this is
  /// delivered alone.
  public var maxBatchBytes: Int
  /// How many bytes of records the consumer may hold ahead of ``TransportConsumer/next(within:)``, whatever the
  /// backlog; a stored batch is never divided, so one may lie across the limit.
  public var memoryAllowance: Int
  /// How long a member may be silent before the group gives its partitions away. A member inside
  /// ``TransportConsumer/next(within:)`` is never silent; one that stays out longer than this loses its partitions.
  public var sessionTimeout: Duration
  /// Which records of transactions it reads.
  public var isolation: Isolation

  /// Options for a consumer.
  public init(
    start: StartPosition = .beginning, maxBatchBytes: Int = 1 << 20, memoryAllowance: Int = 8 << 20,
    sessionTimeout: Duration = .seconds(45), isolation: Isolation = .readCommitted
  ) {
    self.start = start
    self.maxBatchBytes = maxBatchBytes
    self.memoryAllowance = memoryAllowance
    self.sessionTimeout = sessionTimeout
    self.isolation = isolation
  }
}

/// What happens to a consumer, in order.
public enum ConsumerEvent: Sendable {
  /// These partitions are now this consumer's, besides those it had. Before it asks for the next event, the application
  /// may say where each starts (``TransportConsumer/seek(_:to:)``): its own database may hold the offset. The others
  /// start at the group's committed offset, else at ``ConsumerOptions/start``. Never empty. A reader of partitions gets
  /// all of them in its first event.
  case assigned([TopicPartition])
  /// Records of one partition.
  case batch(ConsumedBatch)
  /// These partitions go to another member as soon as the next event is asked for: finish and commit what was read.
  /// Their positions and pauses go with them.
  case revoked([TopicPartition])
  /// These partitions already belong to another member, for this one was silent too long: throw away unfinished work.
  case lost([TopicPartition])
}

/// Records of one partition, in offset order.
public struct ConsumedBatch: Sendable {
  /// Where they were read.
  public var partition: TopicPartition
  /// At least one.
  public var records: [ConsumedRecord]
  /// The offset to continue at: what to commit once these records are dealt with. Beyond the last record's offset by
  /// more than one where records were compacted away, or are of transactions.
  public var next: Int64
  /// The partition's end when it was read, for a reader of what is committed where the oldest open transaction began:
  /// at most `end - next` records are waiting.
  public var end: Int64

  /// Records of one partition.
  public init(partition: TopicPartition, records: [ConsumedRecord], next: Int64, end: Int64) {
    self.partition = partition
    self.records = records
    self.next = next
    self.end = end
  }
}

/// Reads events by asking for them: nothing is pushed, so a slow application holds its own memory flat (SPEC §8.3).
///
/// One task at a time calls ``next(within:)``; the other calls are safe from any task.
public protocol TransportConsumer: Sendable {
  /// The next event; waits for it, without polling, at most `within`; nil when that time is over.
  ///
  /// Asking for the next event agrees to the last one: an assignment starts, a revocation is given up. Cancelling the
  /// task throws ``TransportError/Code/cancelled`` and loses nothing: the next call continues.
  func next(within: Duration?) async throws(TransportError) -> ConsumerEvent?

  /// Continues this partition elsewhere, from the next event on; nothing read before the call is delivered after it.
  ///
  /// Throws ``TransportError/Code/invalid`` for a partition that this consumer does not hold. An offset outside the
  /// partition's records throws it too, here or from the following ``next(within:)``: seek again; nothing is skipped
  /// silently.
  func seek(_ partition: TopicPartition, to position: StartPosition) async throws(TransportError)

  /// Delivers nothing from these partitions until ``resume(_:)``, what was read ahead included; they stay assigned and
  /// their positions stay. Throws ``TransportError/Code/invalid`` for a partition that this consumer does not hold.
  func pause(_ partitions: [TopicPartition]) async throws(TransportError)

  /// Delivers from these partitions again, from where they were paused. Throws as ``pause(_:)`` does.
  func resume(_ partitions: [TopicPartition]) async throws(TransportError)

  /// Stores the group's offsets: for each partition, the next one to be read. Holds on return. Throws
  /// ``TransportError/Code/fenced`` if a partition has gone to another member, ``TransportError/Code/invalid`` for a
  /// negative offset or a consumer without a group; nothing is stored then.
  func commit(_ offsets: [TopicPartition: Int64]) async throws(TransportError)

  /// The group's stored offsets; a partition without one is left out. Throws ``TransportError/Code/invalid`` for a
  /// consumer without a group.
  func committed(_ partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64]

  /// Leaves the group (a static member doesn't) and ends the consumer: a ``next(within:)`` under way throws
  /// ``TransportError/Code/closed``. Calling it again does nothing.
  func close() async
}
