import StrataLog
import Synchronization

/// Topics that change while they live (SPEC §7.1): their settings, and how many partitions they have. The catalog says
/// it first, so a change is whole or has not been.
extension TopicStore {
  /// Gives a topic the settings that `change` makes of its own. Its logs go on by them at once.
  func change(
    _ name: String, _ change: (TopicSettings) throws(EngineError) -> TopicSettings
  ) throws(EngineError) -> Topic {
    try catalog.withLock { catalog throws(EngineError) in
      guard var entry = catalog.topics[name], let topic = topic(name) else { throw .unknownTopic(name) }
      let settings = try change(topic.settings)
      entry.settings = try TopicSettings(settings.given)
      var changed = catalog
      changed.topics[name] = entry
      try save(changed)
      catalog = changed
      for partition in topic.partitions { try partition.change(settings) }
      let after = Topic(entry, settings, partitions: topic.partitions)
      table.withLock { $0.insert(after) }
      return after
    }
  }

  /// Settings of the broker that were changed while it ran.
  var live: LiveSettings { catalog.withLock { $0.live } }

  /// Changes settings of the broker. Topics that say nothing themselves go on by them at once.
  func changeLive(_ change: (LiveSettings) throws(EngineError) -> LiveSettings) throws(EngineError) {
    try catalog.withLock { catalog throws(EngineError) in
      var changed = catalog
      changed.live = try change(catalog.live)
      let defaults = givenDefaults.merging(changed.live.topicDefaults) { _, live in live }
      var after: [Topic] = []
      for entry in catalog.topics.values where !TopicName.isInternal(entry.name) {
        guard let topic = topic(entry.name) else { continue }
        after.append(Topic(entry, try topic.settings.inheriting(defaults), partitions: topic.partitions))
      }
      try save(changed)
      catalog = changed
      currentDefaults.withLock { $0 = defaults }
      for topic in after {
        for partition in topic.partitions { try partition.change(topic.settings) }
        table.withLock { $0.insert(topic) }
      }
    }
  }

  /// Makes partitions until the topic has `count`. Those that it has go on as they are.
  func grow(_ name: String, to count: Int32) throws(EngineError) -> Topic {
    try catalog.withLock { catalog throws(EngineError) in
      guard let before = catalog.topics[name], let topic = topic(name) else { throw .unknownTopic(name) }
      guard before.partitions < count, count <= TopicCatalog.mostPartitions else {
        throw .invalidPartitionCount(count, most: TopicCatalog.mostPartitions)
      }
      var entry = before
      entry.partitions = count
      var changed = catalog
      changed.topics[name] = entry
      try save(changed)
      do throws(EngineError) {
        let made = partitions(entry, topic.settings, from: before.partitions)
        try make(made)
        catalog = changed
        let after = Topic(entry, topic.settings, partitions: topic.partitions + made)
        table.withLock { $0.insert(after) }
        return after
      } catch {
        // What is half made goes again, so that the same call can succeed once there is room.
        try? save(catalog)
        for id in entry.ids.dropFirst(Int(before.partitions)) {
          try? PartitionDirectory(id, in: directory, storage).remove(of: entry.id)
        }
        throw error
      }
    }
  }
}
