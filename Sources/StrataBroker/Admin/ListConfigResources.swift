import StrataEngine
import StrataWire

extension Handler {
  /// What can be asked for its settings (SPEC §12.4). Version 0 is about clients' metrics alone: there are none.
  static let listConfigResources = Handler(ListConfigResourcesRequest.self) { request, call in
    guard call.version > 0 else { return .now(ListConfigResourcesResponse()) }
    let every: [ConfigResource] = [.topic, .broker, .brokerLogger, .clientMetrics, .group]
    let asked = request.resourceTypes.map { ConfigResource(rawValue: $0) }
    guard !asked.contains(nil) else {
      return .now(ListConfigResourcesResponse(errorCode: .unsupportedVersion))
    }
    let kinds = Set(asked.isEmpty ? every : asked.compactMap(\.self))
    let node = String(Node.id)
    var resources: [ListConfigResourcesResponse.Resource] = []
    for kind in [ConfigResource.brokerLogger, .broker] where kinds.contains(kind) {
      resources.append(.init(resourceName: node, resourceType: kind.rawValue))
    }
    if kinds.contains(.topic) {
      resources += call.broker.engine.topics.map {
        .init(resourceName: $0.name, resourceType: ConfigResource.topic.rawValue)
      }
    }
    return .now(ListConfigResourcesResponse(configResources: resources))
  }
}
