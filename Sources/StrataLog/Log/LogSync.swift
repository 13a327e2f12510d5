internal import CStrata
import Synchronization

/// Getting what was appended onto the disk (SPEC §5.3), and finishing segments (SPEC §6.3).
extension Log {
  /// All that was appended before the call is on disk on return; holds the thread until then. Callers share: one syncs,
  /// those who waited find their work done.
  ///
  /// Throws ``LogError/storage(_:)`` when the sync failed: what it was to put on disk may be lost by a power failure,
  /// and the log takes no more, as ``LogError/poisoned(_:)`` says from then on.
  public func sync() throws(LogError) { try sync(through: end.load(ordering: .acquiring)) }

  func sync(through target: Int64) throws(LogError) {
    if isClosed.load(ordering: .acquiring) { throw .closed }
    _ = try syncing.take(through: target, progress: { synced.withLock { $0.offset } }) { () throws(LogError) in
      try checkWritable()
      letOthersAppend()
      try syncData()
    }
  }

  /// Gives threads that are about to append the processor as long as they append: this sync then serves them, too.
  private func letOthersAppend() {
    var seen = end.load(ordering: .relaxed)
    for _ in 0..<Self.mostYields {
      strata_yield()
      let now = end.load(ordering: .relaxed)
      if now == seen { return }
      seen = now
    }
  }

  /// One that appends without pause must not keep a sync from beginning.
  private static let mostYields = 64

  /// Finishes sealed segments: their data onto the disk, the file cut to its size, then the index files. To be called
  /// now and then, best soon after a segment was rolled; append never waits for it.
  public func maintain() throws(LogError) {
    try syncing.take { () throws(LogError) in
      try checkWritable()
      try drain { _ in }
      try finishSealed()
    }
  }

  /// In a turn of ``syncing``.
  private func syncData() throws(LogError) {
    let (unfinished, tail, nameChanges, synced) = try drain { writer in
      (writer.unfinished, writer.tail, writer.nameChanges, writer.syncedNameChanges)
    }
    do {
      for sealed in unfinished where !sealed.isOnDisk { try putOnDisk(sealed) }
      try writeAgain(tail.segment, tail.file)
      try tail.file.sync()
      if synced < nameChanges {
        try frontierFile.withLock { file throws(StorageFailure) in try file.make() }
        try storage.syncDirectory(directory)
        writer.withLock { $0.syncedNameChanges = nameChanges }
      }
    } catch { throw failed(error) }
    advanceFrontier(
      to: Frontier(base: tail.segment.base, byteCount: tail.position, offset: tail.nextOffset))
  }

  /// All below `frontier` is on disk.
  private func advanceFrontier(to frontier: Frontier) {
    let before = synced.withLock { synced in
      defer { synced = frontier }
      return synced
    }
    guard before != frontier else { return }
    let moved = frontier.byteCount - (before.base == frontier.base ? before.byteCount : 0)
    frontierFile.withLock { $0.write(frontier, moved: moved) }
  }

