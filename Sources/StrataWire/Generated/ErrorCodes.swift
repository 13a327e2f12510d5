/// Made by `tools/generate-wire` from Schema/errors.txt: change that, not this (SPEC §11.7).

extension ErrorCode {
  /// UNKNOWN_SERVER_ERROR.
  package static var unknownServerError: ErrorCode { ErrorCode(rawValue: -1) }
  /// NONE.
  package static var none: ErrorCode { ErrorCode(rawValue: 0) }
  /// OFFSET_OUT_OF_RANGE.
  package static var offsetOutOfRange: ErrorCode { ErrorCode(rawValue: 1) }
  /// CORRUPT_MESSAGE, worth trying again.
  package static var corruptMessage: ErrorCode { ErrorCode(rawValue: 2) }
  /// UNKNOWN_TOPIC_OR_PARTITION, worth trying again.
  package static var unknownTopicOrPartition: ErrorCode { ErrorCode(rawValue: 3) }
  /// INVALID_FETCH_SIZE.
  package static var invalidFetchSize: ErrorCode { ErrorCode(rawValue: 4) }
  /// LEADER_NOT_AVAILABLE, worth trying again.
  package static var leaderNotAvailable: ErrorCode { ErrorCode(rawValue: 5) }
  /// NOT_LEADER_OR_FOLLOWER, worth trying again.
  package static var notLeaderOrFollower: ErrorCode { ErrorCode(rawValue: 6) }
  /// REQUEST_TIMED_OUT, worth trying again.
  package static var requestTimedOut: ErrorCode { ErrorCode(rawValue: 7) }
  /// BROKER_NOT_AVAILABLE.
  package static var brokerNotAvailable: ErrorCode { ErrorCode(rawValue: 8) }
  /// REPLICA_NOT_AVAILABLE, worth trying again.
  package static var replicaNotAvailable: ErrorCode { ErrorCode(rawValue: 9) }
  /// MESSAGE_TOO_LARGE.
  package static var messageTooLarge: ErrorCode { ErrorCode(rawValue: 10) }
  /// STALE_CONTROLLER_EPOCH.
  package static var staleControllerEpoch: ErrorCode { ErrorCode(rawValue: 11) }
  /// OFFSET_METADATA_TOO_LARGE.
  package static var offsetMetadataTooLarge: ErrorCode { ErrorCode(rawValue: 12) }
  /// NETWORK_EXCEPTION, worth trying again.
  package static var networkException: ErrorCode { ErrorCode(rawValue: 13) }
  /// COORDINATOR_LOAD_IN_PROGRESS, worth trying again.
  package static var coordinatorLoadInProgress: ErrorCode { ErrorCode(rawValue: 14) }
  /// COORDINATOR_NOT_AVAILABLE, worth trying again.
  package static var coordinatorNotAvailable: ErrorCode { ErrorCode(rawValue: 15) }
  /// NOT_COORDINATOR, worth trying again.
  package static var notCoordinator: ErrorCode { ErrorCode(rawValue: 16) }
  /// INVALID_TOPIC_EXCEPTION.
  package static var invalidTopicException: ErrorCode { ErrorCode(rawValue: 17) }
  /// RECORD_LIST_TOO_LARGE.
  package static var recordListTooLarge: ErrorCode { ErrorCode(rawValue: 18) }
  /// NOT_ENOUGH_REPLICAS, worth trying again.
  package static var notEnoughReplicas: ErrorCode { ErrorCode(rawValue: 19) }
  /// NOT_ENOUGH_REPLICAS_AFTER_APPEND, worth trying again.
  package static var notEnoughReplicasAfterAppend: ErrorCode { ErrorCode(rawValue: 20) }
  /// INVALID_REQUIRED_ACKS.
  package static var invalidRequiredAcks: ErrorCode { ErrorCode(rawValue: 21) }
  /// ILLEGAL_GENERATION.
  package static var illegalGeneration: ErrorCode { ErrorCode(rawValue: 22) }
  /// INCONSISTENT_GROUP_PROTOCOL.
  package static var inconsistentGroupProtocol: ErrorCode { ErrorCode(rawValue: 23) }
  /// INVALID_GROUP_ID.
  package static var invalidGroupID: ErrorCode { ErrorCode(rawValue: 24) }
  /// UNKNOWN_MEMBER_ID.
  package static var unknownMemberID: ErrorCode { ErrorCode(rawValue: 25) }
  /// INVALID_SESSION_TIMEOUT.
  package static var invalidSessionTimeout: ErrorCode { ErrorCode(rawValue: 26) }
  /// REBALANCE_IN_PROGRESS.
  package static var rebalanceInProgress: ErrorCode { ErrorCode(rawValue: 27) }
  /// INVALID_COMMIT_OFFSET_SIZE.
  package static var invalidCommitOffsetSize: ErrorCode { ErrorCode(rawValue: 28) }
  /// TOPIC_AUTHORIZATION_FAILED.
  package static var topicAuthorizationFailed: ErrorCode { ErrorCode(rawValue: 29) }
  /// GROUP_AUTHORIZATION_FAILED.
  package static var groupAuthorizationFailed: ErrorCode { ErrorCode(rawValue: 30) }
  /// CLUSTER_AUTHORIZATION_FAILED.
  package static var clusterAuthorizationFailed: ErrorCode { ErrorCode(rawValue: 31) }
  /// INVALID_TIMESTAMP.
  package static var invalidTimestamp: ErrorCode { ErrorCode(rawValue: 32) }
  /// UNSUPPORTED_SASL_MECHANISM.
  package static var unsupportedSaslMechanism: ErrorCode { ErrorCode(rawValue: 33) }
  /// ILLEGAL_SASL_STATE.
  package static var illegalSaslState: ErrorCode { ErrorCode(rawValue: 34) }
  /// UNSUPPORTED_VERSION.
  package static var unsupportedVersion: ErrorCode { ErrorCode(rawValue: 35) }
  /// TOPIC_ALREADY_EXISTS.
  package static var topicAlreadyExists: ErrorCode { ErrorCode(rawValue: 36) }
  /// INVALID_PARTITIONS.
  package static var invalidPartitions: ErrorCode { ErrorCode(rawValue: 37) }
  /// INVALID_REPLICATION_FACTOR.
  package static var invalidReplicationFactor: ErrorCode { ErrorCode(rawValue: 38) }
  /// INVALID_REPLICA_ASSIGNMENT.
  package static var invalidReplicaAssignment: ErrorCode { ErrorCode(rawValue: 39) }
  /// INVALID_CONFIG.
  package static var invalidConfig: ErrorCode { ErrorCode(rawValue: 40) }
  /// NOT_CONTROLLER, worth trying again.
  package static var notController: ErrorCode { ErrorCode(rawValue: 41) }
  /// INVALID_REQUEST.
  package static var invalidRequest: ErrorCode { ErrorCode(rawValue: 42) }
  /// UNSUPPORTED_FOR_MESSAGE_FORMAT.
  package static var unsupportedForMessageFormat: ErrorCode { ErrorCode(rawValue: 43) }
  /// POLICY_VIOLATION.
  package static var policyViolation: ErrorCode { ErrorCode(rawValue: 44) }
  /// OUT_OF_ORDER_SEQUENCE_NUMBER.
  package static var outOfOrderSequenceNumber: ErrorCode { ErrorCode(rawValue: 45) }
  /// DUPLICATE_SEQUENCE_NUMBER.
  package static var duplicateSequenceNumber: ErrorCode { ErrorCode(rawValue: 46) }
  /// INVALID_PRODUCER_EPOCH.
  package static var invalidProducerEpoch: ErrorCode { ErrorCode(rawValue: 47) }
  /// INVALID_TXN_STATE.
  package static var invalidTxnState: ErrorCode { ErrorCode(rawValue: 48) }
  /// INVALID_PRODUCER_ID_MAPPING.
  package static var invalidProducerIDMapping: ErrorCode { ErrorCode(rawValue: 49) }
  /// INVALID_TRANSACTION_TIMEOUT.
  package static var invalidTransactionTimeout: ErrorCode { ErrorCode(rawValue: 50) }
  /// CONCURRENT_TRANSACTIONS, worth trying again.
  package static var concurrentTransactions: ErrorCode { ErrorCode(rawValue: 51) }
  /// TRANSACTION_COORDINATOR_FENCED.
  package static var transactionCoordinatorFenced: ErrorCode { ErrorCode(rawValue: 52) }
  /// TRANSACTIONAL_ID_AUTHORIZATION_FAILED.
  package static var transactionalIDAuthorizationFailed: ErrorCode { ErrorCode(rawValue: 53) }
  /// SECURITY_DISABLED.
  package static var securityDisabled: ErrorCode { ErrorCode(rawValue: 54) }
  /// OPERATION_NOT_ATTEMPTED.
  package static var operationNotAttempted: ErrorCode { ErrorCode(rawValue: 55) }
  /// KAFKA_STORAGE_ERROR, worth trying again.
  package static var kafkaStorageError: ErrorCode { ErrorCode(rawValue: 56) }
  /// LOG_DIR_NOT_FOUND.
  package static var logDirNotFound: ErrorCode { ErrorCode(rawValue: 57) }
  /// SASL_AUTHENTICATION_FAILED.
  package static var saslAuthenticationFailed: ErrorCode { ErrorCode(rawValue: 58) }
  /// UNKNOWN_PRODUCER_ID.
  package static var unknownProducerID: ErrorCode { ErrorCode(rawValue: 59) }
  /// REASSIGNMENT_IN_PROGRESS.
  package static var reassignmentInProgress: ErrorCode { ErrorCode(rawValue: 60) }
  /// DELEGATION_TOKEN_AUTH_DISABLED.
  package static var delegationTokenAuthDisabled: ErrorCode { ErrorCode(rawValue: 61) }
  /// DELEGATION_TOKEN_NOT_FOUND.
  package static var delegationTokenNotFound: ErrorCode { ErrorCode(rawValue: 62) }
  /// DELEGATION_TOKEN_OWNER_MISMATCH.
  package static var delegationTokenOwnerMismatch: ErrorCode { ErrorCode(rawValue: 63) }
  /// DELEGATION_TOKEN_REQUEST_NOT_ALLOWED.
  package static var delegationTokenRequestNotAllowed: ErrorCode { ErrorCode(rawValue: 64) }
  /// DELEGATION_TOKEN_AUTHORIZATION_FAILED.
  package static var delegationTokenAuthorizationFailed: ErrorCode { ErrorCode(rawValue: 65) }
  /// DELEGATION_TOKEN_EXPIRED.
  package static var delegationTokenExpired: ErrorCode { ErrorCode(rawValue: 66) }
  /// INVALID_PRINCIPAL_TYPE.
  package static var invalidPrincipalType: ErrorCode { ErrorCode(rawValue: 67) }
  /// NON_EMPTY_GROUP.
  package static var nonEmptyGroup: ErrorCode { ErrorCode(rawValue: 68) }
  /// GROUP_ID_NOT_FOUND.
  package static var groupIDNotFound: ErrorCode { ErrorCode(rawValue: 69) }
  /// FETCH_SESSION_ID_NOT_FOUND, worth trying again.
  package static var fetchSessionIDNotFound: ErrorCode { ErrorCode(rawValue: 70) }
  /// INVALID_FETCH_SESSION_EPOCH, worth trying again.
  package static var invalidFetchSessionEpoch: ErrorCode { ErrorCode(rawValue: 71) }
  /// LISTENER_NOT_FOUND, worth trying again.
  package static var listenerNotFound: ErrorCode { ErrorCode(rawValue: 72) }
  /// TOPIC_DELETION_DISABLED.
  package static var topicDeletionDisabled: ErrorCode { ErrorCode(rawValue: 73) }
  /// FENCED_LEADER_EPOCH, worth trying again.
  package static var fencedLeaderEpoch: ErrorCode { ErrorCode(rawValue: 74) }
  /// UNKNOWN_LEADER_EPOCH, worth trying again.
  package static var unknownLeaderEpoch: ErrorCode { ErrorCode(rawValue: 75) }
  /// UNSUPPORTED_COMPRESSION_TYPE.
  package static var unsupportedCompressionType: ErrorCode { ErrorCode(rawValue: 76) }
  /// STALE_BROKER_EPOCH.
  package static var staleBrokerEpoch: ErrorCode { ErrorCode(rawValue: 77) }
  /// OFFSET_NOT_AVAILABLE, worth trying again.
  package static var offsetNotAvailable: ErrorCode { ErrorCode(rawValue: 78) }
  /// MEMBER_ID_REQUIRED.
  package static var memberIDRequired: ErrorCode { ErrorCode(rawValue: 79) }
  /// PREFERRED_LEADER_NOT_AVAILABLE, worth trying again.
  package static var preferredLeaderNotAvailable: ErrorCode { ErrorCode(rawValue: 80) }
  /// GROUP_MAX_SIZE_REACHED.
  package static var groupMaxSizeReached: ErrorCode { ErrorCode(rawValue: 81) }
  /// FENCED_INSTANCE_ID.
  package static var fencedInstanceID: ErrorCode { ErrorCode(rawValue: 82) }
  /// ELIGIBLE_LEADERS_NOT_AVAILABLE, worth trying again.
  package static var eligibleLeadersNotAvailable: ErrorCode { ErrorCode(rawValue: 83) }
  /// ELECTION_NOT_NEEDED, worth trying again.
  package static var electionNotNeeded: ErrorCode { ErrorCode(rawValue: 84) }
  /// NO_REASSIGNMENT_IN_PROGRESS.
  package static var noReassignmentInProgress: ErrorCode { ErrorCode(rawValue: 85) }
  /// GROUP_SUBSCRIBED_TO_TOPIC.
  package static var groupSubscribedToTopic: ErrorCode { ErrorCode(rawValue: 86) }
  /// INVALID_RECORD.
  package static var invalidRecord: ErrorCode { ErrorCode(rawValue: 87) }
  /// UNSTABLE_OFFSET_COMMIT, worth trying again.
  package static var unstableOffsetCommit: ErrorCode { ErrorCode(rawValue: 88) }
  /// THROTTLING_QUOTA_EXCEEDED, worth trying again.
  package static var throttlingQuotaExceeded: ErrorCode { ErrorCode(rawValue: 89) }
  /// PRODUCER_FENCED.
  package static var producerFenced: ErrorCode { ErrorCode(rawValue: 90) }
  /// RESOURCE_NOT_FOUND.
  package static var resourceNotFound: ErrorCode { ErrorCode(rawValue: 91) }
  /// DUPLICATE_RESOURCE.
  package static var duplicateResource: ErrorCode { ErrorCode(rawValue: 92) }
  /// UNACCEPTABLE_CREDENTIAL.
  package static var unacceptableCredential: ErrorCode { ErrorCode(rawValue: 93) }
  /// INCONSISTENT_VOTER_SET.
  package static var inconsistentVoterSet: ErrorCode { ErrorCode(rawValue: 94) }
  /// INVALID_UPDATE_VERSION.
  package static var invalidUpdateVersion: ErrorCode { ErrorCode(rawValue: 95) }
  /// FEATURE_UPDATE_FAILED.
  package static var featureUpdateFailed: ErrorCode { ErrorCode(rawValue: 96) }
  /// PRINCIPAL_DESERIALIZATION_FAILURE.
  package static var principalDeserializationFailure: ErrorCode { ErrorCode(rawValue: 97) }
  /// SNAPSHOT_NOT_FOUND.
  package static var snapshotNotFound: ErrorCode { ErrorCode(rawValue: 98) }
  /// POSITION_OUT_OF_RANGE.
  package static var positionOutOfRange: ErrorCode { ErrorCode(rawValue: 99) }
  /// UNKNOWN_TOPIC_ID, worth trying again.
  package static var unknownTopicID: ErrorCode { ErrorCode(rawValue: 100) }
  /// DUPLICATE_BROKER_REGISTRATION.
  package static var duplicateBrokerRegistration: ErrorCode { ErrorCode(rawValue: 101) }
  /// BROKER_ID_NOT_REGISTERED.
  package static var brokerIDNotRegistered: ErrorCode { ErrorCode(rawValue: 102) }
  /// INCONSISTENT_TOPIC_ID, worth trying again.
  package static var inconsistentTopicID: ErrorCode { ErrorCode(rawValue: 103) }
  /// INCONSISTENT_CLUSTER_ID.
  package static var inconsistentClusterID: ErrorCode { ErrorCode(rawValue: 104) }
  /// TRANSACTIONAL_ID_NOT_FOUND.
  package static var transactionalIDNotFound: ErrorCode { ErrorCode(rawValue: 105) }
  /// FETCH_SESSION_TOPIC_ID_ERROR, worth trying again.
  package static var fetchSessionTopicIDError: ErrorCode { ErrorCode(rawValue: 106) }
  /// INELIGIBLE_REPLICA.
  package static var ineligibleReplica: ErrorCode { ErrorCode(rawValue: 107) }
  /// NEW_LEADER_ELECTED.
  package static var newLeaderElected: ErrorCode { ErrorCode(rawValue: 108) }
  /// OFFSET_MOVED_TO_TIERED_STORAGE.
  package static var offsetMovedToTieredStorage: ErrorCode { ErrorCode(rawValue: 109) }
  /// FENCED_MEMBER_EPOCH.
  package static var fencedMemberEpoch: ErrorCode { ErrorCode(rawValue: 110) }
  /// UNRELEASED_INSTANCE_ID.
  package static var unreleasedInstanceID: ErrorCode { ErrorCode(rawValue: 111) }
  /// UNSUPPORTED_ASSIGNOR.
  package static var unsupportedAssignor: ErrorCode { ErrorCode(rawValue: 112) }
  /// STALE_MEMBER_EPOCH.
  package static var staleMemberEpoch: ErrorCode { ErrorCode(rawValue: 113) }
  /// MISMATCHED_ENDPOINT_TYPE.
  package static var mismatchedEndpointType: ErrorCode { ErrorCode(rawValue: 114) }
  /// UNSUPPORTED_ENDPOINT_TYPE.
  package static var unsupportedEndpointType: ErrorCode { ErrorCode(rawValue: 115) }
  /// UNKNOWN_CONTROLLER_ID.
  package static var unknownControllerID: ErrorCode { ErrorCode(rawValue: 116) }
  /// UNKNOWN_SUBSCRIPTION_ID.
  package static var unknownSubscriptionID: ErrorCode { ErrorCode(rawValue: 117) }
  /// TELEMETRY_TOO_LARGE.
  package static var telemetryTooLarge: ErrorCode { ErrorCode(rawValue: 118) }
  /// INVALID_REGISTRATION.
  package static var invalidRegistration: ErrorCode { ErrorCode(rawValue: 119) }
  /// TRANSACTION_ABORTABLE.
  package static var transactionAbortable: ErrorCode { ErrorCode(rawValue: 120) }
  /// INVALID_RECORD_STATE.
  package static var invalidRecordState: ErrorCode { ErrorCode(rawValue: 121) }
  /// SHARE_SESSION_NOT_FOUND, worth trying again.
  package static var shareSessionNotFound: ErrorCode { ErrorCode(rawValue: 122) }
  /// INVALID_SHARE_SESSION_EPOCH, worth trying again.
  package static var invalidShareSessionEpoch: ErrorCode { ErrorCode(rawValue: 123) }
  /// FENCED_STATE_EPOCH.
  package static var fencedStateEpoch: ErrorCode { ErrorCode(rawValue: 124) }
  /// INVALID_VOTER_KEY.
  package static var invalidVoterKey: ErrorCode { ErrorCode(rawValue: 125) }
  /// DUPLICATE_VOTER.
  package static var duplicateVoter: ErrorCode { ErrorCode(rawValue: 126) }
  /// VOTER_NOT_FOUND.
  package static var voterNotFound: ErrorCode { ErrorCode(rawValue: 127) }
  /// INVALID_REGULAR_EXPRESSION.
  package static var invalidRegularExpression: ErrorCode { ErrorCode(rawValue: 128) }
  /// REBOOTSTRAP_REQUIRED.
  package static var rebootstrapRequired: ErrorCode { ErrorCode(rawValue: 129) }
  /// STREAMS_INVALID_TOPOLOGY.
  package static var streamsInvalidTopology: ErrorCode { ErrorCode(rawValue: 130) }
  /// STREAMS_INVALID_TOPOLOGY_EPOCH.
  package static var streamsInvalidTopologyEpoch: ErrorCode { ErrorCode(rawValue: 131) }
  /// STREAMS_TOPOLOGY_FENCED.
  package static var streamsTopologyFenced: ErrorCode { ErrorCode(rawValue: 132) }
  /// SHARE_SESSION_LIMIT_REACHED, worth trying again.
  package static var shareSessionLimitReached: ErrorCode { ErrorCode(rawValue: 133) }

