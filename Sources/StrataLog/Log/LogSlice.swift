/// Whole batches that lie one after the other, borrowed from the log's mapping: nothing was copied. Valid as long as
/// it is held, whatever becomes of the log.
public struct LogSlice: Sendable {
  let map: MappedRange
  let position: Int
  let segment: String
  /// Bytes of the batches.
  public let byteCount: Int
  /// The offset of the first batch's first record, at or below the one asked for; the one asked for when there is no
  /// batch.
  public let baseOffset: Offset
  /// Where to read on.
  public let nextOffset: Offset

  /// Whether there is no batch.
  public var isEmpty: Bool { byteCount == 0 }

  /// The batches as they lie on disk and go over a wire.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { map.span(from: position, count: byteCount) }
  }

  /// Goes over the batches. Their checksums are checked unless `checking` is false.
  @_lifetime(borrow self)
  public func batches(checking: Bool = true) -> BatchCursor {
    BatchCursor(self.bytes, baseOffset: baseOffset, checking: checking, segment: segment, position: position)
  }

  /// Calls `body` for each batch, in order, checked; ends early with what it throws.
  public func forEachBatch(checking: Bool = true, _ body: (RecordBatch) throws -> Void) throws {
    var cursor = batches(checking: checking)
    while try cursor.next() { try body(cursor.batch) }
  }
}

/// Goes over the batches of a ``LogSlice``.
public struct BatchCursor: ~Copyable, ~Escapable {
  private var walk: BatchWalk
  private let checking: Bool
  private let segment: String
  private let start: Int
  private var header: BatchHeader?

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, baseOffset: Offset, checking: Bool, segment: String, position: Int) {
    walk = BatchWalk(bytes, from: 0, due: baseOffset.value)
    self.checking = checking
    self.segment = segment
    start = position
  }

  /// Goes to the next batch; false when there is none. Throws ``LogError/damaged(segment:position:flaw:)`` at a batch
  /// that is not what was written, and stays before it.
  @_lifetime(self: copy self)
  public mutating func next() throws(LogError) -> Bool {
    do {
      if checking {
        header = try walk.nextChecked()
      } else {
        header = try walk.peek()
        if let header { walk.skip(header) }
      }
    } catch { throw .damaged(segment: segment, position: start + walk.position, flaw: error) }
    return header != nil
  }

  /// The batch that ``next()`` went to; there must be one.
  public var batch: RecordBatch {
    @_lifetime(copy self)
    get {
      guard let header else { preconditionFailure("next() has not gone to a batch") }
      let first = walk.position - header.byteCount
      return RecordBatch(known: header, bytes: walk.bytes.extracting(first..<walk.position))
    }
  }
}
