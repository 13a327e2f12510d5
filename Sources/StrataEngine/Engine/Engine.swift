public import StrataLog
import Synchronization

/// Topics, groups and committed offsets in one data directory (SPEC §7): what a broker does, without a network.
///
///     let engine = try Engine.open("data")
///     let topic = try engine.createTopic("orders")
///     try topic.append(key: "42", value: "paid")
///
/// All calls are synchronous and safe from any thread; they hold it for as long as the disk takes where it is asked.
/// One engine is enough for a program, and its topics and partitions may be kept. Once it is closed, calls that can
/// throw do.
///
/// It reads no clock but the ``TimeSource`` it was given, and starts no task: who hosts it calls ``maintain()`` every
/// few minutes, and ``advance(to:)`` when it asks for it, if there are groups. A transport in this process does both.
public final class Engine: Sendable {
  private let lock: any StorageLock
  let store: TopicStore
  let offsets: CommittedOffsets
  private let host: GroupHost
  /// Groups, for a front that speaks for their members.
  package let groups: Groups
  /// Who writes under transactional ids.
  package let transactions: Transactions
  private let checkpoints: Checkpoints
  /// The partition that the next scrub begins with.
  let scrubbed = Mutex<PartitionID?>(nil)
  private let isClosed = Atomic(false)
  private let settings: EngineSettings
  /// What tells this data directory's cluster from others; kept in `meta.properties`.
  package let clusterID: String
  /// What the engine was given to tell the time.
  package var time: any TimeSource { host.time }

  /// Opens the data directory on disk, which is made if it is missing (its parent is not), and recovers what a crash
  /// left: all that had been appended at the level that it survived is there on return.
  ///
  /// Throws ``EngineError/inUse(directory:)`` at once while another engine has it,
  /// ``EngineError/damaged(file:reason:)`` and ``EngineError/newerVersion(file:found:newest:)`` for files of the
  /// engine's own, ``EngineError/storage(_:)`` and ``EngineError/log(partition:_:)`` when the disk fails. Damaged
  /// records are no reason to throw: reads tell of them.
  public static func open(
    _ directory: String, time: any TimeSource = SystemTime(), settings: EngineSettings = .init()
  ) throws(EngineError) -> Engine {
    try Engine(
      storage: DiskStorage(), directory: directory, time: time, random: SystemRandomNumberGenerator(),
      settings: settings)
  }

  /// An engine whose records live as long as it does, whatever their level; see ``MemoryStorage`` for ones that outlive
  /// it.
  public static func inMemory(
    time: any TimeSource = SystemTime(), settings: EngineSettings = .init()
  ) throws(EngineError) -> Engine {
    try Engine(
      storage: MemoryStorage(), directory: "memory", time: time, random: SystemRandomNumberGenerator(),
      settings: settings)
  }

  /// Opens `directory` of `storage`, with everything that a test wants to decide passed in. `random` gives topics' ids
  /// and members' names. Throws as ``open(_:time:settings:)`` does.
  public init(
    storage: any Storage, directory: String, time: any TimeSource,
    random: sending any RandomNumberGenerator & Sendable, settings: EngineSettings = .init()
  ) throws(EngineError) {
    let chance = Chance(random)
    self.settings = settings
    lock = try DataDirectory.take(directory, storage)
    let (clusterID, mendedMark) = try DataDirectory.mark(directory, storage, chance)
    self.clusterID = clusterID
    try KafkaTakeover(directory, storage, time: time)?.run()
    checkpoints = Checkpoints(directory, storage)
    let wasClosed = try checkpoints.begin()
    let store = try TopicStore(
      storage: storage, directory: directory, time: time, chance: chance, defaults: settings.topicDefaults,
      onDamage: settings.onDamage, wasClosed: wasClosed)
    if let mendedMark { store.mended.withLock { $0.append(mendedMark) } }
    self.store = store
    offsets = try CommittedOffsets(topics: store, durability: settings.commitDurability)
    // A full disk must not keep the records from being read; making a topic asks for this again.
    try? offsets.forgetMissing(now: time.now().milliseconds)
    host = GroupHost(
      time: time, chance: chance, deadlines: Deadlines(), offsets: offsets,
      settings: settings.groups,
      partitionCount: { store.topic($0).map { Int32($0.partitions.count) } })
    groups = Groups(host: host)
    transactions = try Transactions(
      host: TransactionHost(
        time: time, deadlines: host.deadlines, store: store, offsets: offsets, groups: groups,
        settings: settings.transactions, durability: settings.commitDurability))
    if !wasClosed { transactions.abortUnknown() }
  }

