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

  /// Those that are the partition's and no segment's.
  static let files = ["partition.metadata", "leader-epoch-checkpoint"]

  private var metadata: String { "\(path)/\(Self.files[0])" }
  private var epochFile: String { "\(path)/\(Self.files[1])" }

  /// Makes the directory if it is missing; refuses one that belongs to another topic. Files in it that are damaged are
  /// written anew and answered: all they say is known without them.
  func prepare(for id: TopicID, epoch: Int32) throws(EngineError) -> [MendedFile] {
    let owner = try owner(knownAs: id)
    if case .another(let found) = owner {
      throw .foreignDirectory(path: path, reason: "its partition.metadata says topic id \"\(found)\", not \(id)")
    }
    do throws(StorageFailure) {
      try storage.makeDirectory(path)
      var mended: [MendedFile] = []
      var isChanged = false
      let name = Array("version: 0\ntopic_id: \(id)".utf8)
      switch owner {
      case .nobody:
        try storage.replace(metadata, with: name.span)
        isChanged = true
        if try hasRecords { mended.append(MendedFile(metadata)) }
      case .unreadable:
        // A full disk must keep nobody from reading the records.
        try? storage.replace(metadata, with: name.span)
        mended.append(MendedFile(metadata))
      case .this, .another: break
      }
      let only = LeaderEpochs(only: epoch).bytes
      if !storage.exists(epochFile) {
        try storage.replace(epochFile, with: only.span)
        isChanged = true
        if try hasRecords { mended.append(MendedFile(epochFile)) }
      } else if try storage.readable(epochFile).flatMap(LeaderEpochs.init) == nil {
        // Kafka may have written more epochs than our one: whatever reads as such a file stays.
        try? storage.replace(epochFile, with: only.span)
        mended.append(MendedFile(epochFile))
      }
      if isChanged || !mended.isEmpty { try storage.syncDirectory(path) }
      return mended
    } catch { throw .storage(error) }
  }

  /// Which epochs have led the partition; nil if the file that tells is damaged or gone.
  func epochs() throws(EngineError) -> LeaderEpochs? {
    do throws(StorageFailure) {
      return storage.exists(epochFile) ? try storage.readable(epochFile).flatMap(LeaderEpochs.init) : nil
    } catch { throw .storage(error) }
  }

  /// Notes that the partition is led in this epoch from here on, if it is a new one. A full disk puts that off.
  func begin(_ epoch: Int32, at end: Offset) throws(EngineError) {
    guard epoch > 0, var epochs = try epochs(), epoch > epochs.last else { return }
    epochs.begin(epoch, at: end.value)
    let bytes = epochs.bytes
    try? storage.replace(epochFile, with: bytes.span)
  }

  /// Removes the directory and all in it, if it is there; one that belongs to another topic stays.
  func remove(of id: TopicID) throws(EngineError) {
    guard storage.exists(path) else { return }
    if case .another = try owner(knownAs: id) { return }
    do throws(StorageFailure) {
      for name in try storage.list(path) { try storage.remove("\(path)/\(name)") }
      try storage.removeDirectory(path)
    } catch { throw .storage(error) }
  }

  /// Whose the directory is by its metadata.
  private enum Owner {
    case nobody
    case this
    case unreadable
    case another(String)
  }

  private func owner(knownAs id: TopicID) throws(EngineError) -> Owner {
    guard storage.exists(metadata) else { return .nobody }
    let bytes: [UInt8]?
    do throws(StorageFailure) { bytes = try storage.readable(metadata) } catch { throw .storage(error) }
    let text = String(decoding: bytes ?? [], as: UTF8.self)
    if text == "version: 0\ntopic_id: \(id)" { return .this }
    let found = text.split(separator: "\n").last?.split(separator: " ").last.map(String.init) ?? ""
    guard TopicID(found) != nil else { return .unreadable }
    // Of two ids that chance made hardly a digit is the same: one like ours is ours, damaged.
    let same = zip(found.utf8, id.description.utf8).count { $0 == $1 }
    return same >= found.utf8.count / 2 ? .unreadable : .another(found)
  }

  /// Whether the directory had been in use when a file was found missing: making it begins with these files.
  private var hasRecords: Bool {
    get throws(StorageFailure) { try storage.list(path).contains { $0.hasSuffix(".log") } }
  }
}
