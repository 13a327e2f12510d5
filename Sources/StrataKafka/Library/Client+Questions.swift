internal import CRDKafka
internal import StrataTransport

/// Questions to the cluster that librdkafka answers by blocking: each is asked on a thread of its own.
extension Client {
  /// A topic as the cluster describes it.
  struct FoundTopic: Sendable {
    var name: String
    var partitions: Int32
    /// Whether each partition has a leader.
    var isReady: Bool
    var failure: Failure
  }

  /// All topics, or the one of this name.
  func metadata(_ name: String?, _ attempted: String, _ timeout: Duration) throws(TransportError) -> [FoundTopic] {
    var topic: OpaquePointer?
    if let name { unsafe topic = rd_kafka_topic_new(handle, name, nil) }
    defer { if let topic = unsafe topic { unsafe rd_kafka_topic_destroy(topic) } }
    var answer: UnsafePointer<rd_kafka_metadata>?
    let code = unsafe rd_kafka_metadata(handle, name == nil ? 1 : 0, topic, &answer, timeout.milliseconds)
    guard let metadata = unsafe answer else {
      // Without a connection the library says so at once or when the time is over.
      throw Failure(code).error(attempted)
    }
    defer { unsafe rd_kafka_metadata_destroy(metadata) }
    // `topics` has `topic_cnt` elements, and each `partitions` has `partition_cnt`; texts are copied.
    return unsafe UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt)).map {
      topic in
      let partitions = unsafe UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
      let isReady = unsafe partitions.allSatisfy { unsafe $0.leader >= 0 }
      return unsafe FoundTopic(
        name: String(cString: topic.topic), partitions: topic.partition_cnt, isReady: isReady,
        failure: Failure(topic.err))
    }
  }

  /// The offsets of the first records stamped at or after these times; ``latest`` and ``earliest`` are times, too. An
  /// answer of -1: there is none.
  func offsets(
    _ times: [(TopicPartition, Int64)], _ attempted: String, _ timeout: Duration
  ) throws(TransportError) -> [TopicPartition: Int64] {
    guard !times.isEmpty else { return [:] }
    let list = PartitionList(times)
    let code = unsafe rd_kafka_offsets_for_times(handle, list.raw, timeout.milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code).error(attempted) }
    var found: [TopicPartition: Int64] = [:]
    for line in list.elements {
      guard line.failure.isNone else { throw line.failure.error(attempted) }
      found[line.partition] = line.offset
    }
    return found
  }

  /// The time that stands for a partition's end.
  static let latest: Int64 = -1
  /// The time that stands for the oldest record kept.
  static let earliest: Int64 = -2

  /// The group's offsets; without those that it has not.
  func committed(
    _ partitions: [TopicPartition], _ attempted: String, _ timeout: Duration
  ) throws(TransportError) -> [TopicPartition: Int64] {
    guard !partitions.isEmpty else { return [:] }
    let list = PartitionList(partitions)
    let code = unsafe rd_kafka_committed(handle, list.raw, timeout.milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code).error(attempted) }
    var found: [TopicPartition: Int64] = [:]
    for line in list.elements {
      guard line.failure.isNone else { throw line.failure.error(attempted) }
      if line.offset >= 0 { found[line.partition] = line.offset }
    }
    return found
  }
}
