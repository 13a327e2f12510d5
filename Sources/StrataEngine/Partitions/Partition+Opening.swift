public import StrataLog

/// Where a partition's files lie, and whose they must be.
struct PartitionPlace: Sendable {
  let directory: PartitionDirectory
  let topic: TopicID
  /// The epoch of whoever leads it now.
  let epoch: Int32
}

/// Opening and closing the log (SPEC §7.1).
extension Partition {
  /// The records. The log is opened when it is first asked for, which may fail as opening the engine may; after a
  /// crash it was opened with the engine.
  public var log: Log {
    get throws(EngineError) {
      if let log = opened.load() { return log }
      return try open()
    }
  }

  /// The epoch of whoever leads it (SPEC §16.3): 0 unless it was another's before.
  package var leaderEpoch: Int32 { place.epoch }

  /// The newest epoch up to `asked` and where it ends; nil for one that is still to come.
  package func end(ofEpoch asked: Int32) throws(EngineError) -> (epoch: Int32, end: Int64)? {
    let end = try log.endOffset().value
    return (try place.directory.epochs() ?? LeaderEpochs(only: leaderEpoch)).end(of: asked, in: end)
  }

  /// Files beside the log that were damaged and were written anew when it was opened.
  var mended: [MendedFile] { state.withLock { $0.mended } }

  /// The log if it was opened.
  package var openedLog: Log? { opened.load() }

  /// Makes the directory.
  func make() throws(EngineError) {
    try state.withLock { state throws(EngineError) in
      state.mended += try place.directory.prepare(for: place.topic, epoch: place.epoch)
    }
  }

  private func open() throws(EngineError) -> Log {
    try state.withLock { state throws(EngineError) in
      if let log = opened.load() { return log }
      if state.isClosed { throw .closed }
      state.mended += try place.directory.prepare(for: place.topic, epoch: place.epoch)
      let log: Log
      do throws(LogError) {
        log = try Log.open(
          directory: place.directory.path, storage: place.directory.storage, time: time, settings: state.settings,
          leaderEpoch: place.epoch)
      } catch { throw .log(partition: id, error) }
      try place.directory.begin(place.epoch, at: log.endOffset())
      opened.store(log)
      return log
    }
  }

  /// Closes the log in good order, if it was opened, and wakes who waits. It is not opened again.
  func close() throws(LogError) {
    let log = state.withLock { state in
      state.isClosed = true
      return opened.load()
    }
    defer { wakeAll() }
    try log?.close()
  }
}
