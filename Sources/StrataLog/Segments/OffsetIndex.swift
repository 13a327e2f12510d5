/// A segment's sparse map from offset to file position (SPEC §4.2), the `.index` file in memory.
///
///      0               4               8
///     ┌───────────────┬───────────────┐
///     │ offset − base │   position    │   one entry, two big-endian Int32
///     └───────────────┴───────────────┘
///
/// An entry names the last offset of a batch and where that batch begins. Entries rise strictly in both columns, at
/// most one for each ``LogSettings/indexIntervalBytes`` of log; the first batch has none, for a search that finds
/// nothing begins at the head of the file.
struct OffsetIndex: Sendable {
  struct Entry: Hashable, Sendable {
    var lastOffset: Offset
    var position: FilePosition
  }

  private struct Packed: Sendable {
    var relative: Int32
    var position: Int32
  }

  let base: Offset
  private var entries: [Packed] = []

  init(base: Offset) { self.base = base }

  var count: Int { entries.count }

  subscript(n: Int) -> Entry {
    Entry(lastOffset: base + Int64(entries[n].relative), position: FilePosition(entries[n].position))
  }

  var last: Entry? { entries.isEmpty ? nil : self[entries.count - 1] }

  /// Where to begin scanning for `offset`: the last entry at or below it, or nil for the head of the segment. O(log
  /// entries).
  func entry(atOrBelow offset: Offset) -> Entry? {
    let relative = offset.value - base.value
    return entry(before: entries.partitioningIndex { Int64($0.relative) > relative })
  }

  /// The last entry whose batch begins at or below `position`.
  func entry(atOrBelow position: FilePosition) -> Entry? {
    entry(before: entries.partitioningIndex { $0.position > position.value })
  }

  /// The number of the first entry whose batch begins behind `position`; ``count`` if there is none.
  func firstEntry(behind position: Int) -> Int { entries.partitioningIndex { Int($0.position) > position } }

  /// Goes on with the entries from `n` on of another index of the segment that name batches at `position` or behind.
  mutating func append(_ n: Int, from position: Int, of other: OffsetIndex) {
    let first = max(n, other.firstEntry(behind: position - 1))
    if first < other.count { entries += other.entries[first...] }
  }

  private func entry(before n: Int) -> Entry? { n == 0 ? nil : self[n - 1] }

  /// Adds the entry of a batch just written; the caller has counted the interval since the last. A batch further from
  /// the base or the head than an entry can say, as one in a segment of somebody else's may be, goes without.
  mutating func append(lastOffset: Offset, position: Int) {
    guard let relative = Int32(exactly: lastOffset.value - base.value), let position = Int32(exactly: position) else {
      return
    }
    assert(entries.last.map { $0.relative < relative && $0.position < position } ?? true)
    entries.append(Packed(relative: relative, position: position))
  }
}

// MARK: - The file

extension OffsetIndex {
  static let entrySize = 8

  /// Reads an index file, checking every entry, for a lying index would skip acknowledged records.
  init(base: Offset, reading file: Span<UInt8>) throws(IndexFlaw) {
    guard file.count % Self.entrySize == 0 else { throw .torn(bytes: file.count % Self.entrySize) }
    self.init(base: base)
    entries.reserveCapacity(file.count / Self.entrySize)
    var previous = Packed(relative: -1, position: 0)
    for n in 0..<file.count / Self.entrySize {
      let packed = Packed(
        relative: file.bigEndian(at: n * Self.entrySize), position: file.bigEndian(at: n * Self.entrySize + 4))
      guard packed.relative >= 0, packed.position >= 0 else { throw .belowBase(entry: n) }
      guard packed.relative > previous.relative, packed.position > previous.position else {
        throw .notRising(entry: n)
      }
      entries.append(packed)
      previous = packed
    }
  }

  /// The file's bytes.
  func encoded() -> [UInt8] {
    var file: [UInt8] = []
    file.reserveCapacity(entries.count * Self.entrySize)
    for entry in entries {
      file.appendBigEndian(entry.relative)
      file.appendBigEndian(entry.position)
    }
    return file
  }
}

/// What makes an index file unfit for use. None loses data: the index is rebuilt from the log.
enum IndexFlaw: Error, Hashable, Sendable {
  case torn(bytes: Int)
  case notRising(entry: Int)
  case belowBase(entry: Int)
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element is past the boundary that `isPast` draws through sorted elements. O(log n).
  func partitioningIndex(where isPast: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
