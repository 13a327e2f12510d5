internal import CRDKafka
internal import StrataTransport

extension Client {
  /// What the consumer's queue holds, in order.
  enum Event: Sendable {
    case record(ConsumedRecord, TopicPartition)
    case assign([TopicPartition])
    /// Whether they are another member's already.
    case revoke([TopicPartition], isLost: Bool)
    case failed(Failure, TopicPartition?, isFatal: Bool)
  }

  /// Partitions by how the library's messages name them, so that no text is made a record. To be emptied whenever an
  /// assignment changes: only while a partition is held is its topic's address its own.
  struct Names: Sendable {
    fileprivate struct Lane: Hashable {
      var topic: UInt
      var partition: Int32
    }
    fileprivate var last: (lane: Lane, name: TopicPartition)?
    fileprivate var all: [Lane: TopicPartition] = [:]

    mutating func removeAll() { (last, all) = (nil, [:]) }
  }

  /// The next event; nil if there is none now.
  func nextEvent(_ names: inout Names) -> Event? {
    while let event = unsafe rd_kafka_queue_poll(queue, 0) {
      // Everything is copied out of the event before it goes.
      defer { unsafe rd_kafka_event_destroy(event) }
      switch unsafe rd_kafka_event_type(event) {
      case RD_KAFKA_EVENT_FETCH:
        guard let message = unsafe rd_kafka_event_message_next(event) else { continue }
        return unsafe .record(Self.record(message), Self.name(message, &names))
      case RD_KAFKA_EVENT_REBALANCE:
        names.removeAll()
        note(assignment: true)
        let partitions = unsafe PartitionList.elements(rd_kafka_event_topic_partition_list(event)).map(\.partition)
        if unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS { return .assign(partitions) }
        return .revoke(partitions, isLost: isAssignmentLost)
      case RD_KAFKA_EVENT_ERROR:
        let line = unsafe rd_kafka_event_topic_partition(event)
        defer { if let line = unsafe line { unsafe rd_kafka_topic_partition_destroy(line) } }
        let partition = unsafe line.map { unsafe TopicPartition(text($0.pointee.topic), $0.pointee.partition) }
        let failure = unsafe Failure(rd_kafka_event_error(event), text(rd_kafka_event_error_string(event)))
        return unsafe .failed(failure, partition, isFatal: rd_kafka_event_error_is_fatal(event) != 0)
      default: continue
      }
    }
    return nil
  }

  private static func name(_ message: UnsafePointer<rd_kafka_message_t>, _ names: inout Names) -> TopicPartition {
    let lane = unsafe Names.Lane(topic: UInt(bitPattern: message.pointee.rkt), partition: message.pointee.partition)
    if let last = names.last, last.lane == lane { return last.name }
    let name =
      names.all[lane]
      ?? (unsafe TopicPartition(text(rd_kafka_topic_name(message.pointee.rkt)), message.pointee.partition))
    names.all[lane] = name
    names.last = (lane, name)
    return name
  }

  private static func record(_ message: UnsafePointer<rd_kafka_message_t>) -> ConsumedRecord {
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let timestamp = unsafe rd_kafka_message_timestamp(message, &kind)
    return unsafe ConsumedRecord(
      offset: message.pointee.offset, timestamp: timestamp, key: bytes(message.pointee.key, message.pointee.key_len),
      value: bytes(message.pointee.payload, message.pointee.len), headers: headers(message))
  }

