import StrataLog
import Synchronization

/// The topics of a data directory: made, found, deleted, and opened again (SPEC §7.1).
final class TopicStore: Sendable {
  let storage: any Storage
  let directory: String
  let time: any TimeSource
  let chance: Chance
  private let onDamage: DamagePolicy
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

  /// Reads the catalog, ends what a crash interrupted and opens every topic.
  init(
    storage: any Storage, directory: String, time: any TimeSource, chance: Chance, defaults: [String: String],
    onDamage: DamagePolicy
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
      let topic = try open(entry)
      table.withLock { $0.insert(topic) }
    }
  }

  private static func read(_ file: TwinFile) throws(EngineError) -> (TopicCatalog, mended: MendedFile?) {
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

  private func open(_ entry: TopicCatalog.Entry) throws(EngineError) -> Topic {
    // What is the engine's own is kept whatever the broker says for others.
    let settings = entry.name == TopicName.offsets ? entry.settings : try entry.settings.inheriting(defaults)
    return Topic(entry, settings, partitions: try open(entry, settings, from: 0))
  }

  /// Opens the partitions of a topic from `first` on, which are made if they are missing.
  func open(
    _ entry: TopicCatalog.Entry, _ settings: TopicSettings, from first: Int32
  ) throws(EngineError) -> [Partition] {
    var partitions: [Partition] = []
    for id in entry.ids.dropFirst(Int(first)) {
      let place = PartitionDirectory(id, in: directory, storage)
      let mended = try place.prepare(for: entry.id)
      if !mended.isEmpty { self.mended.withLock { $0 += mended } }
      var producers = ProducerStates()
      var ways = settings.log
      ways.onDamage = onDamage
      do throws(LogError) {
        let log = try Log.open(
          directory: place.path, storage: storage, time: time, settings: ways,
          rescanned: { producers.found($0) })
        // What a clean close left was not read again, and who retries across a restart means the newest batches.
        if producers.count == 0 { producers.findAll(in: log) }
        partitions.append(Partition(id: id, log: log, time: time, producers: producers, rules: settings.rules))
      } catch { throw .log(partition: id, error) }
    }
    do throws(StorageFailure) { try storage.syncDirectory(directory) } catch { throw .storage(error) }
    return partitions
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
        let topic = try open(entry)
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
      try? partition.log.close()
      partition.wakeAll()
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

  /// Closes every log and answers the partitions. The first failure is thrown after all were tried.
  func close() throws(EngineError) -> [Partition] {
    let topics = table.withLock { table in
      defer { table = TopicTable() }
      return Array(table.byName.values)
    }
    var failure: EngineError?
    let partitions = topics.flatMap(\.partitions)
    for partition in partitions {
      do throws(LogError) {
        try partition.log.close()
      } catch { failure = failure ?? .log(partition: partition.id, error) }
      partition.wakeAll()
    }
    if let failure { throw failure }
    return partitions
  }
}

extension TopicCatalog.Entry {
  var ids: [PartitionID] { (0..<partitions).map { PartitionID(name, $0) } }
}

extension ProducerStates {
  /// Looks at the head of every batch in the log's active segment; not at damage, which is for readers to be told of.
  fileprivate mutating func findAll(in log: Log) {
    var at = max(log.activeBase, log.startOffset)
    while at < log.endOffset() {
      do throws(LogError) {
        let slice = try log.read(from: at, maxBytes: 16 << 20)
        var batches = slice.batches()
        while try batches.next() { found(batches.batch.header) }
        at = slice.nextOffset
      } catch {
        guard case .damaged(let damage) = error else { return }
        at = max(damage.upTo, at + 1)
      }
    }
  }

  /// A batch was found in the log at start.
  fileprivate mutating func found(_ header: BatchHeader) {
    guard let claim = ProducerClaim(header) else { return }
    appended(claim, baseOffset: header.baseOffset, timestamp: header.maxTimestamp.milliseconds)
  }
}