  // MARK: Topics

  /// Makes a topic with so many partitions, 1 to 10,000. It is there for good once this returns, also after a loss of
  /// power.
  ///
  /// Throws ``EngineError/topicExists(_:)``, ``EngineError/invalidName(_:reason:)`` and
  /// ``EngineError/invalidPartitionCount(_:most:)``.
  @discardableResult
  public func createTopic(
    _ name: String, partitions: Int32 = 1, settings: TopicSettings = .init()
  ) throws(EngineError) -> Topic {
    try checkOpen()
    try TopicName.check(name)
    guard !TopicName.isInternal(name) else { throw .topicExists(name) }
    try offsets.forgetMissing(now: time.now().milliseconds)
    let topic = try store.create(name, partitions: partitions, settings: settings)
    for group in groups.all { group.topicsChanged() }
    return topic
  }

  /// Deletes a topic, its records and what groups had committed of it, for good once this returns. Who follows it comes
  /// to the end; slices that were read stay valid. Throws ``EngineError/unknownTopic(_:)``.
  public func deleteTopic(_ name: String) throws(EngineError) {
    try checkOpen()
    guard !TopicName.isInternal(name) else { throw .unknownTopic(name) }
    try store.delete(name)
    for group in groups.all { group.topicsChanged() }
    try offsets.forgetMissing(now: time.now().milliseconds)
  }

  /// The topic of this name, made as asked if there is none; one that is there stays as it is. Throws as
  /// ``createTopic(_:partitions:settings:)`` does.
  public func openTopic(
    _ name: String, partitions: Int32 = 1, settings: TopicSettings = .init()
  ) throws(EngineError) -> Topic {
    do {
      return try createTopic(name, partitions: partitions, settings: settings)
    } catch {
      guard case .topicExists = error else { throw error }
      return try topic(name)
    }
  }

  /// The topics that were made, in order of their names; not the engine's own. None once the engine is closed.
  public var topics: [Topic] { store.all.filter { !TopicName.isInternal($0.name) } }

  /// The topic of this name, or ``EngineError/unknownTopic(_:)``.
  public func topic(_ name: String) throws(EngineError) -> Topic {
    try checkOpen()
    guard !TopicName.isInternal(name), let topic = store.topic(name) else { throw .unknownTopic(name) }
    return topic
  }

  /// The topic of this id, or nil; not the engine's own.
  package func topic(_ id: TopicID) -> Topic? {
    guard let topic = store.topic(id), !TopicName.isInternal(topic.name) else { return nil }
    return topic
  }

  /// A number for a producer that sends each batch once; no other producer of this data directory ever has it.
  public func newProducerID() throws(EngineError) -> Int64 {
    try checkOpen()
    return try store.newProducerID()
  }

  // MARK: Groups

  /// A member of `group` that wants its share of `topics`; `sessionTimeout` is in milliseconds. It joins by its first
  /// ``GroupMember/enter()``; `signal` is raised when there may be something to tell it.
  package func member(
    of group: String, topics: [String], instance: String?, sessionTimeout: Int64, signal: Signal
  ) throws(EngineError) -> GroupMember {
    try checkOpen()
    let member = LocalMember(topics: topics, instance: instance, sessionTimeout: sessionTimeout, signal: signal)
    return try groups.add(member, to: group)
  }

  // MARK: Time and upkeep

