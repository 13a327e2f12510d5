public import StrataLog

/// Where a partition's files lie, and whose they must be.
struct PartitionPlace: Sendable {
  let directory: PartitionDirectory
  let topic: TopicID
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

  /// Files beside the log that were damaged and were written anew when it was opened.
  var mended: [MendedFile] { state.withLock { $0.mended } }

  /// The log if it was opened.
  package var openedLog: Log? { opened.load() }

  /// Makes the directory.
  func make() throws(EngineError) {
    try state.withLock { state throws(EngineError) in state.mended += try place.directory.prepare(for: place.topic) }
  }

  private func open() throws(EngineError) -> Log {
    try state.withLock { state throws(EngineError) in
      if let log = opened.load() { return log }
      if state.isClosed { throw .closed }
      state.mended += try place.directory.prepare(for: place.topic)
      do throws(LogError) {
        let log = try Log.open(
          directory: place.directory.path, storage: place.directory.storage, time: time, settings: state.settings)
        opened.store(log)
        return log
      } catch { throw .log(partition: id, error) }
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
