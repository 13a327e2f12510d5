import StrataLog

/// A directory that Apache Kafka left, in good order or killed, made into one of ours (SPEC §16.3): its metadata log
/// says which topics there are, and that becomes our catalog. Everything else stays as it is.
struct KafkaTakeover {
  let directory: String
  let storage: any Storage
  let time: any TimeSource
  private let file: TwinFile
  private let files: MetadataFiles
  /// Partitions that Kafka has compacted: its cleaner keeps account of them.
  let compacted: Set<PartitionID>

  /// Nil where there is nothing to take over: no metadata log, or a catalog of ours.
  init?(_ directory: String, _ storage: any Storage, time: any TimeSource) {
    file = TwinFile(storage: storage, directory: directory, name: TopicCatalog.fileName, mark: "crc ")
    guard !storage.exists(file.path), !storage.exists(file.copyPath), let files = MetadataFiles(directory, storage)
    else { return nil }
    (self.directory, self.storage, self.time, self.files) = (directory, storage, time, files)
    let cleaned = (try? storage.contents(directory + "/cleaner-offset-checkpoint")) ?? []
    compacted = Set(Checkpoints.offsets(in: cleaned).filter { $0.value > 0 }.keys)
  }

  /// Writes the catalog. What can't be taken over is refused before anything is changed; until the catalog is on disk
  /// the next open does the same again.
  func run() throws(EngineError) {
    let catalog = try gathered(try catalog(of: try files.image()))
    for id in catalog.topics.values.flatMap(\.ids) {
      let place = "\(directory)/\(id)"
      guard storage.exists(place) else { continue }
      do throws(StorageFailure) { try GapFilling.run(in: place, storage) } catch { throw .storage(error) }
    }
    try file.write(catalog.text { crc32c($0.span) })
  }

  private func catalog(of image: MetadataImage) throws(EngineError) -> TopicCatalog {
    let node = try DirectoryMark(directory, storage).node
    var catalog = TopicCatalog()
    catalog.producers = image.producers
    for (resource, settings) in image.settings {
      let scope: LiveSettings.Scope
      switch resource {
      case .allNodes: scope = .brokers
      case .node(node): scope = .broker
      case .node, .topic: continue
      }
      catalog.live = try catalog.live.changed(scope, settings.mapValues { .set($0) })
    }
    for (id, topic) in image.topics {
      do throws(EngineError) { try TopicName.check(topic.name) } catch {
        throw .damaged(file: files.path, reason: "\(error)")
      }
      guard catalog.topics[topic.name] == nil else {
        throw .damaged(file: files.path, reason: "it has two topics \(topic.name)")
      }
      // Of a topic's record without a partition's the first is missing.
      let count = max(1, Int32(clamping: topic.partitions.count))
      for index in 0..<count {
        let epoch = try epoch(of: PartitionID(topic.name, index), topic.partitions[index], on: node)
        // Clients that have seen an epoch take no leader of an older one.
        catalog.epoch = max(catalog.epoch, epoch &+ 1)
      }
      // What Kafka gives its own says nothing to the engine.
      let given = TopicName.isInternal(topic.name) ? [:] : image.settings[.topic(topic.name)] ?? [:]
      catalog.topics[topic.name] = TopicCatalog.Entry(
        name: topic.name, partitions: count, id: id, settings: try TopicSettings(given))
    }
    return catalog
  }

  /// In which a partition was led last; throws what keeps it from being taken over.
  private func epoch(
    of partition: PartitionID, _ found: MetadataImage.Partition?, on node: Int32
  ) throws(EngineError) -> Int32 {
    guard let found else { throw .damaged(file: files.path, reason: "it has no partition \(partition)") }
    guard found.nodes.contains(node) else {
      throw .invalid(directory, reason: "\(partition) is not in it but on nodes \(found.nodes) of Kafka's")
    }
    return found.epoch
  }
}