  /// Kafka's name; nil for a number that Kafka 4.3 doesn't know.
  package var name: String? {
    let index = Int(rawValue) + 1
    return Self.names.indices.contains(index) ? Self.names[index] : nil
  }

  /// From −1 up.
  private static let names = [
    "UNKNOWN_SERVER_ERROR",
    "NONE",
    "OFFSET_OUT_OF_RANGE",
    "CORRUPT_MESSAGE",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "INVALID_FETCH_SIZE",
    "LEADER_NOT_AVAILABLE",
    "NOT_LEADER_OR_FOLLOWER",
    "REQUEST_TIMED_OUT",
    "BROKER_NOT_AVAILABLE",
    "REPLICA_NOT_AVAILABLE",
    "MESSAGE_TOO_LARGE",
    "STALE_CONTROLLER_EPOCH",
    "OFFSET_METADATA_TOO_LARGE",
    "NETWORK_EXCEPTION",
    "COORDINATOR_LOAD_IN_PROGRESS",
    "COORDINATOR_NOT_AVAILABLE",
    "NOT_COORDINATOR",
    "INVALID_TOPIC_EXCEPTION",
    "RECORD_LIST_TOO_LARGE",
    "NOT_ENOUGH_REPLICAS",
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    "INVALID_REQUIRED_ACKS",
    "ILLEGAL_GENERATION",
    "INCONSISTENT_GROUP_PROTOCOL",
    "INVALID_GROUP_ID",
    "UNKNOWN_MEMBER_ID",
    "INVALID_SESSION_TIMEOUT",
    "REBALANCE_IN_PROGRESS",
    "INVALID_COMMIT_OFFSET_SIZE",
    "TOPIC_AUTHORIZATION_FAILED",
    "GROUP_AUTHORIZATION_FAILED",
    "CLUSTER_AUTHORIZATION_FAILED",
    "INVALID_TIMESTAMP",
    "UNSUPPORTED_SASL_MECHANISM",
    "ILLEGAL_SASL_STATE",
    "UNSUPPORTED_VERSION",
    "TOPIC_ALREADY_EXISTS",
    "INVALID_PARTITIONS",
    "INVALID_REPLICATION_FACTOR",
    "INVALID_REPLICA_ASSIGNMENT",
    "INVALID_CONFIG",
    "NOT_CONTROLLER",
    "INVALID_REQUEST",
    "UNSUPPORTED_FOR_MESSAGE_FORMAT",
    "POLICY_VIOLATION",
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
    "DUPLICATE_SEQUENCE_NUMBER",
    "INVALID_PRODUCER_EPOCH",
    "INVALID_TXN_STATE",
    "INVALID_PRODUCER_ID_MAPPING",
    "INVALID_TRANSACTION_TIMEOUT",
    "CONCURRENT_TRANSACTIONS",
    "TRANSACTION_COORDINATOR_FENCED",
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    "SECURITY_DISABLED",
    "OPERATION_NOT_ATTEMPTED",
    "KAFKA_STORAGE_ERROR",
    "LOG_DIR_NOT_FOUND",
    "SASL_AUTHENTICATION_FAILED",
    "UNKNOWN_PRODUCER_ID",
    "REASSIGNMENT_IN_PROGRESS",
    "DELEGATION_TOKEN_AUTH_DISABLED",
    "DELEGATION_TOKEN_NOT_FOUND",
    "DELEGATION_TOKEN_OWNER_MISMATCH",
    "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
    "DELEGATION_TOKEN_AUTHORIZATION_FAILED",
    "DELEGATION_TOKEN_EXPIRED",
    "INVALID_PRINCIPAL_TYPE",
    "NON_EMPTY_GROUP",
    "GROUP_ID_NOT_FOUND",
    "FETCH_SESSION_ID_NOT_FOUND",
    "INVALID_FETCH_SESSION_EPOCH",
    "LISTENER_NOT_FOUND",
    "TOPIC_DELETION_DISABLED",
    "FENCED_LEADER_EPOCH",
    "UNKNOWN_LEADER_EPOCH",
    "UNSUPPORTED_COMPRESSION_TYPE",
    "STALE_BROKER_EPOCH",
    "OFFSET_NOT_AVAILABLE",
    "MEMBER_ID_REQUIRED",
    "PREFERRED_LEADER_NOT_AVAILABLE",
    "GROUP_MAX_SIZE_REACHED",
    "FENCED_INSTANCE_ID",
    "ELIGIBLE_LEADERS_NOT_AVAILABLE",
    "ELECTION_NOT_NEEDED",
    "NO_REASSIGNMENT_IN_PROGRESS",
    "GROUP_SUBSCRIBED_TO_TOPIC",
    "INVALID_RECORD",
    "UNSTABLE_OFFSET_COMMIT",
    "THROTTLING_QUOTA_EXCEEDED",
    "PRODUCER_FENCED",
    "RESOURCE_NOT_FOUND",
    "DUPLICATE_RESOURCE",
    "UNACCEPTABLE_CREDENTIAL",
    "INCONSISTENT_VOTER_SET",
    "INVALID_UPDATE_VERSION",
    "FEATURE_UPDATE_FAILED",
    "PRINCIPAL_DESERIALIZATION_FAILURE",
    "SNAPSHOT_NOT_FOUND",
    "POSITION_OUT_OF_RANGE",
    "UNKNOWN_TOPIC_ID",
    "DUPLICATE_BROKER_REGISTRATION",
    "BROKER_ID_NOT_REGISTERED",
    "INCONSISTENT_TOPIC_ID",
    "INCONSISTENT_CLUSTER_ID",
    "TRANSACTIONAL_ID_NOT_FOUND",
    "FETCH_SESSION_TOPIC_ID_ERROR",
    "INELIGIBLE_REPLICA",
    "NEW_LEADER_ELECTED",
    "OFFSET_MOVED_TO_TIERED_STORAGE",
    "FENCED_MEMBER_EPOCH",
    "UNRELEASED_INSTANCE_ID",
    "UNSUPPORTED_ASSIGNOR",
    "STALE_MEMBER_EPOCH",
    "MISMATCHED_ENDPOINT_TYPE",
    "UNSUPPORTED_ENDPOINT_TYPE",
    "UNKNOWN_CONTROLLER_ID",
    "UNKNOWN_SUBSCRIPTION_ID",
    "TELEMETRY_TOO_LARGE",
    "INVALID_REGISTRATION",
    "TRANSACTION_ABORTABLE",
    "INVALID_RECORD_STATE",
    "SHARE_SESSION_NOT_FOUND",
    "INVALID_SHARE_SESSION_EPOCH",
    "FENCED_STATE_EPOCH",
    "INVALID_VOTER_KEY",
    "DUPLICATE_VOTER",
    "VOTER_NOT_FOUND",
    "INVALID_REGULAR_EXPRESSION",
    "REBOOTSTRAP_REQUIRED",
    "STREAMS_INVALID_TOPOLOGY",
    "STREAMS_INVALID_TOPOLOGY_EPOCH",
    "STREAMS_TOPOLOGY_FENCED",
    "SHARE_SESSION_LIMIT_REACHED",
  ]
}
