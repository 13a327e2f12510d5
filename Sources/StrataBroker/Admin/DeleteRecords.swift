import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Forgets the records of partitions below an offset, or all with −1 (SPEC §12.4).
  static let deleteRecords = Handler(DeleteRecordsRequest.self) { request, call in
    let engine = call.broker.engine
    let topics = request.topics.map { topic -> DeleteRecordsResponse.Topic in
      // Kafka answers a partition that is named twice once, by what is said last.
      let last = Dictionary(topic.partitions.map { ($0.partitionIndex, $0.offset) }) { _, last in last }
      let partitions = last.sorted { $0.key < $1.key }.map { index, offset -> DeleteRecordsResponse.Partition in
        do throws(EngineError) {
          guard offset >= -1 else {
            return .init(partitionIndex: index, lowWatermark: -1, errorCode: .offsetOutOfRange)
          }
          let start = try engine.deleteRecords(
            of: PartitionID(topic.name, index), before: offset == -1 ? nil : Offset(offset))
          return .init(partitionIndex: index, lowWatermark: start.value)
        } catch {
          return .init(partitionIndex: index, lowWatermark: -1, errorCode: error.code)
        }
      }
      return .init(name: topic.name, partitions: partitions)
    }
    return .now(DeleteRecordsResponse(topics: topics))
  }
}
