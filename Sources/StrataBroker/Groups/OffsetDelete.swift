import StrataEngine
import StrataWire

extension Handler {
  /// Takes committed offsets back (SPEC §12.3). Topics and partitions that are not there are refused one by one.
  static let offsetDelete = Handler(OffsetDeleteRequest.self) { request, call in
    let engine = call.broker.engine
    let known = request.topics.flatMap { topic in
      topic.partitions.map { PartitionID(topic.name, $0.partitionIndex) }.filter { engine.partition($0) != nil }
    }
    var kept: Set<PartitionID> = []
    if !known.isEmpty {
      do throws(EngineError) {
        switch try engine.groups.deleteOffsets(request.groupID, known) {
        case .success(let partitions): kept = partitions
        case .failure(let refusal): return .now(OffsetDeleteResponse(errorCode: refusal.code))
        }
      } catch { return .now(OffsetDeleteResponse(errorCode: error.code)) }
    }
    let there = Set(known)
    let topics = request.topics.map { topic -> OffsetDeleteResponse.Topic in
      .init(
        name: topic.name,
        partitions: topic.partitions.map { partition in
          let id = PartitionID(topic.name, partition.partitionIndex)
          let code: ErrorCode =
            !there.contains(id) ? .unknownTopicOrPartition : kept.contains(id) ? .groupSubscribedToTopic : .none
          return .init(partitionIndex: partition.partitionIndex, errorCode: code)
        })
    }
    return .now(OffsetDeleteResponse(topics: topics))
  }
}

extension Engine {
  /// The partition of this name, if there is one.
  func partition(_ id: PartitionID) -> Partition? { try? topic(id.topic).partition(id.index) }
}
