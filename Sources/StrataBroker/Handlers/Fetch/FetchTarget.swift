import StrataLog
import StrataWire

/// A partition that a client wants to read, and from where.
struct FetchTarget: Hashable, Sendable {
  /// Names a partition in a session: by topic id where the version has ids, else by name, with the other left empty.
  struct Key: Hashable, Sendable {
    var topic: String
    var id: WireUUID
    var partition: Int32
  }

  var key: Key
  /// The topic's name, as far as it is known: of an id that no topic has it is not.
  var name: String?
  var offset: Int64
  var maxBytes: Int32
  /// −1 asks for no check.
  var leaderEpoch: Int32
  /// Of the last record that the client has; −1 asks for no check.
  var lastEpoch: Int32
}

/// What there is to say of a partition.
struct FetchState: Hashable, Sendable {
  var code = ErrorCode.none
  var highWatermark: Int64 = -1
  var lastStable: Int64 = -1
  var logStart: Int64 = -1
  /// Where the epoch that the client believes in ends before the client's offset.
  var diverging: Int64?
  /// The epoch that ends there.
  var epoch: Int32 = 0
  /// Bytes of records that go with it.
  var byteCount = 0
  /// Transactions whose records among them are none.
  var aborted: [AbortedTransaction] = []
  /// Records that were asked for are damaged.
  var isDamaged = false

  /// There is no such partition: what Kafka answers then has an empty list of transactions, not none.
  var isNowhere: Bool { code == .unknownTopicOrPartition || code == .unknownTopicID }
}
