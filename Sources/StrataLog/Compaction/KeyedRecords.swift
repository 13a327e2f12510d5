/// The next records of a batch, by what a compaction asks of them: some at a time, for memory to have the slots of all
/// their keys on the way before the first is looked at.
struct KeyedRecords {
  struct Record {
    var offset: Int64
    /// Nil if it has none.
    var key: KeyHash?
    var isTombstone: Bool
  }

  private(set) var records: [Record] = []
  private static let most = 64

  init() { records.reserveCapacity(Self.most) }

  /// Goes on to the next records; false when there are none.
  @inline(__always)
  mutating func next(
    of cursor: inout RecordCursor, _ secret: KeyHash.Secret, _ latest: borrowing LatestOffsets
  ) throws(BatchFlaw) -> Bool {
    records.removeAll(keepingCapacity: true)
    while records.count < Self.most, try cursor.next() {
      let record = cursor.record
      var hash: KeyHash?
      if let key = record.key {
        let found = KeyHash(key, secret)
        latest.prefetch(found)
        hash = found
      }
      records.append(Record(offset: record.layout.offset, key: hash, isTombstone: record.layout.value.count < 0))
    }
    return !records.isEmpty
  }
}
