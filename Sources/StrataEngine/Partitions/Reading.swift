public import StrataLog

/// Reading records that are there, for applications that embed the engine. `Log.read` gives batches.
extension Partition {
  /// Records from `offset` on, or from the first that is kept, in memory of their own, at most `count`; none at the
  /// end. Read on at the last one's offset plus one. Throws the log's out of range outside of what is kept, and damage.
  public func read(from offset: Offset? = nil, count: Int = 1_000) throws(EngineError) -> [CopiedRecord] {
    var point = ReadPoint(self, at: offset)
    var records: [CopiedRecord] = []
    while records.count < count {
      let slice = try point.slice()
      if slice.isEmpty { break }
      try point.take(slice, into: &records, upTo: count)
    }
    return records
  }

  /// Calls `body` with each record from `offset` on, or from the first that is kept, up to the end as it is now, in
  /// order, borrowed: nothing is copied. Returns where to go on. Throws what `body` throws, and as
  /// ``read(from:count:)`` does.
  @discardableResult
  public func read(from offset: Offset? = nil, _ body: (RecordView) throws -> Void) throws -> Offset {
    var point = ReadPoint(self, at: offset)
    let end = try log.endOffset()
    repeat {
      let slice = try point.slice()
      if slice.isEmpty { break }
      try point.show(slice, isOver: { false }, to: body)
    } while point.next < end
    return point.next
  }
}
