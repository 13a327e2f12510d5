public import StrataEngine

/// How a broker works; the names in brackets are Kafka's, whose defaults these are unless said otherwise (SPEC §12.1).
public struct BrokerSettings: Sendable {
  /// Where to listen: a name or an address. Loopback unless said otherwise, for nothing here asks who calls.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 takes a free one.
  public var port = 9092
  /// What clients are told to connect to; nil is what they connected to [advertised.listeners].
  public var advertisedHost: String? = nil
  /// The port that clients are told; nil is the one listened on.
  public var advertisedPort: Int? = nil
  /// Whether a topic is made when it is first asked for [auto.create.topics.enable; Kafka: true].
  public var autoCreateTopics = false
  /// Partitions of a topic that says nothing about it [num.partitions].
  public var defaultPartitions: Int32 = 1
  /// The largest request that is read [socket.request.max.bytes].
  public var maxRequestBytes = 100 << 20
  /// Bytes that the system keeps for a client to take, as far as it allows; 0 leaves it to the system
  /// [socket.send.buffer.bytes; Kafka: 100 KiB].
  public var sendBufferBytes = 512 << 10
  /// Bytes of unfinished requests that are held in all connections together [queued.max.request.bytes; Kafka: no
  /// limit].
  public var maxHeldBytes = 512 << 20
  /// The most that a fetch answers with, whatever it asks for [fetch.max.bytes].
  public var maxFetchBytes = 55 << 20
  /// Fetch sessions that are kept [max.incremental.fetch.session.cache.slots].
  public var fetchSessions = 1_000
  /// A connection that moves no byte for so long is closed, in milliseconds [connections.max.idle.ms].
  public var maxIdleMilliseconds: Int64 = 600_000
  /// How long the loop goes on looking after its last event before it sleeps, in microseconds; 0 is not at all.
  public var pollMicroseconds = 50
  /// How often retention is applied and what is left over tidied, in milliseconds [log.retention.check.interval.ms].
  public var upkeepMilliseconds: Int64 = 300_000
  /// How often compacted topics are looked at, in milliseconds; nil for never [log.cleaner.backoff.ms,
  /// log.cleaner.enable].
  public var compactionMilliseconds: Int64? = 15_000
  /// Bytes of memory for the keys of a compaction [log.cleaner.dedupe.buffer.size].
  public var compactionMemoryBytes = 128 << 20
  /// Bytes a second that a compaction reads at most [log.cleaner.io.max.bytes.per.second].
  public var compactionBytesPerSecond = Double.greatestFiniteMagnitude
  /// All settings by Kafka's names, to be told to who asks for them.
  public var config = BrokerConfig()
  /// Is given a line for each thing worth telling: a connection closed for what it sent, upkeep that failed.
  public var log: @Sendable (String) -> Void = { StandardError.put("strata broker: \($0)") }

  /// The defaults.
  public init() {}

  func check() throws(BrokerError) {
    guard (0...65_535).contains(port) else { throw .setting(name: "port", reason: "it must be 0 to 65535") }
    guard maxRequestBytes >= 1_024 else {
      throw .setting(name: "maxRequestBytes", reason: "it must be at least 1024, to hold a request")
    }
    guard defaultPartitions >= 1 else { throw .setting(name: "defaultPartitions", reason: "it must be at least 1") }
  }
}
