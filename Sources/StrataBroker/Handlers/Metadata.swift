import StrataEngine
import StrataWire

extension Handler {
  /// Which topics there are, and where (SPEC §12.2): one broker, which leads everything in epoch 0.
  static let metadata = Handler(MetadataRequest.self) { request, call in
    var response = MetadataResponse()
    let place = call.advertised
    response.brokers = [.init(nodeID: Node.id, host: place.host, port: place.port)]
    response.clusterID = call.broker.engine.clusterID
    response.controllerID = Node.id
    if request.includeClusterAuthorizedOperations { response.clusterAuthorizedOperations = Operations.ofCluster }
    response.topics = topics(request, call)
    if request.includeTopicAuthorizedOperations {
      // Of a topic that there isn't, too: only an id that nobody has stands for no name that could be allowed.
      for n in response.topics.indices where response.topics[n].errorCode != .unknownTopicID {
        response.topics[n].topicAuthorizedOperations = Operations.ofTopic
      }
    }
    return .now(response)
  }

  private static func topics(
    _ request: MetadataRequest, _ call: Call<MetadataResponse>
  ) -> [MetadataResponse.Topic] {
    let engine = call.broker.engine
    guard let asked = request.topics, call.version > 0 || !asked.isEmpty else { return engine.topics.map(describe) }
    // Versions 10 and 11 have ids and may not use them.
    if call.version < 12, asked.contains(where: { $0.name == nil || $0.topicID != .zero }) {
      return asked.map { .init(errorCode: .invalidRequest, name: $0.name ?? "", topicID: $0.topicID) }
    }
    let ids = asked.filter { $0.name == nil && $0.topicID != .zero }.map(\.topicID)
    if !ids.isEmpty {
      return ids.map { id in
        engine.topic(TopicID(id)).map(describe) ?? .init(errorCode: .unknownTopicID, name: nil, topicID: id)
      }
    }
    var seen: Set<String> = []
    return asked.compactMap(\.name).filter { seen.insert($0).inserted }.map { name in
      topic(name, mayCreate: request.allowAutoTopicCreation, call)
    }
  }

  /// The topic of this name, made if it may be.
  private static func topic(
    _ name: String, mayCreate: Bool, _ call: Call<MetadataResponse>
  ) -> MetadataResponse.Topic {
    let engine = call.broker.engine
    do throws(EngineError) {
      if !mayCreate || !call.broker.settings.autoCreateTopics { return describe(try engine.topic(name)) }
      return describe(try engine.openTopic(name, partitions: call.broker.settings.defaultPartitions))
    } catch {
      // A name that no topic can have is told as such even when nothing is made.
      do throws(EngineError) { try TopicName.check(name) } catch { return .init(errorCode: error.code, name: name) }
      return .init(errorCode: error.code, name: name)
    }
  }

  private static func describe(_ topic: Topic) -> MetadataResponse.Topic {
    .init(
      name: topic.name, topicID: WireUUID(topic.id),
      partitions: topic.partitions.map {
        .init(
          partitionIndex: $0.id.index, leaderID: Node.id, leaderEpoch: $0.leaderEpoch, replicaNodes: [Node.id],
          isrNodes: [Node.id])
      })
  }
}

/// The one broker there is.
enum Node {
  static let id: Int32 = 1
}

/// What a client may do, as bits of Kafka's numbers for operations. Nothing is forbidden here.
enum Operations {
  /// Read, write, create, delete, alter, describe, describe and alter configurations.
  static let ofTopic: Int32 = 0b1101_1111_1000
  /// Create, alter, describe, cluster action, describe and alter configurations, idempotent write.
  static let ofCluster: Int32 = 0b1_1111_1010_0000
}

extension TopicID {
  /// An id as the wire has it.
  init(_ id: WireUUID) { self.init(high: id.high, low: id.low) }
}

extension WireUUID {
  /// A topic's id for the wire.
  init(_ id: TopicID) { self.init(high: id.high, low: id.low) }
}
