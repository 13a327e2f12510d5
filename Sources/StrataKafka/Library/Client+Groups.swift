internal import CRDKafka
internal import StrataTransport

/// librdkafka's questions about groups and its changes to them, one group a call: each blocks for its answer.
extension Client {
  /// The cluster's groups of consumers, in no order; other kinds of group are left out.
  func groups(_ attempted: String, _ timeout: Duration) throws(TransportError) -> [KafkaGroups.Listing] {
    try unsafe ask(
      RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, attempted, timeout,
      { options, queue in unsafe rd_kafka_ListConsumerGroups(handle, options, queue) },
      { event throws(TransportError) in
        let result = unsafe rd_kafka_event_ListConsumerGroups_result(event)
        var count = 0
        // A broker that did not answer may have groups that would be missed.
        let errors = unsafe rd_kafka_ListConsumerGroups_result_errors(result, &count)
        if count > 0 { try unsafe Self.check(errors?[0], attempted) }
        let found = unsafe rd_kafka_ListConsumerGroups_result_valid(result, &count)
        return unsafe UnsafeBufferPointer(start: found, count: count).map { group in
          unsafe KafkaGroups.Listing(
            name: text(rd_kafka_ConsumerGroupListing_group_id(group)),
            state: text(rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupListing_state(group))))
        }
      })
  }

  /// A group and its members; nil if the cluster has none of this name.
  func describeGroup(
    _ name: String, _ attempted: String, _ timeout: Duration
  ) throws(TransportError) -> KafkaGroups.Description? {
    try unsafe ask(
      RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, attempted, timeout,
      { options, queue in
        unsafe name.withCString { name in
          // The library copies the one name before the call returns.
          var names: UnsafePointer<CChar>? = unsafe name
          unsafe rd_kafka_DescribeConsumerGroups(handle, &names, 1, options, queue)
        }
      },
      { event throws(TransportError) in
        var count = 0
        let result = unsafe rd_kafka_event_DescribeConsumerGroups_result(event)
        let groups = unsafe rd_kafka_DescribeConsumerGroups_result_groups(result, &count)
        guard count > 0, let group = unsafe groups?[0] else { return nil }
        try unsafe Self.check(rd_kafka_ConsumerGroupDescription_error(group), attempted)
        let state = unsafe rd_kafka_ConsumerGroupDescription_state(group)
        // Kafka calls a group dead that it does not know.
        guard state != RD_KAFKA_CONSUMER_GROUP_STATE_DEAD else { return nil }
        return unsafe KafkaGroups.Description(
          name: name, state: text(rd_kafka_consumer_group_state_name(state)), members: Self.members(group))
      })
  }

  private static func members(_ group: OpaquePointer) -> [KafkaGroups.Member] {
    unsafe (0..<rd_kafka_ConsumerGroupDescription_member_count(group)).map { index in
      // Within the count there is a member; what it answers belongs to the event and is copied.
      let member = unsafe rd_kafka_ConsumerGroupDescription_member(group, index)
      let assignment = unsafe rd_kafka_MemberDescription_assignment(member)
      let partitions = unsafe assignment.map {
        unsafe PartitionList.elements(rd_kafka_MemberAssignment_partitions($0)).map(\.partition)
      }
      return unsafe KafkaGroups.Member(
        id: text(rd_kafka_MemberDescription_consumer_id(member)),
        client: text(rd_kafka_MemberDescription_client_id(member)),
        host: text(rd_kafka_MemberDescription_host(member)), partitions: (partitions ?? []).sorted())
    }
  }

  /// Everything that a group has committed; nothing for a group that there is not.
  func offsets(
    ofGroup name: String, _ attempted: String, _ timeout: Duration
  ) throws(TransportError) -> [TopicPartition: Int64] {
    // No list of partitions asks for all.
    var group = unsafe rd_kafka_ListConsumerGroupOffsets_new(name, nil)
    defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(group) }
    return try unsafe ask(
      RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, attempted, timeout,
      { options, queue in unsafe rd_kafka_ListConsumerGroupOffsets(handle, &group, 1, options, queue) },
      { event throws(TransportError) in
        var count = 0
        let result = unsafe rd_kafka_event_ListConsumerGroupOffsets_result(event)
        let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count)
        let found = try unsafe Self.partitions(groups, count, attempted)
        return Dictionary(found.filter { $0.offset >= 0 }.map { ($0.partition, $0.offset) }) { $1 }
      })
  }

  /// Commits for a group without members.
  func commit(
    _ offsets: [TopicPartition: Int64], ofGroup name: String, _ attempted: String, _ timeout: Duration
  ) throws(TransportError) {
    let list = PartitionList(offsets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    var group = unsafe rd_kafka_AlterConsumerGroupOffsets_new(name, list.raw)
    defer { unsafe rd_kafka_AlterConsumerGroupOffsets_destroy(group) }
    try unsafe ask(
      RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, attempted, timeout,
      { options, queue in unsafe rd_kafka_AlterConsumerGroupOffsets(handle, &group, 1, options, queue) },
      { event throws(TransportError) in
        var count = 0
        let result = unsafe rd_kafka_event_AlterConsumerGroupOffsets_result(event)
        let groups = unsafe rd_kafka_AlterConsumerGroupOffsets_result_groups(result, &count)
        _ = try unsafe Self.partitions(groups, count, attempted)
      })
  }

  /// Deletes a group without members and what it has committed.
  func deleteGroup(_ name: String, _ attempted: String, _ timeout: Duration) throws(TransportError) {
    var group = unsafe rd_kafka_DeleteGroup_new(name)
    defer { unsafe rd_kafka_DeleteGroup_destroy(group) }
    try unsafe ask(
      RD_KAFKA_ADMIN_OP_DELETEGROUPS, attempted, timeout,
      { options, queue in unsafe rd_kafka_DeleteGroups(handle, &group, 1, options, queue) },
      { event throws(TransportError) in
        var count = 0
        let result = unsafe rd_kafka_event_DeleteGroups_result(event)
        let groups = unsafe rd_kafka_DeleteGroups_result_groups(result, &count)
        _ = try unsafe Self.partitions(groups, count, attempted)
      })
  }

  /// The partitions of all results; throws what the first that failed says. `results` has `count` elements.
  private static func partitions(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ attempted: String
  ) throws(TransportError) -> [PartitionList.Element] {
    var elements: [PartitionList.Element] = []
    for index in 0..<count {
      let result = unsafe results?[index]
      try unsafe check(rd_kafka_group_result_error(result), attempted)
      elements += unsafe PartitionList.elements(rd_kafka_group_result_partitions(result))
    }
    if let failed = elements.first(where: { !$0.failure.isNone }) {
      throw explain(failed.failure, attempted)
    }
    return elements
  }

  private static func check(_ error: OpaquePointer?, _ attempted: String) throws(TransportError) {
    guard let error = unsafe error else { return }
    throw unsafe explain(Failure(rd_kafka_error_code(error), text(rd_kafka_error_string(error))), attempted)
  }

  /// Who asks here is nobody's member: what Kafka says of members means that the group has some.
  private static func explain(_ failure: Failure, _ attempted: String) -> TransportError {
    switch failure.number {
    case RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP.rawValue, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID.rawValue,
      RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS.rawValue:
      TransportError(.invalid, attempted, "\(failure.name): the group has members; stop them first")
    case RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND.rawValue:
      TransportError(.invalid, attempted, "\(failure.name): there is no such group; correct its name")
    default: failure.error(attempted)
    }
  }
}
