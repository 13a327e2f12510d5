internal import CRDKafka
internal import StrataTransport

/// librdkafka's list of partitions with offsets and errors, owned.
@safe struct PartitionList: ~Copyable {
  /// One line of a list.
  struct Element {
    var partition: TopicPartition
    var offset: Int64
    var failure: Failure
  }

  /// Valid as long as this value.
  let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  /// A list of partitions without offsets.
  init(_ partitions: [TopicPartition]) { self.init(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }) }

  /// A list of offsets.
  init(_ offsets: [(TopicPartition, Int64)]) {
    unsafe raw = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
    for (partition, offset) in offsets {
      // The list makes room and answers the new line, which is its own.
      unsafe rd_kafka_topic_partition_list_add(raw, partition.topic, partition.partition).pointee.offset = offset
    }
  }

  /// The list's lines.
  var elements: [Element] { unsafe Self.elements(raw) }

  /// The lines of somebody's list; nil has none.
  static func elements(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Element] {
    guard let list = unsafe list else { return [] }
    // `elems` has `cnt` lines, each with a text of its own that is copied.
    return unsafe UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt)).map { line in
      unsafe Element(
        partition: TopicPartition(String(cString: line.topic), line.partition), offset: line.offset,
        failure: Failure(line.err))
    }
  }

  deinit { unsafe rd_kafka_topic_partition_list_destroy(raw) }
}
