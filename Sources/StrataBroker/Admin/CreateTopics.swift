import StrataEngine
import StrataWire

extension Handler {
  /// Makes topics, or says what would come of it (SPEC §12.4). Each is made or refused by itself.
  static let createTopics = Handler(CreateTopicsRequest.self) { request, call in
    let repeated = request.topics.map(\.name).repeated
    var seen: Set<String> = []
    let topics = request.topics.filter { seen.insert($0.name).inserted }
    let isTooMuch =
      request.topics.reduce(0) { $0 + max(Int($1.numPartitions), $1.assignments.count) }
      > AdminLimits.newPartitions
    var response = CreateTopicsResponse()
    response.topics = topics.map { topic in
      do throws(AdminRefusal) {
        if isTooMuch {
          throw AdminRefusal(.policyViolation, "a request may make \(AdminLimits.newPartitions) partitions; make fewer")
        }
        if repeated.contains(topic.name) { throw .duplicateTopic }
        return try create(topic, validateOnly: request.validateOnly, call.broker)
      } catch {
        return .init(
          name: topic.name, errorCode: error.code, errorMessage: error.message, numPartitions: -1,
          replicationFactor: -1, configs: [])
      }
    }
    return .now(response)
  }

  private static func create(
    _ asked: CreateTopicsRequest.Topic, validateOnly: Bool, _ broker: BrokerLoop
  ) throws(AdminRefusal) -> CreateTopicsResponse.Topic {
    // A name that is taken or can't be is told before anything else that is wrong.
    do throws(EngineError) {
      try broker.engine.checkTopic(asked.name, partitions: 1, settings: TopicSettings())
    } catch { throw AdminRefusal(error) }
    let given = try given(asked.configs)
    let count = try partitionCount(asked, standard: broker.settings.defaultPartitions)
    do throws(EngineError) {
      let settings = try TopicSettings(given)
      var id = WireUUID.zero
      let told: TopicSettings
      if validateOnly {
        told = try broker.engine.checkTopic(asked.name, partitions: count, settings: settings)
      } else {
        let topic = try broker.engine.createTopic(asked.name, partitions: count, settings: settings)
        (id, told) = (WireUUID(topic.id), topic.settings)
      }
      let layers = ConfigLayers(broker.settings.config, broker.engine.liveSettings)
      return .init(
        name: asked.name, topicID: id, errorMessage: nil, numPartitions: count, replicationFactor: 1,
        configs: ConfigEntry.all(of: told, layers).map { entry in
          .init(
            name: entry.name, value: entry.value, readOnly: entry.isReadOnly, configSource: entry.source.rawValue,
            isSensitive: entry.isSensitive)
        })
    } catch { throw AdminRefusal(error) }
  }

  private static func given(_ configs: [CreateTopicsRequest.Config]) throws(AdminRefusal) -> [String: String] {
    var given: [String: String] = [:]
    for config in configs {
      guard let value = config.value else {
        throw AdminRefusal(.invalidConfig, "the setting \(config.name) has no value; give it one or leave it out")
      }
      given[config.name] = value
    }
    return given
  }

  /// How many partitions the topic is to have: said by a number, by who is to hold each, or not at all.
  private static func partitionCount(
    _ asked: CreateTopicsRequest.Topic, standard: Int32
  ) throws(AdminRefusal) -> Int32 {
    guard !asked.assignments.isEmpty else {
      if asked.replicationFactor != -1, asked.replicationFactor <= 0 {
        throw AdminRefusal(.invalidReplicationFactor, "the replication factor must be above 0, or -1 for the default")
      }
      if asked.numPartitions != -1, asked.numPartitions <= 0 {
        throw AdminRefusal(.invalidPartitions, "the number of partitions must be above 0, or -1 for the default")
      }
      if asked.replicationFactor > 1 {
        throw AdminRefusal(
          .invalidReplicationFactor,
          "the partitions can't be replicated \(asked.replicationFactor) times: there is 1 broker; ask for 1 or -1")
      }
      return asked.numPartitions == -1 ? standard : asked.numPartitions
    }
    if asked.replicationFactor != -1 {
      throw AdminRefusal(.invalidRequest, "with a manual assignment the replication factor must be -1")
    }
    if asked.numPartitions != -1 {
      throw AdminRefusal(.invalidRequest, "with a manual assignment the number of partitions must be -1")
    }
    var seen: Set<Int32> = []
    for assignment in asked.assignments {
      try Placement.check(assignment.brokerIDs)
      guard seen.insert(assignment.partitionIndex).inserted else {
        throw AdminRefusal(
          .invalidReplicaAssignment, "partition \(assignment.partitionIndex) is assigned more than once")
      }
    }
    guard seen.min() == 0, seen.max() == Int32(clamping: seen.count - 1) else {
      throw AdminRefusal(.invalidReplicaAssignment, "the partitions assigned must be counted from 0 without gaps")
    }
    return Int32(clamping: seen.count)
  }
}
