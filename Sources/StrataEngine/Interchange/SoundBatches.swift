import StrataLog

/// The batches of a segment's file one after the other, as many at a time as fit in little memory, up to the first that
/// is not sound. It asks for no order of offsets: Kafka's compaction leaves gaps.
struct SoundBatches {
  private let file: any StorageFile
  private let size: Int
  /// Behind the last batch that was given.
  private(set) var position = 0
  /// Bytes in memory at a time, unless a batch is larger.
  private static let piece = 1 << 20

  init(_ file: any StorageFile) throws(StorageFailure) {
    self.file = file
    size = try file.size()
  }

  /// Whether all of the file was given.
  var isAtEnd: Bool { position == size }

  /// The next batches; nothing behind the last sound one.
  mutating func next() throws(StorageFailure) -> [UInt8] {
    var bytes = try file.read(at: position, count: min(Self.piece, size - position))
    if let first = try? BatchHeader(reading: bytes.span), first.byteCount > bytes.count {
      bytes = try file.read(at: position, count: min(first.byteCount, size - position))
    }
    let span = bytes.span
    var end = 0
    while let header = try? BatchHeader(reading: span, at: end), header.byteCount <= span.count - end,
      (try? RecordBatch(checking: span.extracting(end..<end + header.byteCount))) != nil
    { end += header.byteCount }
    position += end
    return Array(bytes[..<end])
  }

  /// Calls `body` with each of such bytes' batches.
  static func forEach(
    in bytes: [UInt8], _ body: (RecordBatch) throws(BatchFlaw) -> Void
  ) throws(BatchFlaw) {
    let span = bytes.span
    var position = 0
    while position < span.count {
      let count = try BatchHeader(reading: span, at: position).byteCount
      let part = span.extracting(position..<position + count)
      try body(RecordBatch(checking: part))
      position += count
    }
  }
}
