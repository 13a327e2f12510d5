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
  private var epochs: String { "\(path)/\(Self.files[1])" }

  /// Makes the directory if it is missing; refuses one that belongs to another topic. Files in it that are damaged are
  /// written anew and answered: all they say is known without them.
  func prepare(for id: TopicID) throws(EngineError) -> [MendedFile] {
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
      let epoch = Array("0\n1\n0 0\n".utf8)
      if !storage.exists(epochs) {
        try storage.replace(epochs, with: epoch.span)
        isChanged = true
        if try hasRecords { mended.append(MendedFile(epochs)) }
      } else if try contents(epochs).map(isSound(epochs:)) != true {
        try? storage.replace(epochs, with: epoch.span)
        mended.append(MendedFile(epochs))
      }
      if isChanged || !mended.isEmpty { try storage.syncDirectory(path) }
      return mended
    } catch { throw .storage(error) }
  }

  /// The newest epoch that the directory tells of, 0 if none.
  func lastEpoch() throws(EngineError) -> Int32 {
    do throws(StorageFailure) {
      guard storage.exists(epochs), let bytes = try contents(epochs), isSound(epochs: bytes) else { return 0 }
      let last = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst(2).last
      return last?.split(separator: " ").first.flatMap { Int32($0) } ?? 0
    } catch { throw .storage(error) }
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
    do throws(StorageFailure) { bytes = try contents(metadata) } catch { throw .storage(error) }
    let text = String(decoding: bytes ?? [], as: UTF8.self)
    if text == "version: 0\ntopic_id: \(id)" { return .this }
    let found = text.split(separator: "\n").last?.split(separator: " ").last.map(String.init) ?? ""
    guard TopicID(found) != nil else { return .unreadable }
    // Of two ids that chance made hardly a digit is the same: one like ours is ours, damaged.
    let same = zip(found.utf8, id.description.utf8).count { $0 == $1 }
    return same >= found.utf8.count / 2 ? .unreadable : .another(found)
  }

  /// A file's bytes; nil where the disk does not give them.
  private func contents(_ path: String) throws(StorageFailure) -> [UInt8]? {
    do throws(StorageFailure) {
      return try storage.contents(path)
    } catch {
      guard error.isUnreadable else { throw error }
      return nil
    }
  }

  /// Whether the directory had been in use when a file was found missing: making it begins with these files.
  private var hasRecords: Bool {
    get throws(StorageFailure) { try storage.list(path).contains { $0.hasSuffix(".log") } }
  }

  /// Kafka may have written more epochs than our one: whatever reads as such a file stays.
  private func isSound(epochs bytes: [UInt8]) -> Bool {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.count >= 2, lines[0] == "0", lines[1] == "\(lines.count - 2)" else { return false }
    var last: (epoch: Int64, start: Int64) = (-1, -1)
    for line in lines.dropFirst(2) {
      let numbers = line.split(separator: " ").map { Int64($0) ?? -1 }
      guard numbers.count == 2, numbers[0] > last.epoch, numbers[1] > last.start else { return false }
      last = (numbers[0], numbers[1])
    }
    return true
  }
}
