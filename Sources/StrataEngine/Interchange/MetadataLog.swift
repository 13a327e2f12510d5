import StrataLog

/// The log from which an Apache Kafka learns which topics there are (SPEC §16.2): a log like any other, in a directory
/// beside those of the partitions.
struct MetadataLog {
  static let topic = "__cluster_metadata"
  /// Kafka reads it batch by batch and takes no larger one than 8 MiB.
  private static let mostRecords = 1_000

  /// What a Kafka 4.3 has that was set up with nothing asked for.
  static let features: [MetadataRecord] = [
    .feature("metadata.version", level: 30), .feature("eligible.leader.replicas.version", level: 1),
    .feature("group.version", level: 1), .feature("share.version", level: 1), .feature("streams.version", level: 1),
    .feature("transaction.version", level: 2),
  ]

  /// Writes the log of these records into a data directory that has none.
  static func write(
    _ records: [MetadataRecord], in directory: String, _ storage: any Storage, time: any TimeSource
  ) throws(EngineError) {
    let id = PartitionID(topic, 0)
    let path = "\(directory)/\(id)"
    do throws(LogError) {
      let log = try Log.open(directory: path, storage: storage, time: time)
      var builder = try BatchBuilder()
      var rest = records[...]
      while !rest.isEmpty {
        // Kafka refuses a batch of it whose records have different times.
        let now = time.now()
        for record in rest.prefix(mostRecords) { try builder.add(key: nil, value: record.bytes, timestamp: now) }
        try log.append(builder.finish())
        builder.reset()
        rest = rest.dropFirst(mostRecords)
      }
      try log.close()
    } catch { throw .log(partition: id, error) }
    do throws(StorageFailure) {
      for name in try storage.list(path) where name.hasPrefix("strata.") { try storage.remove("\(path)/\(name)") }
      try storage.syncDirectory(path)
    } catch { throw .storage(error) }
  }
}
