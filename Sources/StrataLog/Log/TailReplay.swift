/// What a process that died left in the tail buffer (SPEC §6.4).
///
/// Only batches that continue the log are of use: the first whose base offset is the one due, and those behind it.
/// What else lies there was drained long ago, or never whole.
package struct TailReplay {
  /// The file's name in a log's directory.
  package static let fileName = TailBuffer.name

  private let path: String
  private let storage: any Storage
  private let bytes: [UInt8]

  /// What the directory's file holds; nil when there is none, as after a close.
  package init?(_ directory: String, _ storage: any Storage) throws(StorageFailure) {
    path = directory + "/" + TailBuffer.name
    guard storage.exists(path) else { return nil }
    self.storage = storage
    bytes = try storage.contents(path)
  }

  /// The whole batches, checked, that continue a log at offset `due`, one after the other.
  package func batches(from due: Int64) -> [[UInt8]] {
    var batches: [[UInt8]] = []
    var due = due
    for run in runs(from: due) {
      var walk = BatchWalk(run.span, from: 0, due: due)
      while let header = try? walk.peek() {
        batches.append(Array(run[walk.position..<walk.position + header.byteCount]))
        walk.skip(header)
      }
      due = walk.due
    }
    return batches
  }

  /// The same as runs of bytes, as they go into the `.log`.
  func runs(from due: Int64) -> [[UInt8]] {
    var runs: [[UInt8]] = []
    var due = due
    // The second half begins with the size of the first, which may have been about to grow.
    let sizes = sequence(first: TailBuffer.firstHalf) { 2 * $0 }.prefix { $0 < bytes.count }
    let starts = [0] + sizes
    while let run = starts.lazy.compactMap({ run(at: $0, from: due) }).first {
      runs.append(Array(bytes[run.place]))
      due = run.next
    }
    return runs
  }

  /// The place of the batches from offset `due` on, where a half begins at `start`, and the offset due after them.
  private func run(at start: Int, from due: Int64) -> (place: Range<Int>, next: Int64)? {
    let bytes = bytes.span
    guard let first = try? BatchHeader(reading: bytes, at: start), first.baseOffset <= due else { return nil }
    var walk = BatchWalk(bytes, from: start, due: first.baseOffset)
    while walk.due < due { guard (try? walk.nextChecked()) != nil else { return nil } }
    let begin = walk.position
    guard walk.due == due else { return nil }
    while (try? walk.nextChecked()) != nil {}
    return begin < walk.position ? (begin..<walk.position, walk.due) : nil
  }

  /// The file goes, for good: what it holds belongs to the past of this log.
  func remove(_ directory: String) throws(StorageFailure) {
    try storage.remove(path)
    try storage.syncDirectory(directory)
  }
}
