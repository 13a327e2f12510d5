import StrataLog

/// A partition's directory in Kafka's layout (SPEC §7.1): made, recognised as this topic's, removed.
///
/// ```text
/// orders-0/partition.metadata         version: 0 ⏎ topic_id: kKJgUr8uRzuCJpS0O4fxSA
/// orders-0/leader-epoch-checkpoint    0 ⏎ 1 ⏎ 0 0 ⏎      one epoch, 0, which began at offset 0
/// ```
struct PartitionDirectory {
  let storage: any Storage
  let path: String

  init(_ partition: PartitionID, in directory: String, _ storage: any Storage) {
    self.storage = storage
    path = "\(directory)/\(partition)"
  }

  /// Makes the directory if it is missing; refuses one that belongs to another topic.
  func prepare(for id: TopicID) throws(EngineError) {
    let metadata = path + "/partition.metadata"
    if let found = try owner(metadata), found != id.description {
      throw .foreignDirectory(path: path, reason: "its partition.metadata says topic id \"\(found)\", not \(id)")
    }
    do throws(StorageFailure) {
      try storage.makeDirectory(path)
      if !storage.exists(path + "/leader-epoch-checkpoint") {
        try storage.replace(path + "/leader-epoch-checkpoint", with: Array("0\n1\n0 0\n".utf8).span)
      }
      if !storage.exists(metadata) {
        try storage.replace(metadata, with: Array("version: 0\ntopic_id: \(id)".utf8).span)
      }
      try storage.syncDirectory(path)
    } catch { throw .storage(error) }
  }

  /// The topic id that the directory's metadata says, or nil if there is none yet.
  private func owner(_ metadata: String) throws(EngineError) -> String? {
    guard storage.exists(metadata) else { return nil }
    do throws(StorageFailure) {
      let text = String(decoding: try storage.contents(metadata), as: UTF8.self)
      return text.split(separator: "\n").last?.split(separator: " ").last.map(String.init) ?? ""
    } catch { throw .storage(error) }
  }

  /// Removes the directory and all in it, if it is there.
  func remove() throws(EngineError) {
    guard storage.exists(path) else { return }
    do throws(StorageFailure) {
      for name in try storage.list(path) { try storage.remove("\(path)/\(name)") }
      try storage.removeDirectory(path)
    } catch { throw .storage(error) }
  }
}
