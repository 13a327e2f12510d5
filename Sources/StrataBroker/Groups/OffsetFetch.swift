import StrataEngine
import StrataWire

extension Handler {
  /// How far groups have come (SPEC §12.3): one group up to version 7, any number from then on; by topic id from 10 on.
  /// What nobody committed is −1, not an error.
  static let offsetFetch = Handler(OffsetFetchRequest.self) { request, call in
    let engine = call.broker.engine
    let requireStable = request.requireStable
    guard call.version < 8 else {
      return .now(
        OffsetFetchResponse(groups: request.groups.map { fetch($0, engine, call.version, requireStable) }))
    }
    let asked = OffsetFetchRequest.Group(
      groupID: request.groupID,
      topics: request.topics?.map { .init(name: $0.name, partitionIndexes: $0.partitionIndexes) })
    let topics = fetch(asked, engine, call.version, requireStable).topics.map { topic -> OffsetFetchResponse.Topic in
      .init(
        name: topic.name,
        partitions: topic.partitions.map {
          .init(
            partitionIndex: $0.partitionIndex, committedOffset: $0.committedOffset,
            committedLeaderEpoch: $0.committedLeaderEpoch, metadata: $0.metadata, errorCode: $0.errorCode)
        })
    }
    return .now(OffsetFetchResponse(topics: topics))
  }

  private static func fetch(
    _ asked: OffsetFetchRequest.Group, _ engine: Engine, _ version: Int16, _ requireStable: Bool
  ) -> OffsetFetchResponse.Group {
    guard let topics = asked.topics else { return everything(of: asked.groupID, engine, version) }
    var found: [OffsetFetchResponse.GroupTopic] = []
    var unknown: [OffsetFetchResponse.GroupTopic] = []
    for topic in topics {
      guard let name = version >= 10 ? engine.topic(TopicID(topic.topicID))?.name : topic.name else {
        unknown.append(
          .init(
            topicID: topic.topicID, partitions: topic.partitionIndexes.map { partition($0, nil, .unknownTopicID) }))
        continue
      }
      let ids = topic.partitionIndexes.map { PartitionID(name, $0) }
      // Asked first: what was pending then may be committed now, and is told.
      let pending = requireStable ? engine.groups.pending(asked.groupID, ids) : []
      let committed = engine.groups.committed(asked.groupID, ids)
      found.append(
        .init(
          name: name, topicID: topic.topicID,
          partitions: ids.map { id in
            pending.contains(id)
              ? partition(id.index, nil, .unstableOffsetCommit) : partition(id.index, committed[id], .none)
          }))
    }
    return .init(groupID: asked.groupID, topics: found + unknown)
  }

  private static func everything(
    of group: String, _ engine: Engine, _ version: Int16
  ) -> OffsetFetchResponse.Group {
    let committed = engine.groups.committed(group).sorted { $0.key < $1.key }
    var topics: [OffsetFetchResponse.GroupTopic] = []
    for (id, offset) in committed {
      if topics.last?.name != id.topic {
        // A topic that vanished a moment ago has no id, and no offsets any more.
        guard let topic = try? engine.topic(id.topic) else { continue }
        topics.append(.init(name: id.topic, topicID: WireUUID(topic.id)))
      }
      topics[topics.count - 1].partitions.append(partition(id.index, offset, .none))
    }
    return .init(groupID: group, topics: topics)
  }

  private static func partition(
    _ index: Int32, _ committed: CommittedOffset?, _ code: ErrorCode
  ) -> OffsetFetchResponse.GroupPartition {
    .init(
      partitionIndex: index, committedOffset: committed?.offset ?? -1,
      committedLeaderEpoch: committed?.leaderEpoch ?? -1, metadata: committed?.metadata ?? "", errorCode: code)
  }
}
