import StrataWire

/// What groups commit, as lines of a walk.
extension GroupWalk {
  func commit(
    _ group: String, _ label: String, _ member: String = "", _ generation: Int32 = -1, version: Int16 = 9,
    instance: String? = nil, topic: String = "t", id: WireUUID = .zero, at offsets: [(Int32, Int64)] = [(0, 5)],
    epoch: Int32 = -1, metadata: String? = "m"
  ) throws {
    let answer = try client("admin").call(
      OffsetCommitRequest(
        groupID: self.group(group), generationIDOrMemberEpoch: generation, memberID: member,
        groupInstanceID: instance,
        topics: [
          .init(
            name: topic, topicID: id,
            partitions: offsets.map {
              .init(
                partitionIndex: $0.0, committedOffset: $0.1, committedLeaderEpoch: epoch, committedMetadata: metadata)
            })
        ]),
      version: version)
    let each = answer.topics.flatMap { topic in
      topic.partitions.map {
        "\(topic.name)\(topic.topicID == id ? "" : "?")-\($0.partitionIndex) \($0.errorCode.rawValue)"
      }
    }
    say("\(label): \(each)")
  }

  /// One group's offsets; nil asks for all.
  func fetch(_ group: String, _ label: String, version: Int16 = 7, _ topics: [(String, [Int32])]? = [("t", [0])]) throws
  {
    if version >= 8 {
      let asked = OffsetFetchRequest.Group(
        groupID: self.group(group), topics: topics?.map { .init(name: $0.0, partitionIndexes: $0.1) })
      return try fetch([asked], label, version)
    }
    let answer = try client("admin").call(
      OffsetFetchRequest(
        groupID: self.group(group), topics: topics?.map { .init(name: $0.0, partitionIndexes: $0.1) }),
      version: version)
    let each = answer.topics.sorted { $0.name < $1.name }.flatMap { topic in
      topic.partitions.sorted { $0.partitionIndex < $1.partitionIndex }.map {
        "\(topic.name)-\($0.partitionIndex) \($0.committedOffset) \($0.committedLeaderEpoch) "
          + "\(($0.metadata ?? "null").prefix(4)) \($0.errorCode.rawValue)"
      }
    }
    say("\(label): \(answer.errorCode.rawValue) \(each)")
  }

  func fetch(_ groups: [OffsetFetchRequest.Group], _ label: String, _ version: Int16) throws {
    let answer = try client("admin").call(OffsetFetchRequest(groups: groups), version: version)
    for group in answer.groups {
      let each = group.topics.sorted { $0.name < $1.name }.flatMap { topic in
        topic.partitions.sorted { $0.partitionIndex < $1.partitionIndex }.map {
          "\(topic.name)-\($0.partitionIndex) \($0.committedOffset) \($0.committedLeaderEpoch) "
            + "\($0.metadata ?? "null") \($0.errorCode.rawValue)"
        }
      }
      say("\(label): \(group.groupID) \(group.errorCode.rawValue) \(each)")
    }
  }

  func deleteOffsets(_ group: String, _ label: String, _ topics: [(String, [Int32])]) throws {
    let answer = try client("admin").call(
      OffsetDeleteRequest(
        groupID: self.group(group),
        topics: topics.map { .init(name: $0.0, partitions: $0.1.map { .init(partitionIndex: $0) }) }))
    let each = answer.topics.flatMap { topic in
      topic.partitions.map { "\(topic.name)-\($0.partitionIndex) \($0.errorCode.rawValue)" }
    }.sorted()
    say("\(label): \(answer.errorCode.rawValue) \(each)")
  }

  func deleteGroups(_ groups: [String], _ label: String, version: Int16 = 2) throws {
    let answer = try client("admin").call(
      DeleteGroupsRequest(groupsNames: groups.map(self.group)), version: version)
    say("\(label): \(answer.results.map { "\($0.groupID) \($0.errorCode.rawValue)" }.sorted())")
  }

  /// Of the groups in the list, those of this walk.
  func list(_ label: String, states: [String] = [], types: [String] = [], version: Int16 = 5) throws {
    let answer = try client("admin").call(
      ListGroupsRequest(
        statesFilter: version >= 4 ? states : [], typesFilter: version >= 5 ? types : []), version: version)
    let own = answer.groups.filter { $0.groupID.hasPrefix(group("x").dropLast(1)) }
      .map { "\($0.groupID) \($0.protocolType) \($0.groupState) \($0.groupType)" }.sorted()
    say("\(label): \(answer.errorCode.rawValue) \(own)")
  }
}

// MARK: Topics

extension GroupWalk {
  /// Calls until the answer is as it should be: Kafka does to topics what it was asked to some time later.
  private func wait(for what: String, _ isSo: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(20)
    while try !isSo() {
      guard ContinuousClock.now < end else { throw RawClient.Failure(description: "\(what) did not come about") }
    }
  }

  func id(of topic: String) throws -> WireUUID {
    let answer = try client("admin").call(MetadataRequest(topics: [.init(name: topic)]), version: 12)
    return answer.topics.first?.topicID ?? .zero
  }

  func waitUntilThere(_ topic: String) throws {
    try wait(for: "topic \(topic)") { try id(of: topic) != .zero }
  }

  /// Waits until a topic is gone, and what the group had committed of it.
  func waitUntilGone(_ topic: String, of group: String) throws {
    try wait(for: "the end of \(topic)") {
      let asked = OffsetFetchRequest(
        groupID: self.group(group), topics: [.init(name: topic, partitionIndexes: [0])])
      let answer = try client("admin").call(asked, version: 7)
      return try answer.topics.first?.partitions.first?.committedOffset == -1 && id(of: topic) == .zero
    }
  }
}
