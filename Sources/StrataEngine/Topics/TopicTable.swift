/// The topics that are there, found by name and by id.
struct TopicTable {
  private(set) var byName: [String: Topic] = [:]
  private(set) var byID: [TopicID: Topic] = [:]

  /// Adds a topic, in the place of one of the same name.
  mutating func insert(_ topic: Topic) {
    remove(topic.name)
    byName[topic.name] = topic
    byID[topic.id] = topic
  }

  @discardableResult
  mutating func remove(_ name: String) -> Topic? {
    guard let topic = byName.removeValue(forKey: name) else { return nil }
    byID[topic.id] = nil
    return topic
  }
}
