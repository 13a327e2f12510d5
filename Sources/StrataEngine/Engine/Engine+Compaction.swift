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
    var due: [(partition: Partition, log: Log, ratio: Double)] = []
    for partition in store.all.flatMap(\.partitions) {
      guard let log = partition.openedLog, let need = log.compactionNeed, need.isDue else { continue }
      due.append((partition, log, need.dirtyRatio))
    }
    var failure: EngineError?
    for (partition, log, _) in due.sorted(by: { $0.ratio > $1.ratio }) {
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
