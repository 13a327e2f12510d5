/// A committed offset as Kafka stores it in `__consumer_offsets` (SPEC §7.5), key and value of a record.
///
/// ```text
/// key    version:2 = 1   group:text   topic:text   partition:4
/// value  version:2 = 3   offset:8   leader epoch:4   metadata:text   committed at:8
///        version:2 = 1   offset:8   metadata:text   committed at:8   expires at:8
/// ```
/// A record without a value takes the offset back.
struct OffsetRecord: Hashable, Comparable, Sendable {
  var group: String
  var partition: PartitionID

  var key: [UInt8] {
    var writer = KafkaWriter()
    writer.put(Int16(1))
    writer.put(text: group)
    writer.put(text: partition.topic)
    writer.put(partition.index)
    return writer.bytes
  }

  init(group: String, partition: PartitionID) {
    self.group = group
    self.partition = partition
  }

  /// Reads a key; nil for what is no offset's, as the state of a group that a broker keeps in the same topic.
  init?(key: [UInt8]) {
    var reader = KafkaReader(key)
    guard let version = reader.number(Int16.self), 0...1 ~= version, let group = reader.text() ?? nil,
      let topic = reader.text() ?? nil, let index = reader.number(Int32.self)
    else { return nil }
    self.init(group: group, partition: PartitionID(topic, index))
  }

  /// By group, then by partition.
  static func < (a: Self, b: Self) -> Bool { (a.group, a.partition) < (b.group, b.partition) }
}

extension CommittedOffset {
  /// A record's value: of version 1, which has room for it, if it expires.
  var value: [UInt8] {
    var writer = KafkaWriter()
    writer.put(Int16(expiresAt == nil ? 3 : 1))
    writer.put(offset)
    if expiresAt == nil { writer.put(leaderEpoch ?? -1) }
    writer.put(text: metadata)
    writer.put(committedAt)
    if let expiresAt { writer.put(expiresAt) }
    return writer.bytes
  }

  /// Reads a value of any version up to 4; nil for anything else.
  init?(value: [UInt8]) {
    var reader = KafkaReader(value)
    guard let version = reader.number(Int16.self), 0...4 ~= version, let offset = reader.number(Int64.self) else {
      return nil
    }
    self.init(offset)
    if version >= 3 {
      guard let epoch = reader.number(Int32.self) else { return nil }
      leaderEpoch = epoch < 0 ? nil : epoch
    }
    guard let metadata = version >= 4 ? reader.compactText() : reader.text() ?? nil,
      let committedAt = reader.number(Int64.self)
    else { return nil }
    self.metadata = metadata
    self.committedAt = committedAt
    if version == 1 {
      guard let expiry = reader.number(Int64.self) else { return nil }
      expiresAt = expiry < 0 ? nil : expiry
    }
  }
}
