import StrataLog

/// What Apache Kafka keeps of its partitions beside their logs, written as Kafka does at a clean close (SPEC §7.1): a
/// broker that takes the directory over then trusts the logs instead of reading them through. This engine reads none of
/// it; each log's own files say more.
///
/// ```text
/// recovery-point-offset-checkpoint   0 ⏎ 2 ⏎ orders 0 15 ⏎ orders 1 9 ⏎    all below is on disk
/// replication-offset-checkpoint      the same                              all below can be read
/// log-start-offset-checkpoint        0 ⏎ 1 ⏎ orders 1 4 ⏎                  where records begin, if not with offset 0
/// .kafka_cleanshutdown               {"version":0,"brokerEpoch":-1}        written last, removed first
/// ```
struct Checkpoints {
  private let storage: any Storage
  private let directory: String
  private var marker: String { directory + "/.kafka_cleanshutdown" }

  init(_ directory: String, _ storage: any Storage) {
    self.storage = storage
    self.directory = directory
  }

  /// From now on the directory is not what a clean close left.
  func begin() throws(EngineError) {
    guard storage.exists(marker) else { return }
    do throws(StorageFailure) {
      try storage.remove(marker)
      try storage.syncDirectory(directory)
    } catch { throw .storage(error) }
  }

  /// Every log of `partitions` is closed in good order.
  func end(_ partitions: [Partition]) throws(EngineError) {
    let ends = partitions.map { ($0.id, $0.log.endOffset()) }
    let starts = partitions.map { ($0.id, $0.log.startOffset) }.filter { $0.1 > Offset(0) }
    do throws(StorageFailure) {
      try write(ends, "recovery-point-offset-checkpoint")
      try write(ends, "replication-offset-checkpoint")
      try write(starts, "log-start-offset-checkpoint")
      try storage.replace(marker, with: Array(#"{"version":0,"brokerEpoch":-1}"#.utf8).span)
      try storage.syncDirectory(directory)
    } catch { throw .storage(error) }
  }

  private func write(_ offsets: [(PartitionID, Offset)], _ name: String) throws(StorageFailure) {
    let lines = offsets.sorted { $0.0 < $1.0 }.map { "\($0.0.topic) \($0.0.index) \($0.1)\n" }
    let text = "0\n\(lines.count)\n" + lines.joined()
    try storage.replace(directory + "/" + name, with: Array(text.utf8).span)
  }
}
