import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Where an epoch ends (SPEC §12.2): the newest ends where the log does.
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
      if let flaw = LeaderEpochCheck.flaw(asked.currentLeaderEpoch, partition.leaderEpoch) {
        return .init(errorCode: flaw, partition: asked.partition)
      }
      guard asked.leaderEpoch >= 0 else { return .init(partition: asked.partition) }
      do throws(EngineError) {
        guard let found = try partition.end(ofEpoch: asked.leaderEpoch) else {
          return .init(partition: asked.partition)
        }
        return .init(partition: asked.partition, leaderEpoch: found.epoch, endOffset: found.end)
      } catch { return .init(errorCode: error.code, partition: asked.partition) }
    }
  }
}
