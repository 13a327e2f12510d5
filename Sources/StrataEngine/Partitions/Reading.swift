public import StrataLog

/// Reading records that are there, for applications that embed the engine. `Log.read` gives batches.
extension Partition {
  /// Records from `offset` on, or from the first that is kept, in memory of their own, at most `count`; none at the
  /// end. Read on at the last one's offset plus one. Throws the log's out of range outside of what is kept, and damage.
  ///
  /// Of transactions only those are read that are committed, up to where the oldest open one began; all if `committed`
  /// is false.
  public func read(
    from offset: Offset? = nil, count: Int = 1_000, committed: Bool = true
  ) throws(EngineError) -> [CopiedRecord] {
    var point = ReadPoint(self, at: offset, committed: committed)
    var records: [CopiedRecord] = []
    while records.count < count {
      let slice = try point.slice()
      if slice.isEmpty { break }
      try point.take(slice, into: &records, upTo: count)
    }
    return records
  }

  /// Calls `body` with each record from `offset` on, or from the first that is kept, up to the end as it is now, in
  /// order, borrowed: nothing is copied. Returns where to go on. Throws what `body` throws, and reads transactions and
  /// throws as ``read(from:count:committed:)`` does.
  @discardableResult
  public func read(
    from offset: Offset? = nil, committed: Bool = true, _ body: (RecordView) throws -> Void
  ) throws -> Offset {
    var point = ReadPoint(self, at: offset, committed: committed)
    let end = try log.endOffset()
    repeat {
      let slice = try point.slice()
      if slice.isEmpty { break }
      try point.show(slice, isOver: { false }, to: body)
    } while point.next < end
    return point.next
  }
}
