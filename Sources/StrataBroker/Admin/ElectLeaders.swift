import StrataEngine
import StrataWire

extension Handler {
  /// Elects nobody (SPEC §12.4): there is one broker, it leads every partition, and so it is told for each.
  static let electLeaders = Handler(ElectLeadersRequest.self) { request, call in
    let engine = call.broker.engine
    guard let asked = request.topicPartitions else {
      return .now(
        ElectLeadersResponse(
          replicaElectionResults: engine.topics.map { .init(topic: $0.name, partitionResult: []) }))
    }
    // Preferred and unclean.
    let isKnown = 0...1 ~= request.electionType
    let isWordy = asked.reduce(0) { $0 + $1.partitions.count } <= AdminLimits.wordyPartitions
    func words(_ text: @autoclosure () -> String) -> String? { isWordy ? text() : nil }
    let results = asked.map { topic -> ElectLeadersResponse.Topic in
      let partitions = topic.partitions.map { index -> ElectLeadersResponse.Partition in
        guard isKnown else {
          return .init(
            partitionID: index, errorCode: .invalidRequest,
            errorMessage: words("no election is of type \(request.electionType)"))
        }
        do throws(EngineError) {
          _ = try engine.topic(topic.topic).partition(index)
          return .init(
            partitionID: index, errorCode: .electionNotNeeded,
            errorMessage: words("no election is needed: the leader is the preferred one"))
        } catch {
          return .init(partitionID: index, errorCode: error.code, errorMessage: words(error.description))
        }
      }
      return .init(topic: topic.topic, partitionResult: partitions)
    }
    return .now(
      ElectLeadersResponse(errorCode: isKnown ? .none : .invalidRequest, replicaElectionResults: results))
  }
}
