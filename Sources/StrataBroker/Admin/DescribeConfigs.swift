import StrataEngine
import StrataWire

extension Handler {
  /// Settings of topics and of the broker, all that there are, each with where it comes from (SPEC §12.4).
  static let describeConfigs = Handler(DescribeConfigsRequest.self) { request, call in
    let kinds = request.resources.map { ConfigResource(rawValue: $0.resourceType) }
    // Kafka takes one resource that can't be for a request that can't be.
    let isSound = !kinds.contains(nil)
    let layers = ConfigLayers(
      call.broker.settings.config, call.broker.engine.liveSettings, places: call.broker.places)
    var room = AdminLimits.toldSettings
    let results = zip(request.resources, kinds).map { resource, kind -> DescribeConfigsResponse.Resource in
      var result = DescribeConfigsResponse.Resource(
        errorMessage: "", resourceType: resource.resourceType, resourceName: resource.resourceName)
      do throws(AdminRefusal) {
        guard isSound, let kind else { throw AdminRefusal(.invalidRequest, "a resource of the request is of no kind") }
        guard room > 0 else {
          throw AdminRefusal(.invalidRequest, "an answer tells \(AdminLimits.toldSettings) settings; ask for fewer")
        }
        // No keys and all keys are the same.
        let keys = resource.configurationKeys.flatMap { $0.isEmpty ? nil : Set($0) }
        result.configs = try entries(of: kind, resource.resourceName, call.broker, layers)
          .filter { keys?.contains($0.name) ?? true }
          .map { $0.wire(synonyms: request.includeSynonyms) }
        room -= result.configs.count
      } catch {
        result.errorCode = error.code
        result.errorMessage = error.message
      }
      return result
    }
    return .now(DescribeConfigsResponse(results: results))
  }

  private static func entries(
    of kind: ConfigResource, _ name: String, _ broker: BrokerLoop, _ layers: ConfigLayers
  ) throws(AdminRefusal) -> [ConfigEntry] {
    switch kind {
    case .topic:
      do throws(EngineError) {
        try TopicName.check(name)
        return ConfigEntry.all(of: try broker.engine.topic(name).settings, layers)
      } catch { throw AdminRefusal(error) }
    case .broker:
      if name.isEmpty { return ConfigEntry.ofCluster(broker.engine.liveSettings) }
      try checkNode(name)
      return ConfigEntry.all(layers)
    case .brokerLogger:
      // There is one log, and no level to set.
      try checkNode(name)
      return []
    case .clientMetrics, .group: return []
    }
  }

  /// Refuses the name of a broker that is not this one.
  static func checkNode(_ name: String) throws(AdminRefusal) {
    guard let id = Int32(name) else { throw AdminRefusal(.invalidRequest, "a broker's id is a number, not \(name)") }
    guard id == Node.id else {
      throw AdminRefusal(.invalidRequest, "there is no broker \(id); the only one has id \(Node.id)")
    }
  }
}

extension BrokerLoop {
  /// What the broker has from how it was started rather than from its settings.
  fileprivate var places: [String: String] {
    let host = settings.advertisedHost ?? settings.host
    return [
      "log.dirs": engine.directory, "node.id": String(Node.id), "broker.id": String(Node.id),
      "listeners": "PLAINTEXT://\(settings.host):\(port)",
      "advertised.listeners": "PLAINTEXT://\(host):\(settings.advertisedPort ?? port)",
      "auto.create.topics.enable": String(settings.autoCreateTopics),
      "num.partitions": String(settings.defaultPartitions),
    ].filter { settings.config.value($0.key) != $0.value }
  }
}

extension ConfigEntry {
  fileprivate func wire(synonyms isAsked: Bool) -> DescribeConfigsResponse.Config {
    .init(
      name: name, value: value, readOnly: isReadOnly, configSource: source.rawValue, isSensitive: isSensitive,
      synonyms: isAsked ? synonyms.map { .init(name: $0.name, value: $0.value, source: $0.source.rawValue) } : [],
      configType: kind.rawValue, documentation: nil)
  }
}