  private static func headers(_ message: UnsafePointer<rd_kafka_message_t>) -> [Header] {
    var list: OpaquePointer?
    guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return [] }
    let count = unsafe rd_kafka_header_cnt(list)
    var headers: [Header] = []
    headers.reserveCapacity(count)
    for index in 0..<count {
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      guard unsafe rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR else {
        break
      }
      unsafe headers.append(Header(text(name), bytes(value, size)))
    }
    return headers
  }

  /// Nil for NULL; else a copy of `count` bytes.
  private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    unsafe start.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: count)) }
  }

  // MARK: Membership

  /// Joins the group for these topics.
  func subscribe(_ topics: [String], _ attempted: String) throws(TransportError) {
    let list = PartitionList(topics.map { TopicPartition($0, -1) })
    let code = unsafe rd_kafka_subscribe(handle, list.raw)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code).error(attempted) }
  }

  /// Leaves the group without having agreed to anything: what is assigned is declined.
  func leaveGroup() {
    try? assign([], "")
    unsafe _ = rd_kafka_unsubscribe(handle)
    // From here on no assignment comes; one that waits in the queue is the old one.
    declineAll()
  }

  /// Takes all events there are, declining what is assigned and giving up what is revoked: the library waits for an
  /// answer to each, and would for ever.
  func declineAll() {
    var names = Names()
    while let event = nextEvent(&names) { decline(event) }
  }

  /// Answers an event that nobody will agree to.
  func decline(_ event: Event?) {
    switch event {
    case .assign: try? assign([], "")
    case .revoke(let partitions, _): try? unassign(partitions, "")
    case .record, .failed, nil: break
    }
  }

  /// Whether what is held is another member's already.
  var isAssignmentLost: Bool { unsafe rd_kafka_assignment_lost(handle) != 0 }

  /// What ended the client for good; nil while nothing has.
  var fatal: Failure? {
    var reason = [CChar](repeating: 0, count: 512)
    let code = unsafe rd_kafka_fatal_error(handle, &reason, reason.count)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : Failure(code, text(reason))
  }

  /// Tells the library that the application is alive, and lets it drop what nobody reads.
  func beat() { unsafe _ = rd_kafka_poll(handle, 0) }

  /// Whether the group's protocol assigns and revokes everything at once.
  var isEager: Bool { unsafe text(rd_kafka_rebalance_protocol(handle)) == "EAGER" }

  /// Begins to fetch these partitions at these offsets, besides those it has; empty agrees to an empty assignment.
  func assign(_ offsets: [(TopicPartition, Int64)], _ attempted: String) throws(TransportError) {
    let list = PartitionList(offsets)
    if isEager {
      let code = unsafe rd_kafka_assign(handle, list.raw)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code).error(attempted) }
    } else {
      try unsafe check(rd_kafka_incremental_assign(handle, list.raw), attempted)
    }
  }

  /// Ends fetching of these partitions; agrees to their revocation.
  func unassign(_ partitions: [TopicPartition], _ attempted: String) throws(TransportError) {
    if isEager {
      let code = unsafe rd_kafka_assign(handle, nil)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code).error(attempted) }
    } else {
      let list = PartitionList(partitions)
      guard let error = unsafe rd_kafka_incremental_unassign(handle, list.raw) else { return }
      unsafe rd_kafka_error_destroy(error)
      // Partitions that were declined are none it has; it waits for an answer all the same.
      let none = PartitionList([TopicPartition]())
      try unsafe check(rd_kafka_incremental_unassign(handle, none.raw), attempted)
    }
  }

  private func check(_ error: OpaquePointer?, _ attempted: String) throws(TransportError) {
    guard let error = unsafe error else { return }
    defer { unsafe rd_kafka_error_destroy(error) }
    throw unsafe Failure(rd_kafka_error_code(error), text(rd_kafka_error_string(error))).error(attempted)
  }

  // MARK: Positions

  /// Goes on at this offset; false if the library isn't fetching the partition, which then has to be assigned anew.
  func seek(_ partition: TopicPartition, to offset: Int64) -> Bool {
    let list = PartitionList([(partition, offset)])
    // Answered by the library itself, in microseconds; nothing is sent.
    let error = unsafe rd_kafka_seek_partitions(handle, list.raw, 1_000)
    defer { if let error = unsafe error { unsafe rd_kafka_error_destroy(error) } }
    return unsafe error == nil && list.elements.allSatisfy(\.failure.isNone)
  }

  /// Ends fetching until ``resume(_:)``; what was fetched is dropped.
  func pause(_ partitions: [TopicPartition]) {
    let list = PartitionList(partitions)
    unsafe _ = rd_kafka_pause_partitions(handle, list.raw)
  }

  func resume(_ partitions: [TopicPartition]) {
    let list = PartitionList(partitions)
    unsafe _ = rd_kafka_resume_partitions(handle, list.raw)
  }

  /// The partition's end as the last answer to a fetch told it.
  func end(of partition: TopicPartition) -> Int64 {
    var (low, high) = (Int64(0), Int64(0))
    unsafe _ = rd_kafka_get_watermark_offsets(handle, partition.topic, partition.partition, &low, &high)
    return high
  }

  /// How many records and events wait.
  var queueLength: Int { unsafe rd_kafka_queue_length(queue) }
}
