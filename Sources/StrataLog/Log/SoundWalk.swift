/// Why a search in a segment found nothing to stand on.
enum LookupFailure: Error {
  case lyingIndex
  case damaged(position: Int, BatchFlaw)
  case failed(LogError)
}

/// Goes over a segment's batches, sums those that nobody has summed yet (SPEC §4.4), and steps over the holes that are
/// known.
struct SoundWalk: ~Escapable {
  /// A batch's place and head.
  struct Found {
    var position: Int
    var header: BatchHeader
  }

  private var walk: BatchWalk
  private let holes: [LogDamage]
  /// What is known to be sound around where the walk began.
  private var known: Range<Int>
  /// Where the batches that were gone over without a hole begin.
  private var begin: Int

  /// Begins at byte `position` of a segment's visible bytes, where `due` is due. Unless it is `trusting`, it sums what
  /// was found sound before, too.
  @_lifetime(copy bytes)
  init(_ segment: Segment, _ bytes: Span<UInt8>, from position: Int, due: Int64, trusting: Bool = true) {
    walk = BatchWalk(bytes, from: position, due: due, end: segment.end)
    holes = segment.holes
    known = trusting ? segment.soundBytes(around: position) : position..<position
    begin = position
  }

  var position: Int { walk.position }
  var due: Int64 { walk.due }

  /// What was gone over since the last hole: it is all sound.
  var sound: Range<Int> { begin..<walk.position }
  /// Whether all of that was known before.
  var isKnown: Bool { walk.position <= known.upperBound }

  /// Where batches that need no summing end.
  var knownEnd: Int { known.upperBound }

  /// The next batch; nil at the end of the bytes.
  @_lifetime(self: copy self)
  mutating func next() throws(LookupFailure) -> Found? {
    if !holes.isEmpty { stepOverHole() }
    let position = walk.position
    do throws(BatchFlaw) {
      guard position < known.upperBound else {
        return try walk.nextChecked().map { Found(position: position, header: $0) }
      }
      guard let header = try walk.peek() else { return nil }
      walk.skip(header)
      return Found(position: position, header: header)
    } catch { throw .damaged(position: position, error) }
  }

  /// The next batch if it ends at byte `limit` or before and no hole comes first. A flaw is an end, too: it shows when
  /// reading goes on there.
  @_lifetime(self: copy self)
  mutating func next(within limit: Int) -> Bool {
    if !holes.isEmpty, isAtHole { return false }
    guard let header = try? walk.peek(), walk.position + header.byteCount <= limit else { return false }
    guard walk.position < known.upperBound else { return (try? walk.nextChecked()) != nil }
    walk.skip(header)
    return true
  }

  /// Goes on at a batch that an index entry names, among those that are known.
  @_lifetime(self: copy self)
  mutating func jump(to position: Int, due: Int64) { walk.jump(to: position, due: due) }

  private var isAtHole: Bool { holes.contains { $0.position == walk.position } }

  @_lifetime(self: copy self)
  private mutating func stepOverHole() {
    // Two may lie side by side: batches missing, and others that are damaged.
    while let hole = holes.first(where: {
      $0.position == walk.position && ($0.byteCount > 0 || $0.upTo.value > walk.due)
    }) {
      walk.jump(to: hole.end, due: hole.upTo.value)
      begin = hole.end
    }
  }
}
