import StrataEngine
import StrataLog
import StrataTransport

/// The engine's errors in the transport's words (SPEC §8.5).
extension TransportError {
  init(_ error: EngineError, _ attempted: String) { self.init(error.code, attempted, error.description) }
}

extension EngineError {
  fileprivate var code: TransportError.Code {
    switch self {
    case .storage(let failure): failure.code
    case .log(_, let error): error.code
    case .inUse, .newerVersion, .foreignDirectory: .unavailable
    case .damaged: .damaged
    case .unknownTopic, .unknownPartition: .unknownTopic
    case .topicExists: .topicExists
    case .invalidName, .invalidPartitionCount, .invalidSetting, .invalid, .refusedRecords, .keptByKey: .invalid
    case .unsupportedSetting: .unsupported
    case .outOfOrderSequence, .fencedProducer, .notHeld: .fenced
    case .group(_, let refusal): refusal.code
    case .transaction(_, let refusal): refusal.code
    case .closed: .closed
    }
  }
}

extension LogError {
  fileprivate var code: TransportError.Code {
    switch self {
    case .storage(let failure): failure.code
    case .outOfRange, .invalidSetting, .badBatch: .invalid
    case .batchTooLarge: .tooLarge
    case .producer: .fenced
    case .damaged, .poisoned: .damaged
    case .unreadable: .unavailable
    case .closed: .closed
    }
  }
}

extension StorageFailure {
  fileprivate var code: TransportError.Code { isFull ? .full : .unavailable }
}

extension TransactionRefusal {
  fileprivate var code: TransportError.Code {
    switch self {
    case .producerFenced, .invalidProducerIDMapping: .fenced
    case .invalidState, .invalidTimeout: .invalid
    case .concurrentTransactions, .notStored: .unavailable
    }
  }
}

extension GroupRefusal {
  fileprivate var code: TransportError.Code {
    switch self {
    case .unknownMember, .illegalGeneration, .fencedInstance: .fenced
    case .rebalanceInProgress, .groupFull: .unavailable
    case .unknownGroup, .notEmpty, .subscribed: .invalid
    case .inconsistentProtocol, .memberIDRequired, .invalidSessionTimeout, .invalidGroup: .invalid
    }
  }
}
