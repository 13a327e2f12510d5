public import StrataLog

/// The records of a partition, those that are there and those that come (SPEC §7.4), each in memory of its own.
///
///     for try await record in topic.follow(from: 0) { print(record.offset) }
///
/// It suspends while there is nothing, and an append wakes it. It ends when the task is cancelled, when the engine is
/// closed and when the topic is deleted: a record that was not given by then is there the next time. It throws what a
/// read throws: damage, or that retention has removed what was to come next; nothing is skipped silently.
public struct Following: AsyncSequence, Sendable {
  let partition: Partition
  let first: Offset?
  let committed: Bool

  /// Begins at the offset given to ``Partition/follow(from:committed:)``.
  public func makeAsyncIterator() -> Iterator { Iterator(partition, from: first, committed) }

  /// Gives one record after the other. Holds those of a few batches, 64 KiB or one that is larger, and no more.
  public struct Iterator: AsyncIteratorProtocol {
    let watch: Watch
    private var point: ReadPoint
    private var records: [CopiedRecord] = []
    private var given = 0

    init(_ partition: Partition, from offset: Offset?, _ committed: Bool) {
      watch = Watch(partition, Signal())
      point = ReadPoint(partition, at: offset, committed: committed)
    }

    /// The next record; waits for it. Nil at the end, as ``Following`` says.
    public mutating func next(
      isolation: isolated (any Actor)? = #isolation
    ) async throws(EngineError) -> CopiedRecord? {
      while !Task.isCancelled {
        if given < records.count {
          defer { given += 1 }
          return records[given]
        }
        guard let slice = try watch.look(from: point, maxBytes: 1 << 16) else { return nil }
        if slice.isEmpty {
          do throws(CancellationError) { try await watch.signal.wait() } catch { return nil }
        } else {
          records.removeAll(keepingCapacity: true)
          given = 0
          try point.take(slice, into: &records)
        }
      }
      return nil
    }

    /// The next record; see ``next(isolation:)``.
    public mutating func next() async throws(EngineError) -> CopiedRecord? { try await next(isolation: #isolation) }
  }
}

extension Partition {
  /// The records from `offset` on, or from the first that is kept, and those that come: a sequence that ends only as
  /// ``Following`` says. Of transactions only those that are committed, unless `committed` is false.
  public func follow(from offset: Offset? = nil, committed: Bool = true) -> Following {
    Following(partition: self, first: offset, committed: committed)
  }

  /// Calls `body` with each record from `offset` on, or from the first that is kept, and with those that come, in
  /// order, borrowed: nothing is copied. Suspends while there is nothing.
  ///
  /// Returns where to go on, when the task is cancelled (looked at behind each batch), the engine closed or the topic
  /// deleted. Throws what `body` throws, and as ``Following`` does.
  @discardableResult
  public func follow(
    from offset: Offset? = nil, committed: Bool = true, _ body: (RecordView) throws -> Void
  ) async throws -> Offset {
    let watch = Watch(self, Signal())
    var point = ReadPoint(self, at: offset, committed: committed)
    while !Task.isCancelled, let slice = try watch.look(from: point) {
      if slice.isEmpty {
        do throws(CancellationError) { try await watch.signal.wait() } catch { break }
      } else {
        try point.show(slice, isOver: { Task.isCancelled }, to: body)
      }
    }
    return point.next
  }

  /// The same for a program without `async`: blocks its thread while there is nothing. Ends when `time` is over, too
  /// (looked at behind each batch, so that it always gets on); nil is for good.
  @available(*, noasync, message: "it holds its thread; leave `within` out, or use the sequence")
  @discardableResult
  public func follow(
    from offset: Offset? = nil, committed: Bool = true, within time: Duration? = nil,
    _ body: (RecordView) throws -> Void
  ) throws -> Offset {
    let sleeper = Sleeper()
    let watch = Watch(self, Signal { sleeper.wake() })
    var point = ReadPoint(self, at: offset, committed: committed)
    let deadline = time.map { ContinuousClock.now + $0 }
    var isOver = false
    while !isOver, let slice = try watch.look(from: point) {
      if slice.isEmpty {
        isOver = !sleeper.sleep(until: deadline)
      } else {
        try point.show(slice, isOver: { deadline.map { $0 <= .now } ?? false }, to: body)
        isOver = deadline.map { $0 <= .now } ?? false
      }
    }
    return point.next
  }
}

/// A signal that is raised as long as this lives when there may be more to read of a partition.
final class Watch {
  let signal: Signal
  private let partition: Partition

  init(_ partition: Partition, _ signal: Signal) {
    self.partition = partition
    self.signal = signal
    partition.notify(signal)
  }

  deinit { partition.forget(signal) }

  /// What there is from `point` on; nil once the engine is closed or the topic deleted, when nothing will come any
  /// more. When it is empty, the signal will tell of the next.
  func look(from point: ReadPoint, maxBytes: Int = 1 << 20) throws(EngineError) -> LogSlice? {
    signal.lower()
    do { return try point.slice(maxBytes: maxBytes) } catch {
      switch error {
      case .closed, .log(_, .closed): return nil
      default: throw error
      }
    }
  }
}
