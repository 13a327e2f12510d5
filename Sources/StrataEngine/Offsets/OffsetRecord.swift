/// A committed offset as Kafka stores it in `__consumer_offsets` (SPEC §7.5), key and value of a record.
///
/// ```text
/// key    version:2 = 1   group:text   topic:text   partition:4
/// value  version:2 = 3   offset:8   leader epoch:4   metadata:text   committed at:8
/// ```
/// A record without a value takes the offset back.
struct OffsetRecord: Hashable, Sendable {
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

  static func value(offset: Int64, committedAt now: Int64) -> [UInt8] {
    var writer = KafkaWriter()
    writer.put(Int16(3))
    writer.put(offset)
    writer.put(Int32(-1))
    writer.put(text: "")
    writer.put(now)
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

  /// Reads the offset of a value of any version up to 4; nil for anything else.
  static func offset(_ value: [UInt8]) -> Int64? {
    var reader = KafkaReader(value)
    guard let version = reader.number(Int16.self), 0...4 ~= version, let offset = reader.number(Int64.self), offset >= 0
    else { return nil }
    return offset
  }
}
