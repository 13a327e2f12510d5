public import StrataLog

/// Record by record, for applications that embed the engine and don't count nanoseconds. Batches are the fast way:
/// `BatchBuilder` with ``Partition/append(_:durability:)``, and `Log.read`.
extension Partition {
  /// Appends one record, stamped with the time of the append unless another is given. A nil value is a tombstone.
  @discardableResult
  public func append(
    key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = [], timestamp: Timestamp? = nil,
    durability: Durability = .written
  ) throws(EngineError) -> Offset {
    var builder = try builder { (builder) throws(LogError) in
      try builder.add(key: key, value: value, headers: headers, timestamp: timestamp ?? time.now())
    }
    return try append(&builder, durability: durability).baseOffset
  }

  private func builder(
    _ fill: (inout BatchBuilder) throws(LogError) -> Void
  ) throws(EngineError) -> BatchBuilder {
    do throws(LogError) {
      var builder = try BatchBuilder()
      try fill(&builder)
      return builder
    } catch { throw .log(partition: id, error) }
  }

  /// Appends one record of text; see ``append(key:value:headers:timestamp:durability:)``.
  @discardableResult
  public func append(
    key: String?, value: String, durability: Durability = .written
  ) throws(EngineError) -> Offset {
    try append(key: key.map { Array($0.utf8) }, value: Array(value.utf8), durability: durability)
  }

  /// Records from `offset` on in memory of their own, at most `count`; none at the end. Read on at the last one's
  /// offset plus one. Throws the log's out of range outside of what is kept.
  public func read(from offset: Offset, count: Int = 1_000) throws(EngineError) -> [CopiedRecord] {
    var records: [CopiedRecord] = []
    var next = offset
    do throws(LogError) {
      repeat {
        let slice = try log.read(from: next)
        var batches = slice.batches()
        while records.count < count, try batches.next() { try records.take(batches.batch, from: offset, upTo: count) }
        next = slice.nextOffset
      } while records.count < count && next < log.endOffset()
    } catch { throw .log(partition: id, error) }
    return records
  }
}

extension Topic {
  /// Appends one record of text to a partition; see ``Partition/append(key:value:headers:timestamp:durability:)``.
  @discardableResult
  public func append(
    key: String?, value: String, to partition: Int32 = 0, durability: Durability = .written
  ) throws(EngineError) -> Offset {
    try self.partition(partition).append(key: key, value: value, durability: durability)
  }

  /// Records of a partition from `offset` on, at most `count`; see ``Partition/read(from:count:)``.
  public func read(
    from offset: Offset = Offset(0), of partition: Int32 = 0, count: Int = 1_000
  ) throws(EngineError) -> [CopiedRecord] {
    try self.partition(partition).read(from: offset, count: count)
  }
}

extension [CopiedRecord] {
  fileprivate mutating func take(_ batch: RecordBatch, from offset: Offset, upTo count: Int) throws(LogError) {
    do throws(BatchFlaw) {
      var cursor = try batch.records()
      while self.count < count, try cursor.next() {
        if cursor.record.offset >= offset { append(cursor.record.copied()) }
      }
    } catch { throw .badBatch(error) }
  }
}
