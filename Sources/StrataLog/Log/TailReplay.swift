/// What a process that died left in the tail buffer (SPEC §6.4).
///
/// Only batches that continue the log are of use: the first whose base offset is the one due, and those behind it.
/// What else lies there was drained long ago, or never whole.
package struct TailReplay {
  /// The file's name in a log's directory.
  package static let fileName = TailBuffer.name

  private let path: String
  private let storage: any Storage
  private let halves: [[UInt8]]

  /// What the directory's file holds; nil when there is none, as after a close.
  package init?(_ directory: String, _ storage: any Storage) throws(StorageFailure) {
    path = directory + "/" + TailBuffer.name
    guard storage.exists(path) else { return nil }
    self.storage = storage
    let bytes = try storage.contents(path)
    let half = bytes.count / 2
    halves = [Array(bytes[..<half]), Array(bytes[half...])]
  }

  /// The whole batches, checked, that continue a log at offset `due`: one run of bytes for each half that has some.
  package func runs(from due: Int64) -> [[UInt8]] {
    var runs: [[UInt8]] = []
    var due = due
    // A half may continue the other, whichever was filled first.
    for half in halves + halves.prefix(1) {
      guard let run = Self.run(in: half.span, from: &due) else { continue }
      runs.append(Array(half[run]))
    }
    return runs
  }

  /// The place of the batches from offset `due` on, in a half that begins with a batch; `due` becomes what is due next.
  private static func run(in half: Span<UInt8>, from due: inout Int64) -> Range<Int>? {
    guard let first = try? BatchHeader(reading: half), first.baseOffset <= due else { return nil }
    var walk = BatchWalk(half, from: 0, due: first.baseOffset)
    while walk.due < due { guard (try? walk.nextChecked()) != nil else { return nil } }
    let start = walk.position
    guard walk.due == due else { return nil }
    while (try? walk.nextChecked()) != nil {}
    due = walk.due
    return start < walk.position ? start..<walk.position : nil
  }

  /// The file goes, for good: what it holds belongs to the past of this log.
  func remove(_ directory: String) throws(StorageFailure) {
    try storage.remove(path)
    try storage.syncDirectory(directory)
  }
}
