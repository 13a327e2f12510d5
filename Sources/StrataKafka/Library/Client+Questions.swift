internal import CRDKafka
internal import Glibc
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
    return try askAgain(attempted, timeout) { left in
      let list = PartitionList(times)
      let code = unsafe rd_kafka_offsets_for_times(handle, list.raw, left)
      return (list.elements, Failure(code))
    }
  }

  /// Asks until the answer is no passing failure, such as a leader that is being chosen, or the time is over.
  private func askAgain(
    _ attempted: String, _ timeout: Duration,
    _ ask: (_ milliseconds: Int32) -> (lines: [PartitionList.Element], failure: Failure)
  ) throws(TransportError) -> [TopicPartition: Int64] {
    let deadline = ContinuousClock.now + timeout
    var pause: UInt32 = 5_000
    while true {
      let left = max(.milliseconds(1), deadline - ContinuousClock.now)
      let (lines, whole) = ask(left.milliseconds)
      let failure = whole.isNone ? lines.first { !$0.failure.isNone }?.failure ?? whole : whole
      if failure.isNone { return Dictionary(lines.map { ($0.partition, $0.offset) }) { $1 } }
      guard failure.isPassing, ContinuousClock.now < deadline else { throw failure.error(attempted) }
      usleep(pause)
      pause = min(pause * 2, 200_000)
    }
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
    let found = try askAgain(attempted, timeout) { left in
      let list = PartitionList(partitions)
      let code = unsafe rd_kafka_committed(handle, list.raw, left)
      return (list.elements, Failure(code))
    }
    return found.filter { $0.value >= 0 }
  }
}
