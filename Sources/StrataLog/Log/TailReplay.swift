/// What a process that died left in the tail buffer (SPEC §6.4).
///
/// Only batches that continue the log are of use: the first whose base offset is the one due, and those behind it.
/// What else lies there was drained long ago, or never whole.
struct TailReplay {
  private let path: String
  private let storage: any Storage
  private let halves: [[UInt8]]

  /// What the directory's file holds; nil when there is none, as after a close.
  init?(_ directory: String, _ storage: any Storage) throws(StorageFailure) {
    path = directory + "/" + TailBuffer.name
    guard storage.exists(path) else { return nil }
    self.storage = storage
    let bytes = try storage.contents(path)
    let half = bytes.count / 2
    halves = [Array(bytes[..<half]), Array(bytes[half...])]
  }

  /// Calls `body` with each run of whole batches that continues at `due`, and the headers of these.
  func forEachRun(
    from due: Int64, _ body: (Span<UInt8>, [BatchHeader]) throws(StorageFailure) -> Void
  ) throws(StorageFailure) {
    var due = due
    // A half may continue the other, whichever was filled first.
    for half in halves + halves.prefix(1) {
      let (run, headers) = Self.run(in: half.span, from: due)
      guard let last = headers.last else { continue }
      try body(half.span.extracting(run), headers)
      due = last.nextOffset
    }
  }

  /// The place of the batches that begin with offset `due`, in a half that begins with a batch.
  private static func run(in half: Span<UInt8>, from due: Int64) -> (place: Range<Int>, headers: [BatchHeader]) {
    guard let first = try? BatchHeader(reading: half), first.baseOffset <= due else { return (0..<0, []) }
    var walk = BatchWalk(half, from: 0, due: first.baseOffset)
    var start = 0
    var headers: [BatchHeader] = []
    while let header = try? walk.nextChecked() {
      if header.baseOffset < due { start = walk.position } else { headers.append(header) }
    }
    guard headers.first?.baseOffset == due else { return (0..<0, []) }
    return (start..<walk.position, headers)
  }

  /// The file goes, for good: what it holds belongs to the past of this log.
  func remove(_ directory: String) throws(StorageFailure) {
    try storage.remove(path)
    try storage.syncDirectory(directory)
  }
}
