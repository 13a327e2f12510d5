/// What consumers tell each other through the group, in Kafka's bytes (SPEC §7.3.4), so that clients on the wire can
/// share a group with members in this process. The coordinator never looks inside.
///
/// ```text
/// subscription  version:2  topics:[text]  user data:field
///               from version 1 on  owned:[topic:text [partition:4]],  from 2 on  generation:4,  from 3 on  rack:text
/// assignment    version:2  partitions:[topic:text [partition:4]]  user data:field
/// ```
struct ConsumerSubscription: Hashable {
  static let protocolType = "consumer"
  /// The protocol under which members keep what they hold while they join.
  static let cooperative = "cooperative-sticky"
  static let version: Int16 = 3

  var topics: [String]
  /// What the member still holds.
  var owned: [PartitionID] = []
  /// The generation in which it was given that; −1 if unknown.
  var generation: Int32 = -1

  init(topics: [String], owned: [PartitionID] = [], generation: Int32 = -1) {
    self.topics = topics
    self.owned = owned
    self.generation = generation
  }

  var bytes: [UInt8] {
    var writer = KafkaWriter()
    writer.put(Self.version)
    writer.put(all: topics) { $0.put(text: $1) }
    writer.put(field: nil)
    writer.put(partitions: owned)
    writer.put(generation)
    writer.put(text: nil)
    return writer.bytes
  }

  /// Reads a member's subscription of any version; nil if it is none.
  init?(_ bytes: [UInt8]) {
    var reader = KafkaReader(bytes)
    guard let version = reader.number(Int16.self), version >= 0,
      let topics = reader.all(of: 2, { $0.text() ?? nil }), reader.field() != nil
    else { return nil }
    self.init(topics: topics)
    guard version >= 1 else { return }
    guard let owned = reader.partitions() else { return nil }
    self.owned = owned
    guard version >= 2 else { return }
    guard let generation = reader.number(Int32.self) else { return nil }
    self.generation = generation
  }
}

/// The partitions a leader gives a member.
enum ConsumerAssignment {
  static func bytes(_ partitions: [PartitionID]) -> [UInt8] {
    var writer = KafkaWriter()
    writer.put(Int16(0))
    writer.put(partitions: partitions)
    writer.put(field: nil)
    return writer.bytes
  }

  /// Reads an assignment; a member that the leader forgot got no bytes and has no partitions. Nil for anything else.
  static func partitions(_ bytes: [UInt8]) -> [PartitionID]? {
    if bytes.isEmpty { return [] }
    var reader = KafkaReader(bytes)
    guard let version = reader.number(Int16.self), version >= 0 else { return nil }
    return reader.partitions()
  }
}

extension KafkaWriter {
  fileprivate mutating func put(partitions: [PartitionID]) {
    let topics = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
    put(all: topics) { writer, topic in
      writer.put(text: topic.key)
      writer.put(all: topic.value.map(\.index).sorted()) { $0.put($1) }
    }
  }
}

extension KafkaReader {
  fileprivate mutating func partitions() -> [PartitionID]? {
    all(of: 6) { reader -> [PartitionID]? in
      guard let name = reader.text() ?? nil, let indexes = reader.all(of: 4, { $0.number(Int32.self) }) else {
        return nil
      }
      return indexes.map { PartitionID(name, $0) }
    }?.flatMap { $0 }
  }
}
