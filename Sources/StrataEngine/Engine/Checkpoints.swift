import StrataLog

/// What Apache Kafka keeps of its partitions beside their logs, written as Kafka does at a clean close (SPEC §7.1): a
/// broker that takes the directory over then trusts the logs instead of reading them through. This engine goes by the
/// marker alone (SPEC §7.1); each log's own files say more.
///
/// ```text
/// recovery-point-offset-checkpoint   0 ⏎ 2 ⏎ orders 0 15 ⏎ orders 1 9 ⏎    all below is on disk
/// replication-offset-checkpoint      the same                              all below can be read
/// log-start-offset-checkpoint        0 ⏎ 1 ⏎ orders 1 4 ⏎                  where records begin, if not with offset 0
/// .kafka_cleanshutdown               {"version":0,"brokerEpoch":-1}        written last, removed first
/// ```
struct Checkpoints {
  private let storage: any Storage
  private let directory: String
  private var marker: String { "\(directory)/\(Self.marker)" }

  static let marker = ".kafka_cleanshutdown"
  private static let recoveryPoints = "recovery-point-offset-checkpoint"
  private static let ends = "replication-offset-checkpoint"
  private static let starts = "log-start-offset-checkpoint"
  /// What is written before the marker.
  static let names = [recoveryPoints, ends, starts]

  /// The marker's bytes; `epoch` is what the node was when it stopped, −1 of one that no controller knows.
  static func marker(epoch: Int64) -> [UInt8] { Array(#"{"version":0,"brokerEpoch":\#(epoch)}"#.utf8) }

  /// Whether the directory is what a clean close left.
  var areComplete: Bool { storage.exists(marker) }

  init(_ directory: String, _ storage: any Storage) {
    self.storage = storage
    self.directory = directory
  }

  /// From now on the directory is not what a clean close left. Answers whether it was until now.
  func begin() throws(EngineError) -> Bool {
    guard areComplete else { return false }
    do throws(StorageFailure) {
      try storage.remove(marker)
      try storage.syncDirectory(directory)
    } catch { throw .storage(error) }
    return true
  }

  /// Every log of `partitions` is closed in good order. Of one that was not opened meanwhile the files say already what
  /// there is.
  func end(_ partitions: [Partition]) throws(EngineError) {
    do throws(StorageFailure) {
      try write(partitions, Self.recoveryPoints, never: 0) { $0.endOffset() }
      try write(partitions, Self.ends, never: 0) { $0.endOffset() }
      try write(partitions, Self.starts, never: nil) {
        $0.startOffset > Offset(0) ? $0.startOffset : nil
      }
      let closed = Self.marker(epoch: -1)
      try storage.replace(marker, with: closed.span)
      try storage.syncDirectory(directory)
    } catch { throw .storage(error) }
  }

  /// Writes a line for each partition; `never` for one whose log was never opened.
  private func write(
    _ partitions: [Partition], _ name: String, never: Int64?, _ offset: (Log) -> Offset?
  ) throws(StorageFailure) {
    let path = directory + "/" + name
    let before = partitions.contains { $0.openedLog == nil } ? try read(path) : [:]
    let lines = partitions.sorted { $0.id < $1.id }.compactMap { partition in
      let offset = partition.openedLog.map { offset($0)?.value } ?? before[partition.id] ?? never
      return offset.map { "\(partition.id.topic) \(partition.id.index) \($0)\n" }
    }
    let text = "0\n\(lines.count)\n" + lines.joined()
    try storage.replace(path, with: Array(text.utf8).span)
  }

  /// What a checkpoint says, line by line as far as it can be understood.
  private func read(_ path: String) throws(StorageFailure) -> [PartitionID: Int64] {
    storage.exists(path) ? Self.offsets(in: try storage.contents(path)) : [:]
  }

  /// The same of a file's bytes.
  static func offsets(in bytes: [UInt8]) -> [PartitionID: Int64] {
    var offsets: [PartitionID: Int64] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, let index = Int32(words[1]), let offset = Int64(words[2]) else { continue }
      offsets[PartitionID(String(words[0]), index)] = offset
    }
    return offsets
  }
}
