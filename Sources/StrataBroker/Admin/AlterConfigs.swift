import StrataEngine
import StrataWire

extension Handler {
  /// Gives topics the settings of the request and no others (SPEC §12.4).
  static let alterConfigs = Handler(AlterConfigsRequest.self) { request, call in
    let alteration = ConfigAlteration(broker: call.broker, validateOnly: request.validateOnly)
    let named = request.resources.map { ConfigAlteration.Name(kind: $0.resourceType, name: $0.resourceName) }
    let responses = alteration.each(named) { index throws(AdminRefusal) in
      let resource = request.resources[index]
      var given: [String: String] = [:]
      for config in resource.configs {
        guard let value = config.value else { throw .noValue(config.name) }
        given[config.name] = value
      }
      return .replacement(given)
    }
    return .now(
      AlterConfigsResponse(
        responses: zip(named, responses).map { name, refusal in
          .init(
            errorCode: refusal?.code ?? .none, errorMessage: refusal?.message, resourceType: name.kind,
            resourceName: name.name)
        }))
  }

  /// Changes settings of topics one by one, and leaves the others as they are (SPEC §12.4).
  static let incrementalAlterConfigs = Handler(IncrementalAlterConfigsRequest.self) { request, call in
    let alteration = ConfigAlteration(broker: call.broker, validateOnly: request.validateOnly)
    let named = request.resources.map { ConfigAlteration.Name(kind: $0.resourceType, name: $0.resourceName) }
    let responses = alteration.each(named) { index throws(AdminRefusal) in
      var changes: [String: SettingChange] = [:]
      let configs = request.resources[index].configs
      guard configs.map(\.name).repeated.isEmpty else {
        throw AdminRefusal(.invalidRequest, "a setting is there more than once; say it once")
      }
      for config in configs { changes[config.name] = try change(config) }
      return .changes(changes)
    }
    return .now(
      IncrementalAlterConfigsResponse(
        responses: zip(named, responses).map { name, refusal in
          .init(
            errorCode: refusal?.code ?? .none, errorMessage: refusal?.message, resourceType: name.kind,
            resourceName: name.name)
        }))
  }

  private static func change(_ config: IncrementalAlterConfigsRequest.Config) throws(AdminRefusal) -> SettingChange {
    if config.configOperation == 1 { return .remove }
    guard let value = config.value else { throw .noValue(config.name) }
    switch config.configOperation {
    case 0: return .set(value)
    case 2: return .append(value)
    case 3: return .subtract(value)
    default:
      throw AdminRefusal(.invalidRequest, "no operation has the number \(config.configOperation)")
    }
  }
}

extension AdminRefusal {
  fileprivate static func noValue(_ name: String) -> AdminRefusal {
    AdminRefusal(.invalidRequest, "the setting \(name) has no value; give it one, or remove it")
  }
}
