import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Stores how far a group has come (SPEC §12.3). Each partition has its own answer: those that are not there are
  /// refused before the group is asked.
  static let offsetCommit = Handler(OffsetCommitRequest.self) { request, call in
    var commit = OffsetCommitment(request, version: call.version)
    commit.look(in: call.broker.engine)
    guard !commit.offsets.isEmpty else { return .now(commit.response { _ in .none }) }
    do throws(EngineError) {
      let answer = try call.broker.engine.groups.commit(
        request.groupID, commit.offsets,
        by: MemberIdentity(id: request.memberID, instance: request.groupInstanceID),
        generation: request.generationIDOrMemberEpoch)
      switch answer {
      case .success(let tooLong):
        return .now(commit.response { tooLong.contains($0) ? .offsetMetadataTooLarge : .none })
      // Before version 9 clients don't know this word.
      case .failure(.unknownGroup) where call.version < 9: return .now(commit.response { _ in .illegalGeneration })
      case .failure(let refusal): return .now(commit.response { _ in refusal.code })
      }
    } catch { return .now(commit.response { _ in error.code }) }
  }
}

/// A request's partitions, sorted into those that are there and those that are not.
private struct OffsetCommitment {
  typealias Answer = OffsetCommitResponse

  private let request: OffsetCommitRequest
  private let version: Int16
  private var refused: [Answer.Topic] = []
  private var taken: [(answer: Answer.Topic, name: String)] = []
  private(set) var offsets: [(partition: PartitionID, committed: CommittedOffset)] = []

  init(_ request: OffsetCommitRequest, version: Int16) {
    self.request = request
    self.version = version
  }

  mutating func look(in engine: Engine) {
    let now = engine.time.now().milliseconds
    // Up to version 4 a client may say how long its offsets are kept.
    let expiry =
      version <= 4 && request.retentionTimeMs >= 0 ? now + min(request.retentionTimeMs, .max - max(now, 0)) : nil
    for topic in request.topics {
      let found = version >= 10 ? engine.topic(TopicID(topic.topicID)) : try? engine.topic(topic.name)
      guard let found else {
        let code: ErrorCode = version >= 10 ? .unknownTopicID : .unknownTopicOrPartition
        refused.append(answer(topic) { _ in code })
        continue
      }
      let isThere = { (index: Int32) in found.partitions.indices.contains(Int(index)) }
      let missing = topic.partitions.filter { !isThere($0.partitionIndex) }
      if !missing.isEmpty { refused.append(answer(topic, missing) { _ in .unknownTopicOrPartition }) }
      let there = topic.partitions.filter { isThere($0.partitionIndex) }
      guard !there.isEmpty else { continue }
      taken.append((answer(topic, there) { _ in .none }, found.name))
      offsets += there.map { partition in
        (
          PartitionID(found.name, partition.partitionIndex),
          CommittedOffset(
            partition.committedOffset,
            leaderEpoch: partition.committedLeaderEpoch < 0 ? nil : partition.committedLeaderEpoch,
            metadata: partition.committedMetadata ?? "", expiresAt: expiry)
        )
      }
    }
  }

  private func answer(
    _ topic: OffsetCommitRequest.Topic, _ partitions: [OffsetCommitRequest.Partition]? = nil,
    _ code: (Int32) -> ErrorCode
  ) -> Answer.Topic {
    Answer.Topic(
      name: topic.name, topicID: topic.topicID,
      partitions: (partitions ?? topic.partitions).map {
        .init(partitionIndex: $0.partitionIndex, errorCode: code($0.partitionIndex))
      })
  }

  /// The response, once it is known what became of the partitions that are there: as Kafka has it, what was refused
  /// first, and a topic of which some partitions were refused in one piece.
  func response(_ code: (PartitionID) -> ErrorCode) -> Answer {
    var topics = refused
    for (topic, name) in taken {
      var topic = topic
      for n in topic.partitions.indices {
        topic.partitions[n].errorCode = code(PartitionID(name, topic.partitions[n].partitionIndex))
      }
      let same = { (other: Answer.Topic) in other.name == topic.name && other.topicID == topic.topicID }
      if !refused.isEmpty, let place = topics.firstIndex(where: same) {
        topics[place].partitions += topic.partitions
      } else {
        topics.append(topic)
      }
    }
    return Answer(topics: topics)
  }
}
