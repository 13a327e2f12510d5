/// A topic as it stands: a name, an id that no other topic ever has, settings and partitions.
public final class Topic: Sendable {
  /// Its name.
  public let name: String
  /// What tells it from a topic of the same name that was deleted.
  public let id: TopicID
  /// As given when it was made, or changed later.
  public let settings: TopicSettings
  /// By number; at least one.
  public let partitions: [Partition]

  init(_ entry: TopicCatalog.Entry, _ settings: TopicSettings, partitions: [Partition]) {
    name = entry.name
    id = entry.id
    self.settings = settings
    self.partitions = partitions
  }

  /// The partition of this number, or ``EngineError/unknownPartition(_:count:)``.
  public func partition(_ index: Int32) throws(EngineError) -> Partition {
    guard partitions.indices.contains(Int(index)) else {
      throw .unknownPartition(PartitionID(name, index), count: Int32(partitions.count))
    }
    return partitions[Int(index)]
  }
}
