/// A segment read through from its head, every batch summed (SPEC §6.5): its indexes as they should be, and the holes
/// where there is something else than batches.
struct Examination {
  var indexes: SegmentIndexes
  private(set) var holes: [LogDamage] = []

  /// Examines the batches in `bytes`, of a segment that begins at `base` and behind which `next` is due. The entries of
  /// `hints`, which may lie, help to find the way behind a hole. `found` sees each sound batch's header and bytes.
  init(
    _ bytes: Span<UInt8>, _ segment: String, base: Offset, next: Offset, hints: OffsetIndex?, interval: Int,
    found: (BatchHeader, Span<UInt8>) -> Void = { _, _ in }
  ) {
    indexes = SegmentIndexes(base: base)
    var walk = BatchWalk(bytes, from: 0, due: base.value, end: next.value)
    while true {
      var flaw: BatchFlaw
      do throws(BatchFlaw) {
        let position = walk.position
        guard let header = try walk.nextChecked() else {
          if walk.due == next.value { return }
          throw BatchFlaw(.offset(found: next.value, due: walk.due), at: 0)
        }
        indexes.add(header, position: position, interval: interval)
        found(header, bytes.extracting(position..<walk.position))
        continue
      } catch { flaw = error }
      let search = SoundSearch(bytes, next: next.value, hints: hints)
      let (position, due) = search.behind(walk.position, due: walk.due) ?? (bytes.count, next.value)
      holes.append(
        LogDamage(
          segment: segment, position: walk.position, byteCount: position - walk.position, from: Offset(walk.due),
          upTo: Offset(due), flaw: flaw))
      guard position < bytes.count else { return }
      walk.jump(to: position, due: due)
    }
  }
}

/// Looks for the first sound batch behind a flaw (SPEC §6.5).
///
/// Bytes that sum up are not enough: the value of a record may be a batch of somebody's. So a batch counts when the
/// ones behind it follow, each at the offset due: up to a place known from elsewhere, or three of them.
private struct SoundSearch: ~Escapable {
  private let bytes: Span<UInt8>
  /// The offset due at the end of the bytes; no batch goes beyond.
  private let next: Int64
  private let hints: OffsetIndex?
  /// So many sound batches in a row are not taken for a record's value.
  private static let manyInRow = 3

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, next: Int64, hints: OffsetIndex?) {
    self.bytes = bytes
    self.next = next
    self.hints = hints
  }

  /// Where to go on when the batch at `position`, where `due` is due, is not sound; nil if nothing sound follows.
  func behind(_ position: Int, due: Int64) -> (position: Int, due: Int64)? {
    guard let edge = edge(behind: position, due: due) else { return find(behind: position, due: due) }
    // A batch of a later offset is not at home before that edge, sound as it may be: the disk put it there.
    let before = SoundSearch(bytes.extracting(0..<edge.position), next: edge.due, hints: nil)
    return before.find(behind: position, due: due) ?? edge
  }

  private func find(behind position: Int, due: Int64) -> (position: Int, due: Int64)? {
    if let next = byLengths(from: position, due: due) { return next }
    // The lowest offset is the way on: a sector that the disk put here from further up holds later ones.
    var first: (position: Int, due: Int64)?
    var second: (position: Int, due: Int64)?
    // From the place itself on, for batches may be missing altogether.
    var candidate = position
    while candidate < bytes.count {
      let at = candidate
      candidate += 1
      guard isLikely(at, due), let header = sound(at: at, due: due) else { continue }
      let chain = chain(from: at, header)
      switch chain.kind {
      case .leadsOn:
        if first.map({ header.baseOffset < $0.due }) ?? true { first = (at, header.baseOffset) }
        candidate = chain.end
      case .isFollowed: if second.map({ header.baseOffset < $0.due }) ?? true { second = (at, header.baseOffset) }
      case .ends: break
      }
    }
    return first ?? second
  }

  /// Most damage leaves the length and the count alone, and the next batch lies where they say; it may be damaged in
  /// its turn.
  private func byLengths(from position: Int, due: Int64) -> (position: Int, due: Int64)? {
    var (position, due) = (position, due)
    while position + BatchHeader.size <= bytes.count {
      let length: Int32 = bytes.bigEndian(at: position + 8)
      let delta: Int32 = bytes.bigEndian(at: position + 23)
      guard length > 0, delta >= 0, due <= next - Int64(delta) - 1 else { return nil }
      position += BatchHeader.lengthBase + Int(length)
      due += Int64(delta) + 1
      if position == bytes.count, due == next { return (position, due) }
      guard position + BatchHeader.size <= bytes.count, bytes.bigEndian(at: position) == due else { return nil }
      if sound(at: position, due: due) != nil { return (position, due) }
    }
    return nil
  }

  /// The first place behind `position` that the index names and where there is the batch that it names.
  private func edge(behind position: Int, due: Int64) -> (position: Int, due: Int64)? {
    guard let hints else { return nil }
    for n in hints.firstEntry(behind: position)..<hints.count {
      let entry = hints[n]
      if let header = sound(at: Int(entry.position.value), due: due), header.lastOffset == entry.lastOffset.value {
        return (Int(entry.position.value), header.baseOffset)
      }
    }
    return nil
  }

  private enum Chain { case leadsOn, isFollowed, ends }

  /// How far one batch follows the other from a sound one on, and up to where.
  private func chain(from position: Int, _ first: BatchHeader) -> (kind: Chain, end: Int) {
    var end = position + first.byteCount
    var last = first
    var count = 1
    while end < bytes.count, let header = sound(at: end, due: last.nextOffset), header.baseOffset == last.nextOffset {
      last = header
      end += header.byteCount
      count += 1
    }
    if end == bytes.count && last.nextOffset == next || count >= Self.manyInRow { return (.leadsOn, end) }
    // What follows may be damaged in its turn.
    guard let header = try? BatchHeader(reading: bytes, at: end) else { return (.ends, end) }
    return (header.baseOffset == last.nextOffset ? .isFollowed : .ends, end)
  }

  /// What can be told without summing: most places are none where a batch begins.
  private func isLikely(_ position: Int, _ due: Int64) -> Bool {
    guard position + BatchHeader.size <= bytes.count, bytes[position + 16] == 2 else { return false }
    let base: Int64 = bytes.bigEndian(at: position)
    return base >= due && base < next
  }

  /// The header of a batch at `position` that is whole, sums up and has offsets from `due` to the end.
  private func sound(at position: Int, due: Int64) -> BatchHeader? {
    guard position <= bytes.count - BatchHeader.size,
      let header = try? BatchHeader(reading: bytes, at: position), header.byteCount <= bytes.count - position,
      header.baseOffset >= due, header.nextOffset <= next
    else { return nil }
    let sum = RecordBatch.checksum(of: bytes.extracting(position..<position + header.byteCount))
    return sum == header.checksum ? header : nil
  }
}
