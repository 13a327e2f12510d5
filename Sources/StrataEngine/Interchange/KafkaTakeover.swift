import StrataLog

/// A directory that Apache Kafka left, in good order or killed, made into one of ours (SPEC §16.3): its metadata log
/// says which topics there are, and that becomes our catalog. Everything else stays as it is.
struct KafkaTakeover {
  let directory: String
  let storage: any Storage
  let time: any TimeSource
  private let file: TwinFile
  private let files: MetadataFiles

  /// Nil where there is nothing to take over: no metadata log, or a catalog of ours.
  init?(_ directory: String, _ storage: any Storage, time: any TimeSource) {
    file = TwinFile(storage: storage, directory: directory, name: TopicCatalog.fileName, mark: "crc ")
    guard !storage.exists(file.path), !storage.exists(file.copyPath), let files = MetadataFiles(directory, storage)
    else { return nil }
    (self.directory, self.storage, self.time, self.files) = (directory, storage, time, files)
  }

  /// Writes the catalog. Until that is on disk nothing has changed for the next open.
  func run() throws(EngineError) {
    let image = try files.image()
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
      // Of a topic's record without a partition's the first is missing.
      let count = max(1, Int32(clamping: topic.partitions.count))
      for index in 0..<count {
        let partition = PartitionID(topic.name, index)
        guard let found = topic.partitions[index] else {
          throw .damaged(file: files.path, reason: "it has no partition \(partition)")
        }
        guard found.nodes.contains(node) else {
          throw .invalid(directory, reason: "\(partition) is not in it but on nodes \(found.nodes) of Kafka's")
        }
        // Clients that have seen an epoch take no leader of an older one.
        catalog.epoch = max(catalog.epoch, found.epoch &+ 1)
      }
      var entry = TopicCatalog.Entry(
        name: topic.name, partitions: count, id: id,
        settings: try TopicSettings(image.settings[.topic(topic.name)] ?? [:]))
      if TopicName.isInternal(topic.name) { try gather(&entry) }
      catalog.topics[topic.name] = entry
    }
    try file.write(catalog.text { crc32c($0.span) })
  }
}
