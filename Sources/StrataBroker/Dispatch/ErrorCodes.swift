import StrataEngine
import StrataLog
import StrataWire

/// The engine's errors in Kafka's numbers (SPEC §12.1).
extension EngineError {
  /// What a client is told.
  var code: ErrorCode {
    switch self {
    case .log(_, let error): error.code
    case .unknownTopic, .unknownPartition: .unknownTopicOrPartition
    case .topicExists: .topicAlreadyExists
    case .invalidName: .invalidTopicException
    case .invalidPartitionCount: .invalidPartitions
    case .invalidSetting, .unsupportedSetting: .invalidConfig
    case .refusedRecords(_, .keyless, _): .invalidRecord
    case .refusedRecords(_, .timestamp, _): .invalidTimestamp
    case .keptByKey: .policyViolation
    case .outOfOrderSequence: .outOfOrderSequenceNumber
    case .fencedProducer: .invalidProducerEpoch
    case .group(_, let refusal): refusal.code
    case .transaction(_, let refusal): refusal.code
    case .notHeld: .unknownMemberID
    case .invalid: .invalidRequest
    // Kafka's word for a broker that is on its way out, which clients try again elsewhere.
    case .closed: .notLeaderOrFollower
    case .storage, .inUse, .newerVersion, .damaged, .foreignDirectory: .kafkaStorageError
    }
  }
}

extension TransactionRefusal {
  /// What a client is told that knows the words.
  var code: ErrorCode {
    switch self {
    case .producerFenced: .producerFenced
    case .invalidProducerIDMapping: .invalidProducerIDMapping
    case .invalidState: .invalidTxnState
    case .concurrentTransactions: .concurrentTransactions
    case .invalidTimeout: .invalidTransactionTimeout
    case .notStored: .coordinatorNotAvailable
    }
  }
}

extension LogError {
  /// What a client is told.
  var code: ErrorCode {
    switch self {
    case .outOfRange: .offsetOutOfRange
    case .batchTooLarge: .messageTooLarge
    case .badBatch(let flaw): flaw.code
    case .producer(let flaw): flaw.code
    // The log is gone because its topic is.
    case .closed: .unknownTopicOrPartition
    case .damaged: .corruptMessage
    case .storage, .poisoned, .unreadable, .invalidSetting: .kafkaStorageError
    }
  }
}

extension BatchFlaw {
  /// What the sender of such a batch is told.
  var code: ErrorCode {
    switch kind {
    case .trailing, .count, .control, .sequence: .invalidRecord
    case .magic(let magic): magic < 2 ? .invalidRecord : .corruptMessage
    case .tooLarge: .messageTooLarge
    case .unknownCodec: .unsupportedCompressionType
    default: .corruptMessage
    }
  }
}

extension ProducerFlaw {
  /// What the producer is told, or who ends its transaction.
  var code: ErrorCode {
    switch self {
    case .outOfOrder: .outOfOrderSequenceNumber
    case .fenced: .invalidProducerEpoch
    case .outsideTransaction: .invalidTxnState
    case .coordinatorFenced: .transactionCoordinatorFenced
    }
  }
}

extension GroupRefusal {
  /// What a member is told.
  var code: ErrorCode {
    switch self {
    case .unknownMember: .unknownMemberID
    case .illegalGeneration: .illegalGeneration
    case .rebalanceInProgress: .rebalanceInProgress
    case .fencedInstance: .fencedInstanceID
    case .inconsistentProtocol: .inconsistentGroupProtocol
    case .memberIDRequired: .memberIDRequired
    case .invalidSessionTimeout: .invalidSessionTimeout
    case .invalidGroup: .invalidGroupID
    case .groupFull: .groupMaxSizeReached
    case .unknownGroup: .groupIDNotFound
    case .notEmpty: .nonEmptyGroup
    case .subscribed: .groupSubscribedToTopic
    }
  }
}
