import StrataLog
import Synchronization

/// The topics of a data directory: made, found, deleted, and opened again (SPEC §7.1).
final class TopicStore: Sendable {
  let storage: any Storage
  let directory: String
  let time: any TimeSource
  let chance: Chance
  private let onDamage: DamagePolicy
  /// The epoch in which all is led.
  private let epoch: Int32
  /// Settings of topics that say nothing themselves, as the broker was started.
  let givenDefaults: [String: String]
  /// The same with what was changed since.
  let currentDefaults: Mutex<[String: String]>
  let table = Mutex(TopicTable())
  private let file: TwinFile
  /// Files that were damaged and are written anew.
  let mended: Mutex<[MendedFile]>
  /// Held while topics are made and deleted, so that these take turns while look-ups go on.
  let catalog: Mutex<TopicCatalog>
  private let nextProducer: Mutex<(next: Int64, end: Int64)>
  /// How many producer ids are taken at a time.
  private static let producerBlock: Int64 = 1_000

  /// Reads the catalog and ends what a crash interrupted. The logs are opened at once, to see what the crash has left,
  /// unless all were closed in good order.
  init(
    storage: any Storage, directory: String, time: any TimeSource, chance: Chance, defaults: [String: String],
    onDamage: DamagePolicy, wasClosed: Bool
  ) throws(EngineError) {
    self.storage = storage
    self.directory = directory
    self.time = time
    self.chance = chance
    self.onDamage = onDamage
    givenDefaults = defaults
    file = TwinFile(storage: storage, directory: directory, name: TopicCatalog.fileName, mark: "crc ")
    var (catalog, mended) = try Self.read(file)
    self.mended = Mutex(mended.map { [$0] } ?? [])
    epoch = catalog.epoch
    nextProducer = Mutex((catalog.producers, catalog.producers))
    for entry in catalog.deleting {
      for id in entry.ids { try PartitionDirectory(id, in: directory, storage).remove(of: entry.id) }
    }
    let hadLeftovers = !catalog.deleting.isEmpty
    catalog.deleting = []
    self.catalog = Mutex(catalog)
    currentDefaults = Mutex(defaults.merging(catalog.live.topicDefaults) { _, live in live })
    if hadLeftovers { try save(catalog) }
    for entry in catalog.topics.values {
      let topic = try topic(entry)
      // Also those that a crash has left out.
      if !wasClosed { try make(topic.partitions, opening: true) }
      table.withLock { $0.insert(topic) }
    }
  }

  static func read(_ file: TwinFile) throws(EngineError) -> (catalog: TopicCatalog, mended: MendedFile?) {
    guard let found = try file.read() else { return (TopicCatalog(), nil) }
    do throws(TopicCatalog.Flaw) {
      return (try TopicCatalog(found.bytes) { crc32c($0.span) }, found.mended)
    } catch {
      switch error {
      case .newer(let version): throw .newerVersion(file: file.path, found: version, newest: TopicCatalog.version)
      case .damaged(let reason): throw .damaged(file: file.path, reason: reason)
      case .setting(let error): throw error
      }
    }
  }

  func save(_ catalog: TopicCatalog) throws(EngineError) {
    try file.write(catalog.text { crc32c($0.span) })
  }

  private func topic(_ entry: TopicCatalog.Entry) throws(EngineError) -> Topic {
    // What is the engine's own is kept whatever the broker says for others.
    let settings = TopicName.isInternal(entry.name) ? entry.settings : try entry.settings.inheriting(defaults)
    return Topic(entry, settings, partitions: partitions(entry, settings, from: 0))
  }

  /// The partitions of a topic from `first` on, not opened yet.
  func partitions(_ entry: TopicCatalog.Entry, _ settings: TopicSettings, from first: Int32) -> [Partition] {
    var ways = settings.log
    ways.onDamage = onDamage
    return entry.ids.dropFirst(Int(first)).map { id in
      let place = PartitionPlace(
        directory: PartitionDirectory(id, in: directory, storage), topic: entry.id, epoch: epoch)
      return Partition(id: id, in: place, time: time, settings: ways, rules: settings.rules)
    }
  }

