/// A segment's sparse map from time to offset (SPEC §4.3), the `.timeindex` file in memory.
///
///      0                               8               12
///     ┌───────────────────────────────┬───────────────┐
///     │         max timestamp         │ offset − base │   one entry, big-endian Int64 and Int32
///     └───────────────────────────────┴───────────────┘
///
/// An entry says: up to it no record is later than the timestamp, and the batch that ends with the offset has it.
/// Timestamps rise strictly. One is added with an entry of the offset index if the timestamp grew, and once more when
/// the segment is sealed.
struct TimeIndex: Sendable {
  struct Entry: Hashable, Sendable {
    var timestamp: Timestamp
    var offset: Offset

    /// Whether this is the batch that the entry means.
    func names(_ header: BatchHeader) -> Bool {
      header.lastOffset == offset.value && header.maxTimestamp == timestamp
    }
  }

  private struct Packed: Sendable {
    var timestamp: Int64
    var relative: Int32
  }

  let base: Offset
  private var entries: [Packed] = []

  init(base: Offset) { self.base = base }

  var count: Int { entries.count }

  subscript(n: Int) -> Entry {
    Entry(timestamp: Timestamp(milliseconds: entries[n].timestamp), offset: base + Int64(entries[n].relative))
  }

  var last: Entry? { entries.isEmpty ? nil : self[entries.count - 1] }

  /// The last entry not later than `time`: what it names and all before is no later. O(log entries).
  func entry(atOrBefore time: Timestamp) -> Entry? {
    let n = entries.partitioningIndex { $0.timestamp > time.milliseconds }
    return n == 0 ? nil : self[n - 1]
  }

  /// Goes on with the entries from `n` on of another index of the segment that name `offset` or later ones.
  mutating func append(_ n: Int, from offset: Offset, of other: TimeIndex) {
    for entry in other.entries.dropFirst(n) where base + Int64(entry.relative) >= offset {
      appendIfLater(
        Entry(timestamp: Timestamp(milliseconds: entry.timestamp), offset: base + Int64(entry.relative)))
    }
  }

  /// Adds an entry if its timestamp is later than the last one's, and its offset not further than an entry can say.
  mutating func appendIfLater(_ entry: Entry) {
    guard entry.timestamp > last?.timestamp ?? .none, let relative = Int32(exactly: entry.offset.value - base.value)
    else { return }
    entries.append(Packed(timestamp: entry.timestamp.milliseconds, relative: relative))
  }
}

// MARK: - The file

extension TimeIndex {
  static let entrySize = 12

  /// Reads a time index file, checking every entry.
  init(base: Offset, reading file: Span<UInt8>) throws(IndexFlaw) {
    guard file.count % Self.entrySize == 0 else { throw .torn(bytes: file.count % Self.entrySize) }
    self.init(base: base)
    entries.reserveCapacity(file.count / Self.entrySize)
    var previous = Packed(timestamp: -1, relative: -1)
    for n in 0..<file.count / Self.entrySize {
      let packed = Packed(
        timestamp: file.bigEndian(at: n * Self.entrySize), relative: file.bigEndian(at: n * Self.entrySize + 8))
      guard packed.relative >= 0, packed.timestamp >= 0 else { throw .belowBase(entry: n) }
      guard packed.timestamp > previous.timestamp, packed.relative > previous.relative else {
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
      file.appendBigEndian(entry.timestamp)
      file.appendBigEndian(entry.relative)
    }
    return file
  }
}
