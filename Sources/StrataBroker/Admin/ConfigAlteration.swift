import StrataEngine
import StrataWire

/// A request that alters settings, resource by resource (SPEC §12.4).
struct ConfigAlteration {
  struct Name: Hashable {
    var kind: Int8
    var name: String
  }

  /// What is asked for.
  enum Wish {
    case replacement([String: String])
    case changes([String: SettingChange])
  }

  let broker: BrokerLoop
  let validateOnly: Bool

  /// Does what `wish` makes of each resource; nil where it is done. A resource that is there twice is refused twice.
  func each(_ names: [Name], _ wish: (Int) throws(AdminRefusal) -> Wish) -> [AdminRefusal?] {
    var counts: [Name: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return names.indices.map { index in
      do throws(AdminRefusal) {
        guard counts[names[index]] == 1 else {
          throw AdminRefusal(.invalidRequest, "the resource is there more than once; say it once")
        }
        try alter(names[index], try wish(index))
        return nil
      } catch { return error }
    }
  }

  private func alter(_ resource: Name, _ wish: Wish) throws(AdminRefusal) {
    switch ConfigResource(rawValue: resource.kind) {
    case .topic: try alterTopic(resource.name, wish)
    case .broker: try alterBroker(resource.name, wish)
    case .brokerLogger:
      try Handler.checkNode(resource.name)
      if case .changes(let changes) = wish, changes.isEmpty { return }
      throw AdminRefusal(.invalidConfig, "there is no logger of that name")
    case .clientMetrics, .group:
      throw AdminRefusal(.invalidRequest, "settings of groups and of clients' metrics are not kept here")
    case nil: throw AdminRefusal(.invalidRequest, "no resource is of kind \(resource.kind)")
    }
  }

  private func alterTopic(_ name: String, _ wish: Wish) throws(AdminRefusal) {
    guard !name.isEmpty else { throw AdminRefusal(.invalidRequest, "settings are of one topic; name it") }
    do throws(EngineError) {
      try TopicName.check(name)
      let topic = try broker.engine.topic(name)
      switch wish {
      case .replacement(let given) where validateOnly: _ = try TopicSettings(given)
      case .replacement(let given): try broker.engine.replaceSettings(of: name, with: given)
      case .changes(let changes) where validateOnly: _ = try topic.settings.changed(changes)
      case .changes(let changes): try broker.engine.changeTopic(name, changes)
      }
    } catch { throw AdminRefusal(error) }
  }

  private func alterBroker(_ name: String, _ wish: Wish) throws(AdminRefusal) {
    if !name.isEmpty { try Handler.checkNode(name) }
    let scope: LiveSettings.Scope = name.isEmpty ? .brokers : .broker
    do throws(EngineError) {
      switch wish {
      case .replacement(let given):
        try broker.engine.replaceBrokerSettings(scope, with: given, validateOnly: validateOnly)
      case .changes(let changes): try broker.engine.changeBroker(scope, changes, validateOnly: validateOnly)
      }
    } catch {
      // What Kafka's brokers refuse of their settings is a bad request; what its controller refuses, a bad setting.
      let isLasting = if case .invalidSetting("min.insync.replicas", _, _) = error { true } else { false }
      throw AdminRefusal(isLasting ? .invalidConfig : .invalidRequest, error.description)
    }
  }
}