  /// Makes what is missing of the directories of partitions, and opens their logs if that is wanted.
  func make(_ partitions: [Partition], opening: Bool = false) throws(EngineError) {
    for partition in partitions { if opening { _ = try partition.log } else { try partition.make() } }
    do throws(StorageFailure) { try storage.syncDirectory(directory) } catch { throw .storage(error) }
  }

  // MARK: Looking up

  /// Settings of topics that say nothing themselves.
  var defaults: [String: String] { currentDefaults.withLock { $0 } }

  func topic(_ name: String) -> Topic? { table.withLock { $0.byName[name] } }

  func topic(_ id: TopicID) -> Topic? { table.withLock { $0.byID[id] } }

  /// By name.
  var all: [Topic] { table.withLock { Array($0.byName.values) }.sorted { $0.name < $1.name } }

  // MARK: Making and deleting

  /// Makes a topic; it is there after a crash once this returns.
  func create(_ name: String, partitions: Int32, settings: TopicSettings) throws(EngineError) -> Topic {
    try catalog.withLock { catalog throws(EngineError) in
      try catalog.check(name, partitions: partitions, settings, inheriting: defaults)
      var id = chance.topicID()
      while catalog.contains(id) { id = chance.topicID() }
      let entry = TopicCatalog.Entry(name: name, partitions: partitions, id: id, settings: settings)
      var changed = catalog
      changed.topics[name] = entry
      try save(changed)
      catalog = changed
      do throws(EngineError) {
        let topic = try topic(entry)
        try make(topic.partitions)
        table.withLock { $0.insert(topic) }
        return topic
      } catch {
        // What is half made goes again, so that the same call can succeed once there is room.
        try? erase(entry, &catalog)
        throw error
      }
    }
  }

  /// Deletes a topic; it is gone after a crash once this returns.
  func delete(_ name: String) throws(EngineError) {
    try catalog.withLock { catalog throws(EngineError) in
      guard let entry = catalog.topics[name] else { throw .unknownTopic(name) }
      let topic = table.withLock { $0.remove(name) }
      try erase(entry, &catalog, closing: topic)
    }
  }

  private func erase(
    _ entry: TopicCatalog.Entry, _ catalog: inout TopicCatalog, closing topic: Topic? = nil
  ) throws(EngineError) {
    var changed = catalog
    changed.topics[entry.name] = nil
    changed.deleting.append(entry)
    try save(changed)
    catalog = changed
    for partition in topic?.partitions ?? [] {
      // The files go next: whether they could be closed in good order does not matter.
      try? partition.close()
    }
    for id in entry.ids { try PartitionDirectory(id, in: directory, storage).remove(of: entry.id) }
    changed.deleting.removeAll { $0.id == entry.id }
    try save(changed)
    catalog = changed
  }

  // MARK: Producers

  /// A number that no producer of this data directory ever had.
  func newProducerID() throws(EngineError) -> Int64 {
    // The lock order is catalog before numbers, as nothing below takes the catalog while holding the numbers.
    try catalog.withLock { catalog throws(EngineError) in
      let isSpent = nextProducer.withLock { $0.next >= $0.end }
      if isSpent {
        var changed = catalog
        changed.producers += Self.producerBlock
        try save(changed)
        nextProducer.withLock { [end = changed.producers] in $0 = (end - Self.producerBlock, end) }
        catalog = changed
      }
      return nextProducer.withLock { numbers in
        defer { numbers.next += 1 }
        return numbers.next
      }
    }
  }

  /// Closes every log that is open and answers the partitions. The first failure is thrown after all were tried.
  func close() throws(EngineError) -> [Partition] {
    let topics = table.withLock { table in
      defer { table = TopicTable() }
      return Array(table.byName.values)
    }
    var failure: EngineError?
    let partitions = topics.flatMap(\.partitions)
    for partition in partitions {
      do throws(LogError) {
        try partition.close()
      } catch { failure = failure ?? .log(partition: partition.id, error) }
    }
    if let failure { throw failure }
    return partitions
  }
}

extension TopicCatalog.Entry {
  var ids: [PartitionID] { (0..<partitions).map { PartitionID(name, $0) } }
}
