/// Whole batches that lie one after the other, borrowed from the log's mapping: nothing was copied, all was summed
/// (SPEC §4.4). Valid as long as it is held, whatever becomes of the log.
public struct LogSlice: Sendable {
  let map: MappedRange
  let position: Int
  /// The names of its segment's files: spelled when something is wrong, not with each read.
  let files: SegmentFiles
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

  /// Goes over the batches.
  @_lifetime(borrow self)
  public func batches() -> BatchCursor {
    BatchCursor(self.bytes, of: self)
  }

  /// Calls `body` for each batch, in order; ends early with what it throws.
  public func forEachBatch(_ body: (RecordBatch) throws -> Void) throws {
    var cursor = batches()
    while try cursor.next() { try body(cursor.batch) }
  }
}

/// Goes over the batches of a ``LogSlice``.
public struct BatchCursor: ~Copyable, ~Escapable {
  private var walk: BatchWalk
  private let slice: LogSlice
  private var header: BatchHeader?

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, of slice: LogSlice) {
    walk = BatchWalk(bytes, from: 0, due: slice.baseOffset.value)
    self.slice = slice
  }

  /// Goes to the next batch; false when there is none. Throws ``LogError/damaged(_:)`` if the bytes changed since they
  /// were read so that they can't be gone over.
  @_lifetime(self: copy self)
  public mutating func next() throws(LogError) -> Bool {
    do {
      header = try walk.peek()
      if let header { walk.skip(header) }
    } catch {
      throw .damaged(
        LogDamage(
          segment: slice.files.log, position: slice.position + walk.position,
          byteCount: slice.byteCount - walk.position,
          from: Offset(walk.due), upTo: slice.nextOffset, flaw: error))
    }
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
