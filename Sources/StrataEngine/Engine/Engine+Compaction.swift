public import StrataLog

extension Engine {
  /// Compacts the logs that ask for it by their topics' settings (SPEC §6.6), those first of which most is new. To be
  /// called every few seconds; it takes as long as the disk does, and appends and reads go on meanwhile. Of each log
  /// `onProgress` is told how far it is, a megabyte or so at a time, and what it came to; it may hold the thread, for
  /// others to have the disk. A close ends it. The first failure is thrown after all was tried.
  public func compact(
    memoryBytes: Int = 128 << 20, onProgress: (PartitionID, Compaction) -> Void = { _, _ in }
  ) throws(EngineError) {
    try checkOpen()
    let open = store.all.flatMap(\.partitions).compactMap { partition in partition.openedLog.map { (partition, $0) } }
    let due = open.compactMap { partition, log in
      log.compactionNeed.flatMap { $0.isDue ? (partition, log, ratio: $0.dirtyRatio) : nil }
    }
    try compact(due.sorted { $0.ratio > $1.ratio }.map { ($0.0, $0.1) }, memoryBytes, onProgress)
  }

  /// The same of all partitions of a topic that is compacted, whether or not they ask for it; of another topic it does
  /// nothing.
  public func compact(
    topic name: String, memoryBytes: Int = 128 << 20, onProgress: (PartitionID, Compaction) -> Void = { _, _ in }
  ) throws(EngineError) {
    var logs: [(Partition, Log)] = []
    for partition in try topic(name).partitions {
      let log = try partition.log
      if log.compactionNeed != nil { logs.append((partition, log)) }
    }
    try compact(logs, memoryBytes, onProgress)
  }

  private func compact(
    _ logs: [(partition: Partition, log: Log)], _ memoryBytes: Int, _ onProgress: (PartitionID, Compaction) -> Void
  ) throws(EngineError) {
    var failure: EngineError?
    for (partition, log) in logs {
      do throws(LogError) {
        let done = try log.compact(memoryBytes: memoryBytes) {
          onProgress(partition.id, $0)
          return true
        }
        onProgress(partition.id, done)
      } catch .closed {
        // The topic was deleted, or the engine closed.
        continue
      } catch { failure = failure ?? .log(partition: partition.id, error) }
    }
    if let failure { throw failure }
  }
}
