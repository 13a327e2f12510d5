public import StrataLog

/// A topic of one partition is used as if it were the partition; of more, the calls say which.
extension Topic {
  /// Appends one record of text; see ``Partition/append(key:value:headers:timestamp:durability:)``.
  @discardableResult
  public func append(
    key: String?, value: String, to partition: Int32 = 0, durability: Durability = .written
  ) throws(EngineError) -> Offset {
    try self.partition(partition).append(key: key, value: value, durability: durability)
  }

  /// Records in memory of their own; see ``Partition/read(from:count:committed:)``.
  public func read(
    from offset: Offset? = nil, of partition: Int32 = 0, count: Int = 1_000
  ) throws(EngineError) -> [CopiedRecord] {
    try self.partition(partition).read(from: offset, count: count)
  }

  /// Records borrowed, up to the end; see ``Partition/read(from:committed:_:)``.
  @discardableResult
  public func read(
    from offset: Offset? = nil, of partition: Int32 = 0, _ body: (RecordView) throws -> Void
  ) throws -> Offset {
    try self.partition(partition).read(from: offset, body)
  }

  /// Records that are there and that come; see ``Partition/follow(from:committed:)``.
  public func follow(from offset: Offset? = nil, of partition: Int32 = 0) throws(EngineError) -> Following {
    try self.partition(partition).follow(from: offset)
  }

  /// Records that are there and that come, borrowed; see ``Partition/follow(from:committed:_:)``.
  @discardableResult
  public func follow(
    from offset: Offset? = nil, of partition: Int32 = 0, _ body: (RecordView) throws -> Void
  ) async throws -> Offset {
    try await self.partition(partition).follow(from: offset, body)
  }

  /// The same for a program without `async`; see ``Partition/follow(from:committed:within:_:)``.
  @available(*, noasync, message: "it holds its thread; leave `within` out, or use the sequence")
  @discardableResult
  public func follow(
    from offset: Offset? = nil, of partition: Int32 = 0, within time: Duration? = nil,
    _ body: (RecordView) throws -> Void
  ) throws -> Offset {
    try self.partition(partition).follow(from: offset, within: time, body)
  }
}
