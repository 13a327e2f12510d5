import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Offsets by time (SPEC §12.2).
  static let listOffsets = Handler(ListOffsetsRequest.self) { request, call in
    var count: [PartitionID: Int] = [:]
    for topic in request.topics {
      for partition in topic.partitions { count[PartitionID(topic.name, partition.partitionIndex), default: 0] += 1 }
    }
    return .now(
      ListOffsetsResponse(
        topics: request.topics.map { topic in
          .init(
            name: topic.name,
            partitions: topic.partitions.compactMap { asked in
              // What is named twice is refused once.
              switch count.removeValue(forKey: PartitionID(topic.name, asked.partitionIndex)) {
              case nil: nil
              case 1: offset(asked, topic.name, isCommitted: request.isolationLevel == 1, call)
              default: .init(partitionIndex: asked.partitionIndex, errorCode: .invalidRequest)
              }
            })
        }))
  }

  /// Times that stand for places, and the first version that knows them.
  private enum Special {
    static let latest: Int64 = -1
    static let earliest: Int64 = -2
    static let latestTime: Int64 = -3
    static let earliestLocal: Int64 = -4
    static let latestTiered: Int64 = -5
    static let earliestToUpload: Int64 = -6

    static func isKnown(_ time: Int64, _ version: Int16) -> Bool {
      switch time {
      case latestTime: version >= 7
      case earliestLocal: version >= 8
      case latestTiered: version >= 9
      case earliestToUpload: version >= 11
      default: time >= earliest
      }
    }
  }

  private static func offset(
    _ asked: ListOffsetsRequest.Partition, _ topic: String, isCommitted: Bool, _ call: Call<ListOffsetsResponse>
  ) -> ListOffsetsResponse.Partition {
    func refused(_ code: ErrorCode) -> ListOffsetsResponse.Partition {
      .init(partitionIndex: asked.partitionIndex, errorCode: code)
    }
    guard Special.isKnown(asked.timestamp, call.version) else { return refused(.unsupportedVersion) }
    let log: Log
    switch call.broker.engine.partition(topic, asked.partitionIndex) {
    case .success(let partition):
      do throws(EngineError) { log = try partition.log } catch { return refused(error.code) }
    case .failure(let refusal): return refused(refusal.code)
    }
    func found(_ offset: Offset, at time: Int64 = -1) -> ListOffsetsResponse.Partition {
      .init(
        partitionIndex: asked.partitionIndex, timestamp: time, offset: offset.value, leaderEpoch: log.leaderEpoch)
    }
    if let flaw = LeaderEpochCheck.flaw(asked.currentLeaderEpoch, log.leaderEpoch) { return refused(flaw) }
    let end = isCommitted ? log.stableOffset() : log.endOffset()
    do throws(LogError) {
      switch asked.timestamp {
      case Special.latest: return found(end)
      case Special.earliest, Special.earliestLocal: return found(log.startOffset)
      case Special.latestTime:
        guard let latest = try log.latest(), latest.offset < end else { return refused(.none) }
        return found(latest.offset, at: latest.timestamp.milliseconds)
      // Nothing is ever kept elsewhere.
      case Special.latestTiered, Special.earliestToUpload: return refused(.none)
      default:
        let time = Timestamp(milliseconds: asked.timestamp)
        guard let first = try log.offset(atOrAfter: time), first.offset < end else { return refused(.none) }
        return found(first.offset, at: first.timestamp.milliseconds)
      }
    } catch { return refused(error.code) }
  }
}
