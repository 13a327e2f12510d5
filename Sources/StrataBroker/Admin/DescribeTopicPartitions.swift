import StrataEngine
import StrataWire

extension Handler {
  /// Topics by name, so many partitions at a time (SPEC §12.4): what does not fit is asked for with the cursor.
  static let describeTopicPartitions = Handler(DescribeTopicPartitionsRequest.self) { request, call in
    let engine = call.broker.engine
    let limit = min(Int(request.responsePartitionLimit), call.broker.settings.config.describedPartitions)
    let asked = request.topics.isEmpty ? nil : Array(Set(request.topics.map(\.name))).sorted()
    if let cursor = request.cursor {
      guard cursor.partitionIndex >= 0, asked?.contains(cursor.topicName) ?? true else {
        return .now(
          DescribeTopicPartitionsResponse(
            topics: (asked ?? []).map {
              .init(errorCode: .invalidRequest, name: $0, topicAuthorizedOperations: .min)
            }))
      }
    }
    let names = (asked ?? engine.topics.map(\.name)).filter { $0 >= request.cursor?.topicName ?? "" }
    return .now(page(names, from: request.cursor, limit: max(1, limit), engine))
  }

  private static func page(
    _ names: [String], from cursor: DescribeTopicPartitionsRequest.Cursor?, limit: Int, _ engine: Engine
  ) -> DescribeTopicPartitionsResponse {
    var response = DescribeTopicPartitionsResponse()
    var room = limit
    for name in names {
      if room == 0 {
        response.nextCursor = .init(topicName: name, partitionIndex: 0)
        break
      }
      let topic: Topic
      do throws(EngineError) {
        // A name that no topic can have is told as such.
        try TopicName.check(name)
        topic = try engine.topic(name)
      } catch {
        response.topics.append(
          .init(errorCode: error.code, name: name, topicAuthorizedOperations: Operations.ofTopic))
        continue
      }
      let first = name == cursor?.topicName ? Int(cursor?.partitionIndex ?? 0) : 0
      let shown = topic.partitions.dropFirst(first).prefix(room)
      response.topics.append(
        .init(
          name: name, topicID: WireUUID(topic.id),
          partitions: shown.map {
            .init(
              partitionIndex: $0.id.index, leaderID: Node.id, leaderEpoch: $0.leaderEpoch, replicaNodes: [Node.id],
              isrNodes: [Node.id], eligibleLeaderReplicas: [], lastKnownElr: [])
          }, topicAuthorizedOperations: Operations.ofTopic))
      room -= shown.count
      if first + shown.count < topic.partitions.count {
        response.nextCursor = .init(topicName: name, partitionIndex: Int32(clamping: first + shown.count))
        break
      }
    }
    return response
  }
}
