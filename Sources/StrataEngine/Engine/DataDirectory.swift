import StrataLog

/// The directory of an engine: held against others, and marked as Kafka marks its own (SPEC §7.1).
enum DataDirectory {
  /// Makes the directory if it is missing and takes it for this engine alone.
  static func take(_ directory: String, _ storage: any Storage) throws(EngineError) -> any StorageLock {
    do throws(StorageFailure) {
      try storage.makeDirectory(directory)
      return try storage.lock(directory: directory)
    } catch {
      throw error.isInUse ? .inUse(directory: directory) : .storage(error)
    }
  }

  /// Writes `meta.properties` if it is missing, and refuses one of which both files are damaged, or of another version.
  /// Answers the cluster's id.
  static func mark(
    _ directory: String, _ storage: any Storage, _ chance: Chance
  ) throws(EngineError) -> (cluster: String, mended: MendedFile?) {
    let file = TwinFile(storage: storage, directory: directory, name: "meta.properties", mark: "#crc ")
    guard let found = try file.read() else {
      let cluster = chance.topicID().description
      let lines = ["version=1", "cluster.id=\(cluster)", "node.id=1", "directory.id=\(chance.topicID())"]
      try file.write(file.summed(lines))
      do throws(StorageFailure) {
        try storage.syncParent(of: directory)
      } catch {
        // The directory of the directory may be one that this user can't open; its owner's care then.
        if !error.isDenied { throw .storage(error) }
      }
      return (cluster, nil)
    }
    let lines = String(decoding: found.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard let version = lines.first(where: { $0.hasPrefix("version=") })?.dropFirst("version=".count) else {
      throw .damaged(file: file.path, reason: "it has no version")
    }
    guard version == "1" else {
      throw Int(version).map { $0 > 1 } ?? false
        ? .newerVersion(file: file.path, found: String(version), newest: 1)
        : .damaged(file: file.path, reason: "\(version) is no version of it")
    }
    guard let cluster = lines.first(where: { $0.hasPrefix("cluster.id=") })?.dropFirst("cluster.id=".count) else {
      throw .damaged(file: file.path, reason: "it has no cluster.id")
    }
    // It is of a time before there were two, or Kafka has written it. A full disk must keep nobody from reading.
    if !found.isSound { try? file.write(file.summed(lines.filter { !$0.hasPrefix("#crc ") })) }
    return (String(cluster), found.mended)
  }
}
