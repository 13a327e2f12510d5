extension Log {
  /// Puts a batch back from a copy, as a replica or a backup has it: byte by byte as it was, its offsets included.
  /// True when it can be read again and is on disk. False, and nothing is changed, when no known damage begins with its
  /// first record or has its size.
  public func repair(with batch: borrowing RecordBatch) throws(LogError) -> Bool {
    let header = batch.header
    let bytes = batch.bytes
    return try syncing.take { () throws(LogError) -> Bool in
      try checkWritable()
      for segment in segments.withLock({ $0 }) {
        guard let hole = segment.holes.first(where: { $0.canTake(header) }) else { continue }
        do throws(StorageFailure) {
          let file = try storage.open(hole.segment, create: false)
          try file.write(bytes, at: hole.position)
          try file.sync()
        } catch { throw failed(error) }
        let next = segments.withLock { $0.first { $0.base > segment.base } }?.base
        try examine(segment, end: next ?? endOffset())
        return true
      }
      return false
    }
  }
}

extension LogDamage {
  /// Whether these may be the bytes that were here: of all the records or of the first.
  fileprivate func canTake(_ batch: BatchHeader) -> Bool {
    guard batch.baseOffset == from.value else { return false }
    return batch.nextOffset == upTo.value
      ? batch.byteCount == byteCount : batch.nextOffset < upTo.value && batch.byteCount < byteCount
  }
}
