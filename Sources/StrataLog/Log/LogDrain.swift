import Synchronization

/// Bringing what was appended from the tail buffer into the `.log` (SPEC §5.1): by who needs it there, which is a sync,
/// a reader of the tail, a roll, a close, and an append that finds no room.
extension Log {
  /// All that was appended before the call is in the `.log` on return, and can be read through its map. `note` looks
  /// at the writer as it was when that was decided.
  @discardableResult
  func drain<Result: Sendable>(noting note: (inout Writer) -> Result) throws(LogError) -> Result {
    try drain.withLock { drain throws(LogError) in
      try finish(&drain) { wasDrained in writer.withLock { wasDrained(&$0) } }
      let noted = writer.withLock { writer in
        drain.pending = writer.takeForDrain()
        return note(&writer)
      }
      try finish(&drain) { wasDrained in writer.withLock { wasDrained(&$0) } }
      return noted
    }
  }

  /// Runs `body` with the tail buffer empty and nobody appending or draining.
  func drained<Result>(
    _ body: (inout Writer) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    try drain.withLock { drain throws(LogError) in
      try writer.withLock { writer throws(LogError) in
        try finish(&drain) { $0(&writer) }
        drain.pending = writer.takeForDrain()
        try finish(&drain) { $0(&writer) }
        return try body(&writer)
      }
    }
  }

  /// Writes what was taken to its place. When that fails it is kept, and the next drain tries again: until then the
  /// log can't read it back, but it is not lost.
  private func finish(
    _ drain: inout Drain, _ withWriter: ((inout Writer) -> Void) -> Void
  ) throws(LogError) {
    guard let taken = drain.pending else { return }
    do { try taken.write() } catch { throw .storage(error) }
    drain.pending = nil
    drainedEnd.store(taken.nextOffset, ordering: .releasing)
    withWriter { $0.buffer.wasDrained() }
  }
}

/// What a log is bringing into the `.log`.
struct Drain: Sendable {
  /// A half of the tail buffer, on its way.
  struct Taken: Sendable {
    let map: MappedRange
    let range: Range<Int>
    let segment: Segment
    let file: any StorageFile
    /// Where in the file the bytes belong.
    let position: Int
    /// The offset due after them.
    let nextOffset: Int64

    func write() throws(StorageFailure) {
      try file.write(map.span(from: range.lowerBound, count: range.count), at: position)
      segment.wasDrained(byteCount: position + range.count)
    }
  }

  /// Not in the `.log` yet.
  var pending: Taken?
}

extension Writer {
  /// Takes what is in the buffer, if there is something.
  fileprivate mutating func takeForDrain() -> Drain.Taken? {
    guard let taken = buffer.take() else { return nil }
    return Drain.Taken(
      map: taken.map, range: taken.range, segment: tail.segment, file: tail.file,
      position: tail.position - taken.range.count, nextOffset: tail.nextOffset)
  }
}
