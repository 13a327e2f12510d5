import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// The producers that a partition remembers (SPEC §12.4).
  static let describeProducers = Handler(DescribeProducersRequest.self) { request, call in
    let engine = call.broker.engine
    let isWordy = request.topics.reduce(0) { $0 + $1.partitionIndexes.count } <= AdminLimits.wordyPartitions
    let topics = request.topics.map { topic -> DescribeProducersResponse.Topic in
      // Once each: a partition may have many producers.
      let partitions = Set(topic.partitionIndexes).sorted().map { index -> DescribeProducersResponse.Partition in
        do throws(EngineError) {
          try TopicName.check(topic.name)
          let partition = try engine.topic(topic.name).partition(index)
          return .init(
            partitionIndex: index,
            activeProducers: try partition.producers.map {
              .init(
                producerID: $0.id, producerEpoch: Int32($0.epoch), lastSequence: $0.lastSequence,
                lastTimestamp: $0.lastTimestamp.milliseconds, coordinatorEpoch: $0.coordinatorEpoch,
                currentTxnStartOffset: $0.openSince)
            })
        } catch {
          return .init(partitionIndex: index, errorCode: error.code, errorMessage: isWordy ? error.description : nil)
        }
      }
      return .init(name: topic.name, partitions: partitions)
    }
    return .now(DescribeProducersResponse(topics: topics))
  }
}
