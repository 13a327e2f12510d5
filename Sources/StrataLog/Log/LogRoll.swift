/// The beginning of a new segment.
extension Log {
  /// Seals the active segment, which must be drained, and begins the next. The new file comes first: when there is no
  /// room for it, all stays as it was.
  func roll(_ writer: inout Writer) throws(LogError) {
    precondition(writer.tail.segment.drainedByteCount == writer.tail.position)
    let base = Offset(writer.tail.nextOffset)
    let next: Tail
    do throws(LogError) {
      next = try Self.newTail(directory, storage, base: base, mapped: writer.settings.segmentBytes)
    } catch {
      // An empty segment must not stand where the active one goes on.
      let made = SegmentFiles(storage: storage, directory: directory, base: base).log
      if storage.exists(made) { try? storage.remove(made) }
      throw error
    }
    let sealed = writer.tail
    sealed.segment.withIndexes { $0.seal() }
    sealed.segment.seal(end: base.value)
    segments.withLock { $0.append(next.segment) }
    writer.unfinished.append(
      Unfinished(segment: sealed.segment, file: sealed.file, producers: writer.producers.snapshot))
    writer.tail = next
    writer.nameChanges += 1
  }

  /// Begins the active segment, which must be empty, again, mapped as large as settings now say.
  func beginAgain(_ writer: inout Writer) throws(LogError) {
    precondition(writer.tail.position == 0)
    let tail = try Self.newTail(
      directory, storage, base: writer.tail.segment.base, mapped: writer.settings.segmentBytes)
    segments.withLock { $0[$0.count - 1] = tail.segment }
    writer.tail = tail
  }

  /// An empty active segment.
  static func newTail(
    _ directory: String, _ storage: any Storage, base: Offset, mapped: Int
  ) throws(LogError) -> Tail {
    let files = SegmentFiles(storage: storage, directory: directory, base: base)
    do {
      let file = try storage.open(files.log, create: true)
      try file.truncate(0)
      let map = try file.map(mapped)
      let segment = Segment(base: base, files: files, byteCount: 0, indexes: SegmentIndexes(base: base), map: map)
      return Tail(segment: segment, file: file, map: map, position: 0, nextOffset: base.value)
    } catch { throw .storage(error) }
  }
}
