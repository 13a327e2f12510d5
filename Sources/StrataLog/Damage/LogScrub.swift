import Synchronization

/// What a scrub has looked at (SPEC §6.5).
public struct Scrubbed: Hashable, Sendable {
  /// Bytes of batches that were summed.
  public var byteCount = 0
  /// Damage that was not known before.
  public var found: [LogDamage] = []
  /// The end of the log was reached: the next scrub begins at its start.
  public var isThrough = false
}

/// Where the next scrub begins.
struct ScrubPoint: Sendable {
  var base = Offset(0)
  var position = 0
  var due: Int64 = 0
}

extension Log {
  /// Damage that is known, in the order of offsets: found when the log was opened, read or scrubbed, and neither put
  /// back since nor gone with its segment.
  public var damage: [LogDamage] { segments.withLock { $0 }.flatMap(\.holes) }

  /// Sums the next batches of the log, whether or not they were found sound before, and goes on behind them at the next
  /// call: about `maxBytes` and at least a batch. To be called now and then, with as many bytes as the disk can spare.
  ///
  /// What the system still has in memory it does not read from the disk again.
  public func scrub(maxBytes: Int = 8 << 20) throws(LogError) -> Scrubbed {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    var point = scrubPoint.withLock { $0 }
    var scrubbed = Scrubbed()
    let segments = segments.withLock { $0 }
    var n = max(0, segments.partitioningIndex { $0.base > point.base } - 1)
    if segments[n].base != point.base { point = ScrubPoint(base: segments[n].base, due: segments[n].base.value) }
    while scrubbed.byteCount < maxBytes {
      let end = n + 1 < segments.count ? segments[n + 1].base : nil
      if try scrub(segments[n], end: end, &point, maxBytes, &scrubbed) { break }
      n += 1
      scrubbed.isThrough = n == segments.count
      let base = scrubbed.isThrough ? startOffset : segments[n].base
      point = ScrubPoint(base: base, due: base.value)
      if scrubbed.isThrough { break }
    }
    scrubPoint.withLock { $0 = point }
    return scrubbed
  }

  /// Scrubs a segment from a point on, `end` being the offset due behind it if it is sealed; true if it has more than
  /// there are bytes left for.
  private func scrub(
    _ segment: Segment, end: Offset?, _ point: inout ScrubPoint, _ maxBytes: Int, _ scrubbed: inout Scrubbed
  ) throws(LogError) -> Bool {
    guard let map = try map(segment) else { return false }
    let known = segment.holes
    var walk = SoundWalk(
      segment, map.span(from: 0, count: segment.drainedByteCount), from: point.position, due: point.due, trusting: false
    )
    do throws(LookupFailure) {
      while let batch = try walk.next() {
        scrubbed.byteCount += batch.header.byteCount
        guard scrubbed.byteCount < maxBytes else {
          segment.foundSound(walk.sound)
          (point.position, point.due) = (walk.position, walk.due)
          return true
        }
      }
      if let end, walk.due != end.value { throw .lyingIndex }
      segment.foundSound(walk.sound)
    } catch {
      try examine(segment, end: end ?? endOffset())
      scrubbed.found += segment.holes.filter { !known.contains($0) }
    }
    return false
  }
}
