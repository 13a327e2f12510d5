package import StrataLog

/// A data directory made into one that Apache Kafka starts on (SPEC §16.1).
///
/// ```text
/// TO/data/<topic>-<n>/              copies of the partitions' files, those that are Kafka's
/// TO/data/__cluster_metadata-0/     which topics there are (SPEC §16.2)
/// TO/data/meta.properties, *-checkpoint, .kafka_cleanshutdown
/// TO/server.properties              what a server of it is started with
/// ```
package struct KafkaExport {
  /// What was written.
  package struct Written: Hashable, Sendable {
    /// The topics that were made, not the engine's own.
    package var topics = 0
    /// Partitions, the engine's own among them.
    package var partitions = 0
    /// Bytes of the partitions' files.
    package var bytes = 0
  }

  let storage: any Storage
  let source: String
  let target: String
  private let time: any TimeSource
  private let catalog: TopicCatalog
  let mark: DirectoryMark

  /// What Kafka calls its log directory.
  var data: String { target + "/data" }

  /// Copies the data directory `source` to `target`, an absolute path whose parent is there and which is not there or
  /// empty. The source stays as it is; one that was not closed in good order is recovered and closed first, as by an
  /// engine that opens it.
  ///
  /// Throws ``EngineError/inUse(directory:)``; ``EngineError/invalid(_:reason:)`` for a target that is not empty and
  /// for what Kafka can't have; ``EngineError/damaged(file:reason:)`` for records that are.
  package static func run(
    from source: String, to target: String, _ storage: any Storage = DiskStorage(),
    time: any TimeSource = SystemTime()
  ) throws(EngineError) -> Written {
    var lock = try DataDirectory.take(source, storage)
    defer { lock.release() }
    if !Checkpoints(source, storage).areComplete {
      lock.release()
      try Engine(storage: storage, directory: source, time: time, random: SystemRandomNumberGenerator()).close()
      lock = try DataDirectory.take(source, storage)
      guard Checkpoints(source, storage).areComplete else { throw .inUse(directory: source) }
    }
    return try KafkaExport(source, target, storage, time).write()
  }

  private init(
    _ source: String, _ target: String, _ storage: any Storage, _ time: any TimeSource
  ) throws(EngineError) {
    self.storage = storage
    self.source = source
    self.target = target
    self.time = time
    let file = TwinFile(storage: storage, directory: source, name: TopicCatalog.fileName, mark: "crc ")
    catalog = try TopicStore.read(file).catalog
    mark = try DirectoryMark(source, storage)
  }
}

// MARK: - Writing

extension KafkaExport {
  private func write() throws(EngineError) -> Written {
    guard catalog.topics[MetadataLog.topic] == nil else {
      throw .invalid("the topic \(MetadataLog.topic)", reason: "Kafka has one of that name for itself; delete it first")
    }
    try makeTarget()
    var written = Written()
    var records: [MetadataRecord] = []
    for entry in catalog.topics.values.sorted(by: { $0.name < $1.name }) {
      records.append(.topic(entry.name, entry.id))
      for (name, value) in settings(of: entry) {
        records.append(.setting(.topic(entry.name), name: name, value: value))
      }
      for id in entry.ids {
        written.bytes += try copy(id)
        let directory = PartitionDirectory(id, in: data, storage)
        _ = try directory.prepare(for: entry.id, epoch: catalog.epoch)
        let epoch = max(try directory.epochs()?.last ?? 0, catalog.epoch)
        records.append(.partition(id.index, of: entry.id, on: mark.node, epoch: epoch, directory: mark.directory))
      }
      written.topics += TopicName.isInternal(entry.name) ? 0 : 1
      written.partitions += Int(entry.partitions)
    }
    let cluster = self.cluster
    // A node's epoch is the offset of its record, as in Kafka.
    let node = MetadataRecord.broker(mark.node, epoch: Int64(cluster.count), directory: mark.directory)
    try MetadataLog.write(cluster + [node] + records, in: data, storage, time: time)
    try writeFiles(epoch: Int64(cluster.count))
    return written
  }

  /// What the metadata says before it comes to the node and the topics.
  private var cluster: [MetadataRecord] {
    var records = MetadataLog.features
    for scope in LiveSettings.Scope.allCases {
      let resource = scope == .broker ? MetadataResource.node(mark.node) : .allNodes
      for (name, value) in catalog.live[scope].sorted(by: { $0.key < $1.key }) {
        records.append(.setting(resource, name: name, value: value))
      }
    }
    records.append(.producers(below: catalog.producers, by: mark.node))
    return records
  }

  private func makeTarget() throws(EngineError) {
    let names: [String]
    do throws(StorageFailure) {
      try storage.makeDirectory(target)
      names = try storage.list(target)
      if names.isEmpty {
        try storage.makeDirectory(data)
        return try storage.syncParent(of: target)
      }
    } catch { throw .storage(error) }
    // What a server is started with comes last.
    let isBroken = names.allSatisfy { ["data", "server.properties.tmp"].contains($0) }
    let reason =
      isBroken
      ? "it is what an export leaves that broke off, without server.properties; remove it, then export again"
      : "it is not empty; name a directory that is not there yet"
    throw .invalid(target, reason: reason)
  }

  /// Copies a partition's files that are Kafka's; answers their bytes.
  private func copy(_ id: PartitionID) throws(EngineError) -> Int {
    let (from, to) = ("\(source)/\(id)", "\(data)/\(id)")
    guard storage.exists(from) else { return 0 }
    let names: [String]
    do throws(StorageFailure) {
      names = try storage.list(from).filter(SegmentCopy.isSegmentFile).sorted()
      try storage.makeDirectory(to)
      for name in PartitionDirectory.files where storage.exists("\(from)/\(name)") {
        let bytes = try storage.contents("\(from)/\(name)")
        try storage.replace("\(to)/\(name)", with: bytes.span)
      }
    } catch { throw .storage(error) }
    var bytes = 0
    for name in names { bytes += try SegmentCopy.run("\(from)/\(name)", to: "\(to)/\(name)", storage) }
    do throws(StorageFailure) { try storage.syncDirectory(to) } catch { throw .storage(error) }
    return bytes
  }

  /// What Kafka is told of a topic: what was asked for; of its own topics what it gives them itself.
  private func settings(of entry: TopicCatalog.Entry) -> [(name: String, value: String)] {
    let settings =
      switch entry.name {
      case TopicName.offsets:
        ["cleanup.policy": "compact", "compression.type": "producer", "segment.bytes": "104857600"]
      case TopicName.transactions:
        [
          "cleanup.policy": "compact", "compression.type": "uncompressed", "min.insync.replicas": "1",
          "segment.bytes": "104857600", "unclean.leader.election.enable": "false",
        ]
      default: entry.settings.given
      }
    return settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