  /// Writes what was found above the frontier at open once more, the bytes that were summed then, before a sync vouches
  /// for it. If a sync of the process before had failed, the kernel may take the pages for written that never were, and
  /// a sync that finds nothing to write would succeed.
  private func writeAgain(_ segment: Segment, _ file: any StorageFile) throws(StorageFailure) {
    guard let range = unvouched.withLock({ $0[segment.base] }) else { return }
    let map = try segment.mapped()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 20) {
      try file.write(map.span(from: start, count: min(1 << 20, range.upperBound - start)), at: start)
    }
    unvouched.withLock { $0[segment.base] = nil }
  }

  private func putOnDisk(_ sealed: Unfinished) throws(StorageFailure) {
    try sealed.file.truncate(sealed.segment.byteCount)
    try writeAgain(sealed.segment, sealed.file)
    try sealed.file.sync()
    writer.withLock { writer in
      for n in writer.unfinished.indices where writer.unfinished[n].segment === sealed.segment {
        writer.unfinished[n].isOnDisk = true
      }
    }
  }

  /// In a turn of ``syncing``.
  private func finishSealed() throws(LogError) {
    let unfinished = writer.withLock { $0.unfinished }
    guard !unfinished.isEmpty else { return }
    for sealed in unfinished {
      do {
        if !sealed.isOnDisk { try putOnDisk(sealed) }
        // Its name is on disk with those of the index files: where these are and it is not, they are not ours.
        try frontierFile.withLock { file throws(StorageFailure) in try file.make() }
        // One with holes gets no index files, for each open to come upon the holes and report them.
        if sealed.segment.holes.isEmpty { try finish(sealed.segment, Offset(sealed.segment.end), sealed.producers) }
      } catch { throw failed(error) }
      writer.withLock { $0.unfinished.removeAll { $0.segment === sealed.segment } }
    }
    let next = writer.withLock { ($0.unfinished.first?.segment ?? $0.tail.segment).base }
    guard next.value > synced.withLock({ $0.offset }) else { return }
    advanceFrontier(to: Frontier(base: next, byteCount: 0, offset: next.value))
  }

  /// Writes the files that say what is in a segment, all of which is on disk. An open that finds the indexes takes the
  /// snapshot and the index of transactions to be there if there was anything to write in them: their names are on
  /// disk first.
  private func finish(
    _ segment: Segment, _ end: Offset, _ producers: ProducerSnapshot
  ) throws(StorageFailure) {
    let hasSnapshot = try keep(producers, at: end)
    let hasTransactions = try segment.files.writeTransactions(segment.aborted)
    if hasSnapshot || hasTransactions { try storage.syncDirectory(directory) }
    try segment.files.writeIndexes(segment.indexes)
  }

  /// Writes a snapshot; where nobody numbers batches there is none. Answers whether it did.
  func keep(_ producers: ProducerSnapshot, at offset: Offset) throws(StorageFailure) -> Bool {
    guard !producers.producers.isEmpty || hasSnapshots.load(ordering: .relaxed) else { return false }
    hasSnapshots.store(true, ordering: .relaxed)
    try producers.write(at: offset, directory, storage)
    return true
  }

  /// After a failed sync nobody knows what is on disk, and trying again would lie: the log takes no more (SPEC §5.3).
  func failed(_ error: StorageFailure) -> LogError {
    error.call == .sync ? poisoned(by: error) : .storage(error)
  }

  /// The log takes no more: what is on disk is not what it goes by.
  func poisoned(by error: StorageFailure) -> LogError {
    failure.withLock { if $0 == nil { $0 = error } }
    isPoisoned.store(true, ordering: .releasing)
    return .storage(error)
  }

  /// Puts everything on disk, cuts the files to their size, writes the index files and takes no more calls. Slices
  /// that were read stay valid. A second close does nothing.
  public func close() throws(LogError) {
    isClosing.store(true, ordering: .releasing)
    try compacting.take { () throws(LogError) in try closeAll() }
  }

  private func closeAll() throws(LogError) {
    try syncing.take { () throws(LogError) in
      if isClosed.load(ordering: .acquiring) { return }
      defer { isClosed.store(true, ordering: .releasing) }
      try checkWritable()
      let (tail, producers) = writer.withLock { writer in
        isClosed.store(true, ordering: .releasing)
        return (writer.tail, writer.producers.snapshot)
      }
      try syncData()
      frontierFile.withLock { $0.settle() }
      try finishSealed()
      guard !tail.hasIndexFiles else { return }
      try drained { writer throws(LogError) in
        do throws(StorageFailure) { try writer.buffer.remove() } catch { throw .storage(error) }
      }
      tail.segment.withIndexes { $0.seal() }
      do throws(StorageFailure) {
        try tail.file.truncate(tail.position)
        try tail.file.sync()
        if tail.segment.holes.isEmpty { try finish(tail.segment, Offset(tail.nextOffset), producers) }
      } catch { throw failed(error) }
    }
  }
}
