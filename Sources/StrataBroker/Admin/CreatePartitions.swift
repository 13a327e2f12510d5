import StrataEngine
import StrataWire

extension Handler {
  /// Gives topics more partitions, or says what would come of it (SPEC §12.4).
  static let createPartitions = Handler(CreatePartitionsRequest.self) { request, call in
    let repeated = request.topics.map(\.name).repeated
    var seen: Set<String> = []
    let results = request.topics.filter { seen.insert($0.name).inserted }.map {
      topic -> CreatePartitionsResponse.Topic in
      do throws(AdminRefusal) {
        if repeated.contains(topic.name) { throw .duplicateTopic }
        try grow(topic, validateOnly: request.validateOnly, call.broker.engine)
        return .init(name: topic.name)
      } catch {
        return .init(name: topic.name, errorCode: error.code, errorMessage: error.message)
      }
    }
    return .now(CreatePartitionsResponse(results: results))
  }

  private static func grow(
    _ asked: CreatePartitionsRequest.Topic, validateOnly: Bool, _ engine: Engine
  ) throws(AdminRefusal) {
    let has: Int32
    do throws(EngineError) {
      has = Int32(clamping: try engine.topic(asked.name).partitions.count)
    } catch { throw AdminRefusal(error) }
    guard asked.count > has else {
      throw AdminRefusal(.invalidPartitions, "the topic has \(has) partitions already; \(asked.count) are not more")
    }
    guard asked.count <= Engine.mostPartitions else {
      throw AdminRefusal(EngineError.invalidPartitionCount(asked.count, most: Engine.mostPartitions))
    }
    if let assignments = asked.assignments {
      guard assignments.count == Int(asked.count - has) else {
        throw AdminRefusal(
          .invalidReplicaAssignment,
          "\(asked.count - has) partitions are to be added, but \(assignments.count) are assigned")
      }
      for assignment in assignments { try Placement.check(assignment.brokerIDs) }
    }
    if validateOnly { return }
    do throws(EngineError) {
      try engine.growTopic(asked.name, to: asked.count)
    } catch { throw AdminRefusal(error) }
  }
}
