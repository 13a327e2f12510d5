internal import CRDKafka
internal import StrataTransport

/// What librdkafka or the broker answered, in the transport's words (SPEC §13.5).
struct Failure: Hashable, Sendable {
  /// Kafka's number, or librdkafka's own below zero.
  var number: Int32
  /// More than the number says, if the library had more.
  var detail: String

  init(_ code: rd_kafka_resp_err_t, _ detail: String = "") { self.init(number: code.rawValue, detail) }

  init(number: Int32, _ detail: String = "") {
    self.number = number
    self.detail = detail
  }

  private var raw: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue: number) }

  /// Whether nothing failed.
  var isNone: Bool { number == 0 }

  /// Kafka's name of the error, as `UNKNOWN_TOPIC_OR_PART`.
  var name: String {
    // A static string of the library's.
    unsafe text(rd_kafka_err2name(raw))
  }

  /// The library's sentence for it.
  private var words: String {
    unsafe text(rd_kafka_err2str(raw))
  }

  /// What kind of failure it is.
  var code: TransportError.Code { Self.codes[number] ?? .unavailable }

  /// Whether the library deals with it by itself: it reconnects, asks again, finds the new leader or coordinator.
  var isPassing: Bool { Self.passing.contains(number) }

  /// Whether a position was outside the partition's records.
  var isOutOfRange: Bool {
    number == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET.rawValue || number == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE.rawValue
  }

  /// The error for a call. `advice` says what to do about it.
  func error(_ attempted: String, _ advice: String = "") -> TransportError {
    let why = detail.isEmpty ? words : detail
    let what = advice.isEmpty ? Self.advice[code] ?? "" : advice
    return TransportError(code, attempted, what.isEmpty ? "\(name): \(why)" : "\(name): \(why); \(what)")
  }

  private static let advice: [TransportError.Code: String] = [
    .unavailable: "try again once the cluster answers",
    .unknownTopic: "create it, or correct its name",
    .fenced: "stop, or start over as a new member",
  ]

  private static let passing: Set<Int32> = Set(
    [
      RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__NODE_UPDATE,
      RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR__PARTITION_EOF, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
      RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
      RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
      RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED,
    ].map(\.rawValue))

  private static let codes: [Int32: TransportError.Code] = {
    let table: [TransportError.Code: [rd_kafka_resp_err_t]] = [
      .unknownTopic: [
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
        RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
      ],
      .topicExists: [RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS],
      .invalid: [
        RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, RD_KAFKA_RESP_ERR_INVALID_CONFIG,
        RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, RD_KAFKA_RESP_ERR_INVALID_REQUEST,
        RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_INVALID_RECORD,
        RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__INVALID_ARG,
        RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT,
        RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED, RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP,
        RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC,
      ],
      .unsupported: [
        RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED,
        RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE,
      ],
      .tooLarge: [RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE],
      .fenced: [
        RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
        RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, RD_KAFKA_RESP_ERR__FENCED,
        RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
      ],
      .damaged: [
        RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR_INVALID_MSG,
        RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
      ],
      .closed: [RD_KAFKA_RESP_ERR__DESTROY],
    ]
    return Dictionary(
      uniqueKeysWithValues: table.flatMap { code, errors in errors.map { ($0.rawValue, code) } })
  }()
}
