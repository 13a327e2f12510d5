import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Where an epoch ends (SPEC §12.2): there is one, and it ends where the log does.
  static let offsetForLeaderEpoch = Handler(OffsetForLeaderEpochRequest.self) { request, call in
    .now(
      OffsetForLeaderEpochResponse(
        topics: request.topics.map { topic in
          .init(
            topic: topic.topic,
            partitions: topic.partitions.map { asked in end(asked, topic.topic, call.broker.engine) })
        }))
  }

  private static func end(
    _ asked: OffsetForLeaderEpochRequest.Partition, _ topic: String, _ engine: Engine
  ) -> OffsetForLeaderEpochResponse.Partition {
    switch engine.partition(topic, asked.partition) {
    case .failure(let refusal): return .init(errorCode: refusal.code, partition: asked.partition)
    case .success(let partition):
      if let flaw = LeaderEpochCheck.flaw(asked.currentLeaderEpoch) {
        return .init(errorCode: flaw, partition: asked.partition)
      }
      guard asked.leaderEpoch == Node.leaderEpoch else { return .init(partition: asked.partition) }
      do throws(EngineError) {
        let end = try partition.log.endOffset()
        return .init(partition: asked.partition, leaderEpoch: Node.leaderEpoch, endOffset: end.value)
      } catch { return .init(errorCode: error.code, partition: asked.partition) }
    }
  }
}
