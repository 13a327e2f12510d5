public import StrataLog

/// Appending record by record, for applications that embed the engine and don't count nanoseconds. Batches are the fast
/// way: `BatchBuilder` with ``Partition/append(_:durability:)``.
extension Partition {
  /// Appends one record as a batch of its own, stamped with the time of the append unless another is given. A nil value
  /// is a tombstone. Returns its offset; it has survived on return what `durability` says, and readers see it.
  ///
  /// Throws as ``append(_:durability:)`` does.
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

  /// Appends what a builder holds.
  @discardableResult
  package func append(_ builder: inout BatchBuilder, durability: Durability) throws(EngineError) -> Appended {
    let batch: RecordBatch
    do throws(LogError) { batch = try builder.finish() } catch { throw .log(partition: id, error) }
    return try append(batch, durability: durability)
  }
}
