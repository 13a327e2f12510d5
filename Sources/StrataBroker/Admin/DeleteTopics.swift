import StrataEngine
import StrataWire

extension Handler {
  /// Deletes topics by name, or by id from version 6 on (SPEC §12.4).
  static let deleteTopics = Handler(DeleteTopicsRequest.self) { request, call in
    let asked =
      call.version < 6
      ? request.topicNames.map { DeleteTopicsRequest.Topic(name: $0, topicID: .zero) } : request.topics
    if !call.broker.settings.config.deletesTopics {
      let code: ErrorCode = call.version < 3 ? .invalidRequest : .topicDeletionDisabled
      return .now(
        DeleteTopicsResponse(
          responses: asked.map {
            .init(
              name: $0.name, topicID: $0.topicID, errorCode: code,
              errorMessage: "deleting topics is off; start the broker with delete.topic.enable=true")
          }))
    }
    let engine = call.broker.engine
    let (plan, refused) = plan(asked) { target in
      let topic = target.name.map { try? engine.topic($0) } ?? target.id.flatMap { engine.topic(TopicID($0)) }
      return topic.map { ($0.name, WireUUID($0.id)) }
    }
    let deleted = plan.map { topic -> DeleteTopicsResponse.Topic in
      do throws(EngineError) {
        try engine.deleteTopic(topic.name)
        return .init(name: topic.name, topicID: topic.id)
      } catch {
        return .init(name: topic.name, topicID: topic.id, errorCode: error.code, errorMessage: error.description)
      }
    }
    return .now(DeleteTopicsResponse(responses: refused + deleted))
  }

  /// What a request calls a topic by: one of the two.
  private struct Target: Hashable {
    var name: String?
    var id: WireUUID?
  }

  /// Which topics to delete, each once, and the answers for the rest.
  private static func plan(
    _ asked: [DeleteTopicsRequest.Topic], _ find: (Target) -> (name: String, id: WireUUID)?
  ) -> (found: [(name: String, id: WireUUID)], refused: [DeleteTopicsResponse.Topic]) {
    var refused: [DeleteTopicsResponse.Topic] = []
    func refuse(_ name: String?, _ id: WireUUID, _ code: ErrorCode, _ message: String) {
      refused.append(.init(name: name, topicID: id, errorCode: code, errorMessage: message))
    }
    var counts: [Target: Int] = [:]
    var targets: [Target] = []
    for topic in asked {
      switch (topic.name, topic.topicID != .zero) {
      case (.some(let name), true):
        refuse(name, topic.topicID, .invalidRequest, "say the topic's name or its id, not both")
      case (nil, false): refuse(nil, .zero, .invalidRequest, "say the topic's name or its id")
      case (.some(let name), false): targets.append(.init(name: name, id: nil))
      case (nil, true): targets.append(.init(name: nil, id: topic.topicID))
      }
    }
    for target in targets { counts[target, default: 0] += 1 }
    var found: [(name: String, id: WireUUID)] = []
    let byID = Set(targets.compactMap(\.id))
    for (target, count) in counts {
      let topic = find(target)
      if count > 1 {
        let kind = target.name == nil ? "id" : "name"
        refuse(
          target.name, target.id ?? .zero, .invalidRequest, "the topic's \(kind) is there more than once; say it once")
      } else if let name = target.name, let topic, byID.contains(topic.id) {
        refuse(name, topic.id, .invalidRequest, "the topic is there by its id too; say it once")
      } else if let topic {
        found.append(topic)
      } else if let id = target.id {
        refuse(nil, id, .unknownTopicID, "no topic has this id")
      } else {
        refuse(target.name, .zero, .unknownTopicOrPartition, "there is no such topic")
      }
    }
    return (found.sorted { $0.name < $1.name }, refused)
  }
}
