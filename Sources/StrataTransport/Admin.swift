/// Topics and their offsets.
public protocol TransportAdmin: Sendable {
  /// Creates a topic. `settings` are Kafka's topic settings by Kafka's names, such as `retention.ms`.
  /// Throws ``TransportError/Code/topicExists``, ``TransportError/Code/invalid`` for a bad name, count or setting.
  func createTopic(_ name: String, partitions: Int32, settings: [String: String]) async throws(TransportError)

  /// Deletes a topic, its records and what groups committed for it. Throws ``TransportError/Code/unknownTopic``.
  func deleteTopic(_ name: String) async throws(TransportError)

  /// Every topic an application made, by name.
  func topics() async throws(TransportError) -> [TopicDescription]

  /// The offset at a position: of the oldest record kept, of the next one to come, or of the first record stamped at or
  /// after a time (nil if there is none). A given offset is returned if it lies in the partition, else
  /// ``TransportError/Code/invalid`` is thrown.
  func offset(of partition: TopicPartition, at position: StartPosition) async throws(TransportError) -> Int64?
}

/// A topic as it stands.
public struct TopicDescription: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Tells it apart from one of the same name that was deleted before; nil where the transport can't.
  public var id: String?
  /// How many partitions it has.
  public var partitions: Int32
  /// Settings that were given, by Kafka's names; the rest have Kafka's defaults.
  public var settings: [String: String]

  /// A topic's description.
  public init(name: String, id: String? = nil, partitions: Int32, settings: [String: String]) {
    self.name = name
    self.id = id
    self.partitions = partitions
    self.settings = settings
  }
}
