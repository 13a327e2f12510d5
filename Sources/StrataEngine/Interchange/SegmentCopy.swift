import StrataLog

/// Copies a segment's file for another program to write on. A link would do for what is sealed, but whoever recovers a
/// log cuts it in place, and so are batches put back: both sides would see it.
struct SegmentCopy {
  private let source: any StorageFile
  private let target: any StorageFile
  /// Bytes in memory at a time, unless a batch is larger.
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
    let (size, sound): (Int, Int)
    do throws(StorageFailure) {
      let copy = try SegmentCopy(
        source: storage.open(source, create: false), target: storage.open(target, create: true))
      (size, sound) = try copy.run()
    } catch { throw .storage(error) }
    guard sound == size else {
      throw .damaged(file: source, reason: "its batch at byte \(sound) is not what was written")
    }
    return size
  }

  /// Copies what is sound; answers how many bytes there are and how many were.
  private func run() throws(StorageFailure) -> (size: Int, sound: Int) {
    let size = try source.size()
    var position = 0
    while position < size {
      let bytes = try next(at: position, of: size)
      guard !bytes.isEmpty else { break }
      try target.write(bytes.span, at: position)
      position += bytes.count
    }
    try target.sync()
    return (size, position)
  }

  /// The bytes from a position on: of a segment so many batches as are whole and sound, none if the first is not.
  private func next(at position: Int, of size: Int) throws(StorageFailure) -> [UInt8] {
    let bytes = try source.read(at: position, count: min(Self.piece, size - position))
    guard source.path.hasSuffix(".log") else { return bytes }
    guard let first = try? BatchHeader(reading: bytes.span), first.byteCount > bytes.count else {
      return Self.soundBatches(of: bytes)
    }
    return Self.soundBatches(of: try source.read(at: position, count: min(first.byteCount, size - position)))
  }

  private static func soundBatches(of bytes: [UInt8]) -> [UInt8] {
    let span = bytes.span
    var end = 0
    while let header = try? BatchHeader(reading: span, at: end), header.byteCount <= span.count - end,
      (try? RecordBatch(checking: span.extracting(end..<end + header.byteCount))) != nil
    { end += header.byteCount }
    return Array(bytes[..<end])
  }
}
