/// What the records of Apache Kafka's metadata log say together (SPEC §16.2), of what matters to whoever takes its
/// directory over.
struct MetadataImage: Hashable {
  struct Partition: Hashable {
    /// The nodes that have it.
    var nodes: [Int32]
    /// In which it is led, or was last.
    var epoch: Int32
  }

  struct Topic: Hashable {
    var name: String
    var partitions: [Int32: Partition] = [:]
  }

  private(set) var topics: [TopicID: Topic] = [:]
  private(set) var settings: [MetadataResource: [String: String]] = [:]
  /// Producer ids below this were given out.
  private(set) var producers: Int64 = 0
  /// Of a transaction that is not ended: nothing of it counts yet.
  private var open: [[UInt8]]?

  /// Takes the value of the next record. False if it can't be read; records of kinds that don't matter are passed over.
  mutating func take(_ value: [UInt8]) -> Bool {
    var reader = KafkaReader(value)
    guard reader.varint() == 1, let type = reader.varint(), let version = reader.varint() else { return false }
    switch (type, version) {
    case (23, 0):
      open = []
      return true
    case (24, 0):
      defer { open = nil }
      return (open ?? []).allSatisfy { see($0) }
    case (25, 0):
      open = nil
      return true
    default:
      guard open == nil else {
        open?.append(value)
        return true
      }
      return see(value)
    }
  }

  private mutating func see(_ value: [UInt8]) -> Bool {
    var reader = KafkaReader(value)
    guard reader.varint() == 1, let type = reader.varint(), let version = reader.varint() else { return false }
    switch (type, version) {
    case (2, 0):
      guard let name = reader.compactText(), let id = reader.topicID() else { return false }
      topics[id] = Topic(name: name)
    case (3, 0...2):
      guard let index = reader.number(Int32.self), let id = reader.topicID(),
        let nodes = reader.nodes(), reader.nodes() != nil, reader.nodes() != nil, reader.nodes() != nil,
        reader.number(Int32.self) != nil, let epoch = reader.number(Int32.self), topics[id] != nil
      else { return false }
      topics[id]?.partitions[index] = Partition(nodes: nodes, epoch: epoch)
    case (4, 0):
      guard let kind = reader.number(Int8.self), let named = reader.compactText(), let name = reader.compactText()
      else { return false }
      guard let resource = MetadataResource(kind: kind, name: named) else { return true }
      // No value takes it back.
      settings[resource, default: [:]][name] = reader.compactText()
    case (5, 0...2):
      guard let index = reader.number(Int32.self), let id = reader.topicID(), let changes = reader.tags(),
        let partition = topics[id]?.partitions[index]
      else { return false }
      // Tag 1 is the leader: whoever it is now, it is in a new epoch.
      if changes[1] != nil { topics[id]?.partitions[index]?.epoch = partition.epoch &+ 1 }
    case (9, 0):
      guard let id = reader.topicID(), let topic = topics.removeValue(forKey: id) else { return false }
      settings[.topic(topic.name)] = nil
    case (15, 0):
      guard reader.number(Int32.self) != nil, reader.number(Int64.self) != nil, let next = reader.number(Int64.self),
        next >= 0
      else { return false }
      producers = next
    case (2, _), (3, _), (4, _), (5, _), (9, _), (15, _): return false
    default: break
    }
    return true
  }
}

extension KafkaReader {
  fileprivate mutating func topicID() -> TopicID? {
    guard let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
    return TopicID(high: high, low: low)
  }

  fileprivate mutating func nodes() -> [Int32]? { compact(of: 4) { $0.number(Int32.self) } ?? nil }
}

extension MetadataResource {
  /// Whose setting it is by a record; nil for those of things that are not here.
  fileprivate init?(kind: Int8, name: String) {
    switch kind {
    case 2: self = .topic(name)
    case 4 where name.isEmpty: self = .allNodes
    case 4:
      guard let node = Int32(name) else { return nil }
      self = .node(node)
    default: return nil
    }
  }
}
