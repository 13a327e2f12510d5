/// How a ``KafkaTransport`` speaks to its cluster (SPEC §13.1). The defaults suit a cluster as it comes.
public struct KafkaSettings: Sendable {
  /// How long one question to the cluster may take before it counts as `unavailable`.
  public var requestTimeout: Duration
  /// How long a `send` may wait for its acknowledgement, reconnecting and repeating included, before it throws
  /// `unavailable`.
  public var deliveryTimeout: Duration
  /// How often a group's member reports to its coordinator, and so how soon it learns of others that come and go.
  public var heartbeat: Duration
  /// How long what is known of a topic, its partition count and largest batch, is believed.
  public var topicAge: Duration
  /// How a group shares partitions: `cooperative-sticky`, or what the members of other clients in the group speak:
  /// `range`, `roundrobin`.
  public var assignor: String
  /// Settings of librdkafka by its names, such as `security.protocol`; they win over the transport's own.
  public var properties: [String: String]

  /// Settings for a transport.
  public init(
    requestTimeout: Duration = .seconds(10), deliveryTimeout: Duration = .seconds(60),
    heartbeat: Duration = .milliseconds(500), topicAge: Duration = .seconds(300),
    assignor: String = "cooperative-sticky", properties: [String: String] = [:]
  ) {
    self.requestTimeout = requestTimeout
    self.deliveryTimeout = deliveryTimeout
    self.heartbeat = heartbeat
    self.topicAge = topicAge
    self.assignor = assignor
    self.properties = properties
  }
}

extension Duration {
  /// Whole milliseconds, within what librdkafka takes.
  var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    return overflow ? .max : Int32(clamping: whole + attoseconds / 1_000_000_000_000_000)
  }
}
