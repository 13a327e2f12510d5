import StrataLog

/// Copies a segment's file for another program to write on. A link would do for what is sealed, but whoever recovers a
/// log cuts it in place, and so are batches put back: both sides would see it.
enum SegmentCopy {
  /// Bytes in memory at a time.
  private static let piece = 1 << 20

  /// Whether a file is one of those that Kafka has for each segment: none of ours, none cut off or half written.
  static func isSegmentFile(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].utf8.count == 20 && Int64(parts[0]).map { 0...Offset.most ~= $0 } ?? false
      && ["log", "index", "timeindex", "snapshot", "txnindex"].contains(parts[1])
  }

  /// Copies a file as it is; it is on disk on return. Answers its bytes. Of a segment each batch is checked on the way:
  /// the first that is damaged is the error ``EngineError/damaged(file:reason:)``.
  static func run(_ source: String, to target: String, _ storage: any Storage) throws(EngineError) -> Int {
    let count: Int
    do throws(StorageFailure) {
      let (from, to) = (try storage.open(source, create: false), try storage.open(target, create: true))
      count = source.hasSuffix(".log") ? try copyBatches(from, to) : try copyBytes(from, to)
      try to.sync()
      if try count == from.size() { return count }
    } catch { throw .storage(error) }
    throw .damaged(file: source, reason: "its batch at byte \(count) is not what was written")
  }

  private static func copyBatches(_ from: any StorageFile, _ to: any StorageFile) throws(StorageFailure) -> Int {
    var batches = try SoundBatches(from)
    while !batches.isAtEnd {
      let position = batches.position
      let bytes = try batches.next()
      guard !bytes.isEmpty else { break }
      try to.write(bytes.span, at: position)
    }
    return batches.position
  }

  private static func copyBytes(_ from: any StorageFile, _ to: any StorageFile) throws(StorageFailure) -> Int {
    let size = try from.size()
    var position = 0
    while position < size {
      let bytes = try from.read(at: position, count: min(piece, size - position))
      guard !bytes.isEmpty else { break }
      try to.write(bytes.span, at: position)
      position += bytes.count
    }
    return position
  }
}