  /// Ends groups' sessions, rebalances and transactions that are due at `now`, and says when something will be due
  /// next; nil if nothing. Call it then, or when ``deadlineChanged`` is raised.
  public func advance(to now: Timestamp) -> Timestamp? {
    host.deadlines.changed.lower()
    // Announced before the groups are asked, so that a deadline that comes up meanwhile raises the signal again.
    host.deadlines.announce(nil)
    let due = groups.all.map { $0.advance(to: now.milliseconds) } + [transactions.advance(to: now.milliseconds)]
    let deadline = due.compactMap(\.self).min()
    host.deadlines.announce(deadline)
    return deadline.map { Timestamp(milliseconds: $0) }
  }

  /// Raised when ``advance(to:)`` wants to be called earlier than it last said.
  public var deadlineChanged: Signal { host.deadlines.changed }

  /// Removes records that retention no longer keeps, finishes sealed segments, forgets producers long silent and
  /// what is no longer kept of groups, keeps the committed offsets small, looks for damage in a part of the records. To
  /// be called every few minutes; it takes as long as the disk does, and appends and reads go on meanwhile. The first
  /// failure is thrown after all was tried.
  public func maintain() throws(EngineError) {
    try checkOpen()
    let now = time.now()
    let silent = Timestamp(milliseconds: now.milliseconds - producerExpiry)
    var failure: EngineError?
    for partition in store.all.flatMap(\.partitions) {
      // The scrub opens the others by and by.
      guard let log = partition.openedLog else { continue }
      partition.forgetProducers(silentSince: silent)
      do throws(LogError) {
        try log.enforceRetention()
      } catch { failure = failure ?? .log(partition: partition.id, error) }
    }
    do throws(EngineError) { try scrub(maxBytes: settings.scrubBytes) } catch { failure = failure ?? error }
    do throws(EngineError) { try groups.expire() } catch { failure = failure ?? error }
    do throws(EngineError) { try offsets.compact(now: now.milliseconds) } catch { failure = failure ?? error }
    do throws(EngineError) { try transactions.compact(now: now.milliseconds) } catch { failure = failure ?? error }
    if let failure { throw failure }
  }

  /// As it is now: it may change while the engine runs.
  private var producerExpiry: Int64 {
    store.live.value("producer.id.expiration.ms").flatMap { Int64($0) } ?? settings.producerExpiry
  }

  // MARK: Closing

  /// Puts all that was appended on the disk, at whatever level it was, and lets the directory go, so that the next open
  /// has nothing to recover. Who follows comes to the end; slices that were read stay valid. Calling it again does
  /// nothing. The first failure is thrown after every log was tried, and the directory is let go all the same.
  public func close() throws(EngineError) {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    transactions.close()
    defer {
      lock.release()
      for group in groups.all { group.wakeAll() }
    }
    try checkpoints.end(try store.close())
  }

  /// Throws ``EngineError/closed`` once the engine is closed.
  package func checkOpen() throws(EngineError) {
    if isClosed.load(ordering: .acquiring) { throw .closed }
  }
}

/// How an engine works.
public struct EngineSettings: Hashable, Sendable {
  /// What a commit of offsets, or of a transaction, has survived when it returns, if nothing else is asked for.
  public var commitDurability = Durability.written
  /// A producer that wrote nothing for so long is forgotten, in milliseconds (Kafka's `producer.id.expiration.ms`).
  public var producerExpiry: Int64 = 24 * 3_600_000
  /// How groups work.
  public var groups = GroupSettings()
  /// How transactions work.
  public var transactions = TransactionSettings()
  /// What a read does that comes to damage. An application reads by ``DamagePolicy/stop``, for it is told what is
  /// missing and decides; a broker's clients can't be told (SPEC §6.5).
  public var onDamage = DamagePolicy.stop
  /// Bytes that each ``Engine/maintain()`` looks for damage in: with Kafka's five minutes, 18 GB a day.
  public var scrubBytes = 64 << 20
  /// Settings of topics that say nothing themselves, by the topics' names; of ``BrokerConfig/topicDefaults``.
  public var topicDefaults: [String: String] = [:]

  /// The defaults.
  public init() {}
}
