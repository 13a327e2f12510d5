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

  /// Writes `meta.properties` if it is missing, and refuses one of another version. Answers the cluster's id.
  static func mark(_ directory: String, _ storage: any Storage, _ chance: Chance) throws(EngineError) -> String {
    let path = directory + "/meta.properties"
    guard storage.exists(path) else {
      let cluster = chance.topicID().description
      let lines = ["version=1", "cluster.id=\(cluster)", "node.id=1", "directory.id=\(chance.topicID())"]
      do throws(StorageFailure) {
        try storage.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8).span)
        try storage.syncDirectory(directory)
      } catch { throw .storage(error) }
      return cluster
    }
    let bytes: [UInt8]
    do throws(StorageFailure) { bytes = try storage.contents(path) } catch { throw .storage(error) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let version = lines.first(where: { $0.hasPrefix("version=") })?.dropFirst("version=".count) else {
      throw .damaged(file: path, reason: "it has no version")
    }
    guard version == "1" else {
      throw Int(version).map { $0 > 1 } ?? false
        ? .newerVersion(file: path, found: String(version), newest: 1)
        : .damaged(file: path, reason: "\(version) is no version of it")
    }
    guard let cluster = lines.first(where: { $0.hasPrefix("cluster.id=") })?.dropFirst("cluster.id=".count) else {
      throw .damaged(file: path, reason: "it has no cluster.id")
    }
    return String(cluster)
  }
}
