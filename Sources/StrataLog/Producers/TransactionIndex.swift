/// A transaction that was aborted, as readers are told of it (SPEC §4.7): what its producer wrote between the offsets
/// is not to be shown.
public struct AbortedTransaction: Hashable, Sendable {
  /// Whose.
  public var producerID: Int64
  /// Where it began.
  public var firstOffset: Offset
  /// Its marker.
  public var lastOffset: Offset
  /// Where the oldest transaction that was open then began, or the offset behind the marker: to know what was aborted
  /// below it nothing more need be read.
  public var lastStableOffset: Offset

  /// A transaction that was aborted.
  package init(producerID: Int64, firstOffset: Offset, lastOffset: Offset, lastStableOffset: Offset) {
    self.producerID = producerID
    self.firstOffset = firstOffset
    self.lastOffset = lastOffset
    self.lastStableOffset = lastStableOffset
  }
}

extension BatchHeader {
  /// Whether a reader is shown the batch's records who leaves these transactions out: nobody is shown a marker.
  package func isVisible(_ aborted: [AbortedTransaction]) -> Bool {
    if attributes.isControl { return false }
    guard attributes.isTransactional, let producer else { return true }
    return !aborted.contains {
      $0.producerID == producer.id && $0.firstOffset.value <= baseOffset && baseOffset <= $0.lastOffset.value
    }
  }
}

/// The `.txnindex` file of a segment: the transactions whose abort is in it, in the order of their markers. There is
/// none where none was aborted.
///
///      0       2               10              18              26              34
///     ┌───────┬───────────────┬───────────────┬───────────────┬───────────────┐
///     │   0   │  producer id  │ first offset  │  last offset  │  last stable  │   one entry
///     └───────┴───────────────┴───────────────┴───────────────┴───────────────┘
enum TransactionIndex {
  static let entrySize = 34

  /// Reads a file, checking every entry of a segment that begins at `base`.
  static func entries(reading file: Span<UInt8>, base: Offset) throws(IndexFlaw) -> [AbortedTransaction] {
    guard file.count % entrySize == 0 else { throw .torn(bytes: file.count % entrySize) }
    var entries: [AbortedTransaction] = []
    for n in 0..<file.count / entrySize {
      let at = n * entrySize
      let offsets = [10, 18, 26].map { file.bigEndian(at: at + $0) as Int64 }
      guard file.bigEndian(at: at) as Int16 == 0, offsets.allSatisfy({ (0...Offset.most).contains($0) }),
        offsets[1] >= base.value
      else { throw .belowBase(entry: n) }
      let entry = AbortedTransaction(
        producerID: file.bigEndian(at: at + 2), firstOffset: Offset(offsets[0]), lastOffset: Offset(offsets[1]),
        lastStableOffset: Offset(offsets[2]))
      guard entries.last.map({ $0.lastOffset < entry.lastOffset }) ?? true, entry.firstOffset < entry.lastOffset else {
        throw .notRising(entry: n)
      }
      entries.append(entry)
    }
    return entries
  }

  /// The file's bytes.
  static func encoded(_ entries: [AbortedTransaction]) -> [UInt8] {
    var file: [UInt8] = []
    file.reserveCapacity(entries.count * entrySize)
    for entry in entries {
      file.appendBigEndian(Int16(0))
      file.appendBigEndian(entry.producerID)
      file.appendBigEndian(entry.firstOffset.value)
      file.appendBigEndian(entry.lastOffset.value)
      file.appendBigEndian(entry.lastStableOffset.value)
    }
    return file
  }
}
