public import StrataLog
import Synchronization

/// Topics that change while they live (SPEC §7.1).
extension Engine {
  /// The most partitions that a topic can have.
  package static var mostPartitions: Int32 { TopicCatalog.mostPartitions }
  /// The data directory, as it was given.
  package var directory: String { store.directory }
  /// Whether records end with the engine.
  package var isInMemory: Bool { store.storage is MemoryStorage }

  /// Refuses what ``createTopic(_:partitions:settings:)`` would, and makes nothing. Returns the settings as the topic
  /// would have them.
  @discardableResult
  public func checkTopic(
    _ name: String, partitions: Int32, settings: TopicSettings
  ) throws(EngineError) -> TopicSettings {
    try checkOpen()
    try TopicName.check(name)
    guard !TopicName.isInternal(name) else { throw .topicExists(name) }
    return try store.catalog.withLock { [defaults = store.defaults] catalog throws(EngineError) in
      try catalog.check(name, partitions: partitions, settings, inheriting: defaults)
    }
  }

  /// Changes settings of a topic by name. They are kept once this returns, and its logs go by them. Throws
  /// ``EngineError/unknownTopic(_:)``, ``EngineError/invalidSetting(name:value:reason:)`` and
  /// ``EngineError/unsupportedSetting(name:value:)``, with the topic as it was.
  @discardableResult
  public func changeTopic(_ name: String, _ changes: [String: SettingChange]) throws(EngineError) -> Topic {
    _ = try topic(name)
    return try store.change(name) { (settings) throws(EngineError) in try settings.changed(changes) }
  }

  /// Gives a topic these settings and no others. Throws as ``changeTopic(_:_:)`` does.
  @discardableResult
  public func replaceSettings(of name: String, with given: [String: String]) throws(EngineError) -> Topic {
    _ = try topic(name)
    return try store.change(name) { (settings) throws(EngineError) in
      try TopicSettings(given, inherited: settings.inherited)
    }
  }

  /// Settings of the broker that were changed while it ran.
  package var liveSettings: LiveSettings { store.live }

  /// Changes settings of the broker that may change while it runs. They are kept once this returns, and topics that say
  /// nothing themselves go by them. Throws ``EngineError/invalidSetting(name:value:reason:)`` and
  /// ``EngineError/unsupportedSetting(name:value:)``, with all as it was. Checks only if `validateOnly`.
  package func changeBroker(
    _ scope: LiveSettings.Scope, _ changes: [String: SettingChange], validateOnly: Bool = false
  ) throws(EngineError) {
    try checkOpen()
    if validateOnly { return _ = try store.live.changed(scope, changes) }
    try store.changeLive { (live) throws(EngineError) in try live.changed(scope, changes) }
  }

  /// Gives the broker these settings and no others beside those that it is started with. Throws as
  /// ``changeBroker(_:_:validateOnly:)`` does.
  package func replaceBrokerSettings(
    _ scope: LiveSettings.Scope, with given: [String: String], validateOnly: Bool = false
  ) throws(EngineError) {
    try checkOpen()
    if validateOnly { return _ = try store.live.replaced(scope, given) }
    try store.changeLive { (live) throws(EngineError) in try live.replaced(scope, given) }
  }

  /// Makes partitions until the topic has `count`, more than it had; keys may go to others from then on. Throws
  /// ``EngineError/unknownTopic(_:)`` and ``EngineError/invalidPartitionCount(_:most:)``.
  @discardableResult
  public func growTopic(_ name: String, to count: Int32) throws(EngineError) -> Topic {
    _ = try topic(name)
    let topic = try store.grow(name, to: count)
    for group in groups.all { group.topicsChanged() }
    return topic
  }

  /// Forgets a partition's records below `offset`, all that there are when it is nil. They can't be read from the
  /// return on, also after a crash. Returns the first offset that can. Throws ``EngineError/keptByKey(_:)`` where
  /// nothing may be deleted, and the log's out of range above its end.
  @discardableResult
  public func deleteRecords(of partition: PartitionID, before offset: Offset?) throws(EngineError) -> Offset {
    let topic = try topic(partition.topic)
    let log = try topic.partition(partition.index).log
    guard !topic.settings.isKeptByKey else { throw .keptByKey(partition) }
    do throws(LogError) {
      return try log.deleteRecords(before: offset ?? log.endOffset())
    } catch { throw .log(partition: partition, error) }
  }
}
