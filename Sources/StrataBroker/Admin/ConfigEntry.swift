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

/// What a broker was told, nearest first: changed while it ran, for it and for all brokers, and as it was started.
struct ConfigLayers {
  private let layers: [(source: ConfigSource, given: [String: String])]
  private let config: BrokerConfig

  init(_ config: BrokerConfig, _ live: LiveSettings, places: [String: String] = [:]) {
    self.config = config
    let started = config.given.merging(places) { _, place in place }
    layers = [(.dynamicBroker, live[.broker]), (.dynamicDefaultBroker, live[.brokers]), (.staticBroker, started)]
  }

  /// What each layer says by one of the names, the first name counting most, then what holds without a word. As in
  /// Kafka there is none where only coarser names than the first are said, such as hours for milliseconds.
  func synonyms(_ names: [String]) -> [ConfigEntry.Synonym] {
    guard let first = names.first, layers.contains(where: { $0.given[first] != nil }) || config.standard(first) != nil
    else { return [] }
    var synonyms: [ConfigEntry.Synonym] = []
    for layer in layers {
      for name in names {
        if let value = layer.given[name] { synonyms.append(.init(name: name, value: value, source: layer.source)) }
      }
    }
    for name in names {
      if let value = config.standard(name) { synonyms.append(.init(name: name, value: value, source: .standard)) }
    }
    return synonyms
  }
}

extension ConfigEntry {
  /// All settings of a topic on a broker that was told so.
  static func all(of settings: TopicSettings, _ layers: ConfigLayers) -> [ConfigEntry] {
    TopicSettings.listed(with: settings).map { definition in
      let name = definition.name
      let own = settings.given[name].map { Synonym(name: name, value: $0, source: .topic) }
      let synonyms = (own.map { [$0] } ?? []) + layers.synonyms(BrokerConfig.topicNames[name] ?? [])
      return ConfigEntry(name: name, value: settings.value(name), kind: definition.kind, synonyms: synonyms)
    }
  }

  /// All settings of the broker.
  static func all(_ layers: ConfigLayers) -> [ConfigEntry] {
    BrokerConfig.definitions.map { definition in
      let synonyms = layers.synonyms([definition.name])
      let shown =
        definition.isSensitive ? synonyms.map { Synonym(name: $0.name, value: nil, source: $0.source) } : synonyms
      return ConfigEntry(
        name: definition.name, value: shown.first?.value, kind: definition.kind, isReadOnly: !definition.isDynamic,
        synonyms: shown)
    }
  }

  /// Settings of all brokers together.
  static func ofCluster(_ live: LiveSettings) -> [ConfigEntry] {
    live[.brokers].sorted { $0.key < $1.key }.map { name, value in
      let kind = BrokerConfig.definitions.first { $0.name == name }?.kind ?? .string
      return ConfigEntry(
        name: name, value: value, kind: kind,
        synonyms: [Synonym(name: name, value: value, source: .dynamicDefaultBroker)])
    }
  }
}
