import StrataEngine

/// A setting as it is told (SPEC §12.4): its value, where that comes from, and what would hold without it, nearest
/// first.
struct ConfigEntry {
  struct Synonym: Hashable {
    var name: String
    var value: String?
    var source: ConfigSource
  }

  var name: String
  var value: String?
  var kind: SettingKind
  var isReadOnly = false
  var synonyms: [Synonym]

  var source: ConfigSource { synonyms.first?.source ?? .standard }
  var isSensitive: Bool { kind == .password }
}

// MARK: Topics

extension ConfigEntry {
  /// All settings of a topic on a broker of this configuration.
  static func all(of settings: TopicSettings, _ config: BrokerConfig) -> [ConfigEntry] {
    TopicSettings.listed(with: settings).map { definition in
      let name = definition.name
      var synonyms: [Synonym] = []
      if let value = settings.given[name] { synonyms.append(.init(name: name, value: value, source: .topic)) }
      let names = BrokerConfig.topicNames[name] ?? []
      if names.contains(clusterWide.name) { synonyms.append(clusterWide) }
      for name in names {
        if let value = config.given[name] { synonyms.append(.init(name: name, value: value, source: .staticBroker)) }
      }
      if let first = names.first, let value = config.standard(first) {
        synonyms.append(.init(name: first, value: value, source: .standard))
      }
      let value = settings.given[name] ?? config.topicDefaults[name] ?? definition.standard
      return ConfigEntry(name: name, value: value, kind: definition.kind, synonyms: synonyms)
    }
  }

  /// What a cluster of Kafka 4.3 says of itself when it is made, and can't take back.
  private static let clusterWide = Synonym(name: "min.insync.replicas", value: "1", source: .dynamicDefaultBroker)
}

// MARK: The broker

extension ConfigEntry {
  /// All settings of the broker; `places` are values that it has from how it was started.
  static func all(of config: BrokerConfig, places: [String: String]) -> [ConfigEntry] {
    BrokerConfig.definitions.map { definition in
      let name = definition.name
      var synonyms: [Synonym] = []
      func add(_ value: String?, _ source: ConfigSource) {
        guard let value else { return }
        synonyms.append(.init(name: name, value: definition.isSensitive ? nil : value, source: source))
      }
      let given = places[name] ?? config.given[name]
      if name == clusterWide.name { synonyms.append(clusterWide) }
      add(given, .staticBroker)
      add(config.standard(name), .standard)
      let value = given ?? config.standard(name)
      return ConfigEntry(
        name: name, value: definition.isSensitive ? nil : value, kind: definition.kind,
        isReadOnly: !definition.isDynamic, synonyms: synonyms)
    }
  }

  /// Settings of all brokers together.
  static let ofCluster = [
    ConfigEntry(name: clusterWide.name, value: clusterWide.value, kind: .int, synonyms: [clusterWide])
  ]
}
