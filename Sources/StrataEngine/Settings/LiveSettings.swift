/// Settings of the broker that were changed while it ran (SPEC §7.7). They are kept in the catalog, and count more than
/// what the broker is started with: those of this broker first, then those of all brokers.
package struct LiveSettings: Hashable, Sendable {
  /// Whose settings.
  package enum Scope: String, Hashable, Sendable, CaseIterable {
    /// This broker's.
    case broker
    /// Those of all brokers, of which there is one.
    case brokers
  }

  private var given: [Scope: [String: String]] = [:]

  /// What a cluster of Kafka 4.3 says of itself when it is made, and can't take back.
  static let lasting = ["min.insync.replicas": "1"]

  /// Nothing was changed.
  package init() {}

  /// What was changed, by name.
  package subscript(scope: Scope) -> [String: String] {
    get {
      let given = given[scope] ?? [:]
      return scope == .brokers ? Self.lasting.merging(given) { _, changed in changed } : given
    }
    set { given[scope] = newValue.isEmpty ? nil : newValue }
  }

  /// What of it is kept in a file: not what is always so.
  var kept: [(scope: Scope, name: String, value: String)] {
    Scope.allCases.flatMap { scope in
      (given[scope] ?? [:]).sorted { $0.key < $1.key }.map { (scope, $0.key, $0.value) }
    }
  }

  /// The value that counts; nil when none was changed.
  package func value(_ name: String) -> String? { self[.broker][name] ?? self[.brokers][name] }

  /// What it says for topics that say nothing themselves, by the topics' names.
  var topicDefaults: [String: String] {
    let both = (given[.brokers] ?? [:]).merging(given[.broker] ?? [:]) { _, own in own }
    return ((try? BrokerConfig(both)) ?? BrokerConfig()).topicDefaults
  }
}

extension LiveSettings {
  /// The settings after changes by name. Throws ``EngineError/invalidSetting(name:value:reason:)`` for what no broker
  /// has, can't change, or can't be so, and ``EngineError/unsupportedSetting(name:value:)``.
  func changed(_ scope: Scope, _ changes: [String: SettingChange]) throws(EngineError) -> LiveSettings {
    var values = self[scope]
    for (name, change) in changes.sorted(by: { $0.key < $1.key }) {
      switch change {
      case .set(let value): values[name] = value
      case .remove: values[name] = nil
      case .append, .subtract:
        guard let definition = BrokerDefinitions.byName[name], definition.kind == .list else {
          throw .invalidSetting(name: name, value: values[name] ?? "", reason: "it is no list")
        }
        let old = values[name] ?? BrokerConfig().standard(name) ?? ""
        values[name] = change.applied(to: old)
      }
    }
    return try replaced(scope, values)
  }

  /// The settings with these for a scope and no others.
  func replaced(_ scope: Scope, _ values: [String: String]) throws(EngineError) -> LiveSettings {
    for name in Self.lasting.keys where scope == .brokers && values[name] == nil {
      throw .invalidSetting(name: name, value: "", reason: "all brokers together always have it; give it a value")
    }
    for (name, value) in values where self[scope][name] != value {
      if Self.lasting[name] != nil, scope == .broker {
        throw .invalidSetting(name: name, value: value, reason: "it is said for all brokers together")
      }
      // An address is listened on from the start; everything else that is not dynamic is as it was said then.
      guard BrokerDefinitions.byName[name]?.isDynamic ?? true, name != "listeners" else {
        throw .invalidSetting(name: name, value: value, reason: "it can't change while the broker runs")
      }
    }
    var result = self
    let checked = try BrokerConfig(values).given
    result[scope] = checked.filter { Self.lasting[$0.key] != $0.value }
    return result
  }
}
